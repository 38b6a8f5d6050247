"""What the installation itself tidies up."""

from celery import shared_task
from django.utils import timezone

from config.limits import forget_attempts


@shared_task
def forget_logins() -> None:
    forget_attempts(now=timezone.now())
