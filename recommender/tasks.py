"""When to publish."""

from celery import shared_task
from django.utils import timezone

from recommender.services import learning_style
from recommender.services.publishing import publish


@shared_task
def publish_tags() -> None:
    """Bring the shop's tags up to date; a sweep with nothing new costs two small queries."""
    publish(now=timezone.now())


@shared_task
def learn_style() -> None:
    """On the queue of the trainings: it follows them."""
    learning_style.learn_style(now=timezone.now())
