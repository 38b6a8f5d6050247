"""A worker is told that a photo waits, by whoever has let one in."""

from __future__ import annotations

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from recommender.tasks import answer_photos

logger = logging.getLogger(__name__)


def have_it_answered() -> None:
    """The sweep does it otherwise: a broker that is away costs seconds, and no photo."""
    transaction.on_commit(_call)


def _call() -> None:
    try:
        answer_photos.delay()
    except OperationalError as error:
        logger.warning("the broker is away: %s", error)
