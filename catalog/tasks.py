"""When imports are worked on. The lock of imports makes late, double and lost deliveries harmless."""

from celery import shared_task
from django.utils import timezone

from catalog.services.imports import uploading
from catalog.services.imports.working import go_on_with_imports as go_on


@shared_task
def go_on_with_imports() -> None:
    """Goes on by itself while there is something to do; the beat finds what was cut off."""
    if go_on(now=timezone.now()):
        go_on_with_imports.apply_async(expires=60)


@shared_task
def forget_uploads() -> None:
    """Files of imports that ended or stopped long ago."""
    uploading.forget_uploads(now=timezone.now())
