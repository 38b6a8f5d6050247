"""When to publish, and to look at photos."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from recommender.runtime import photo
from recommender.services import by_hand, compacting, counts, demand, forgetting, style_embedding
from recommender.services.exports import making
from recommender.services.indexing import index_pending as bring_in_line
from recommender.services.lighting import light
from recommender.services.photo_answering import answer_waiting
from recommender.services.photo_search import forget_old
from recommender.services.publishing import publish
from recommender.services.tallying import tally


@shared_task
def publish_tags() -> None:
    """Bring the shop's tags up to date; a sweep with nothing new costs two small queries."""
    publish(now=timezone.now())


@shared_task(acks_late=False, expires=30)
def answer_photos() -> None:
    """On a queue of its own, which nothing else delays; the same whether a shopper or the beat asks."""
    answer_waiting(now=timezone.now())


@shared_task
def forget_photos() -> None:
    """What shoppers brought an hour ago, and did not keep. On the photos' queue: nothing there takes long."""
    forget_old(now=timezone.now())


@shared_task
def delete_forgotten() -> None:
    """Shoppers who were forgotten a minute ago, beside the photos: a minute is promised."""
    forgetting.delete_forgotten(now=timezone.now())


@shared_task
def make_exports() -> None:
    """Files that were asked for. It may take minutes, and nobody's next question stands behind it."""
    making.make_exports(now=timezone.now())


@shared_task
def clear_sessions() -> None:
    """Of browsers that will not come back: each photo that a stranger brings makes a row."""
    SessionStore.clear_expired()


@worker_ready.connect
def warm_up(sender: Any, **_: object) -> None:
    """No shopper waits for the encoder to be loaded. `sender` is Celery's consumer, before its first task."""
    if "photo" in sender.app.amqp.queues.consume_from:
        photo.warm_up()


@shared_task
def learn_style() -> None:
    """On the queue of what takes long: it builds a whole index for a space that is to serve."""
    by_hand.learn_and_build(now=timezone.now())


@shared_task
def embed_for_style() -> None:
    """On the queue of the embedding: for a serving space whose encoder is not the models' any more."""
    style_embedding.embed_for_style(now=timezone.now())


@shared_task
def shorten_the_log() -> None:
    """Of what changed in the shop: what is old and overtaken."""
    compacting.shorten(now=timezone.now())


@shared_task
def count_tags() -> None:
    """For the shop's pages; where nothing was written since, two small queries."""
    counts.count(now=timezone.now())


@shared_task
def light_tags() -> None:
    """On the worker that has the encoder at hand: where what was published is seen."""
    light(now=timezone.now())


@shared_task
def index_pending() -> None:
    """Keep the vector index true; a sweep with nothing new counts a few tables. The first build may take an
    hour, so it has a queue of its own."""
    bring_in_line(now=timezone.now())


@shared_task
def tally_days() -> None:
    """What the office's first page shows of each day."""
    tally(now=timezone.now())


@shared_task
def pass_demand_on() -> None:
    """What shoppers look at reaches those who choose what to ask; what has had its time is deleted."""
    now = timezone.now()
    demand.pass_on(now=now)
    demand.let_go(now=now)
