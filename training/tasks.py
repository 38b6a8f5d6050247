"""When the sweeps run. Each claims its work in Postgres: late, double or lost deliveries are harmless."""

from celery import shared_task
from django.utils import timezone

from training.services import (
    backtesting,
    choosing,
    duplicates,
    embedding,
    grading,
    learning,
    seller_texts,
    tuning,
)
from training.services.asking import grids


@shared_task
def embed_pending() -> None:
    """Goes on by itself while there is something to do, so that other tasks of the queue get their turn."""
    if embedding.embed_pending(now=timezone.now()) and embedding.is_anything_pending(now=timezone.now()):
        embed_pending.apply_async(expires=60)


@shared_task
def group_duplicates() -> None:
    """On the queue of the embedding, and like that it goes on by itself while there is something new."""
    if duplicates.group_duplicates(now=timezone.now()) and duplicates.is_anything_new():
        group_duplicates.apply_async(expires=60)


@shared_task
def retrain_if_due() -> None:
    """A new champion's questions are chosen at once, and not at the next beat."""
    if learning.retrain_if_due(now=timezone.now()):
        choosing.refill_queue(now=timezone.now())


@shared_task
def refill_queue() -> None:
    choosing.refill_queue(now=timezone.now())


@shared_task
def fill_grids() -> None:
    """Not on the queue of the trainings: whoever goes through grids must not wait for the end of one."""
    grids.fill_grids(now=timezone.now())


@shared_task
def compare() -> None:
    """Not on the queue of the trainings either: whoever compares sees the order that follows soon."""
    grading.compare(now=timezone.now())


@shared_task
def suggest_meanings() -> None:
    """Of what sellers write. Not on the queue of the trainings: managers wait for new imports' texts."""
    seller_texts.suggest_meanings(now=timezone.now())


@shared_task
def tune_if_asked() -> None:
    """Hours where others take minutes: the settings give it another limit."""
    tuning.tune_if_asked(now=timezone.now())


@shared_task
def backtest_if_asked() -> None:
    """Minutes, on the queue of the fine-tuning, so that no retraining waits behind it."""
    backtesting.backtest_if_asked(now=timezone.now())
