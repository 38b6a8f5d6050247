"""When to publish, and to look at photos."""

from celery import shared_task
from django.utils import timezone

from recommender.services import learning_style
from recommender.services.lighting import light
from recommender.services.publishing import publish


@shared_task
def publish_tags() -> None:
    """Bring the shop's tags up to date; a sweep with nothing new costs two small queries."""
    publish(now=timezone.now())


@shared_task
def learn_style() -> None:
    """On the queue of the trainings: it follows them."""
    learning_style.learn_style(now=timezone.now())


@shared_task
def light_tags() -> None:
    """On the worker that has the encoder at hand: where what was published is seen."""
    light(now=timezone.now())
