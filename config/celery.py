"""The Celery application: JSON only, ids only, everything repeatable.

The broker may lose every message without losing work: the beat below asks "which rows lack X?"
again and again, and each task claims its work in Postgres.
"""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery leaves logging alone where somebody listens: `settings.LOGGING` holds for workers too."""


app = Celery("moodloop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
