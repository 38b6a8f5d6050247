"""When labels from elsewhere are taken in. The lock makes late, double and lost deliveries harmless."""

from celery import shared_task
from django.utils import timezone

from labeling.services.sourcing import taking


@shared_task
def take_in_sources() -> None:
    """What was confirmed; and labels follow what was withdrawn."""
    taking.take_in_sources(now=timezone.now())
