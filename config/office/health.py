"""Whether the machinery is well: room on the disk, messages that wait, and when the beat was last heard."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from typing import Any

from amqp.exceptions import ChannelError
from django.conf import settings
from django.core.cache import cache
from kombu import Connection
from kombu.exceptions import OperationalError

from recommender.models import Tally

PATIENCE_S = 0.5
REMEMBERED_S = 5
QUEUES = "office:queues"
"""Two browsers that watch ask the broker once."""
LITTLE = 0.1
"""Of the disk: less is little."""
SILENT = dt.timedelta(minutes=10)
MANY = 100


@dataclass(frozen=True)
class Queue:
    name: str
    waiting: int

    @property
    def is_long(self) -> bool:
        return self.waiting >= MANY


@dataclass(frozen=True)
class Health:
    """`queues` is None where the broker does not answer: then nobody knows, and the page says so."""

    free_bytes: int
    total_bytes: int
    queues: list[Queue] | None
    counted_at: dt.datetime | None
    is_silent: bool

    @property
    def is_full(self) -> bool:
        return self.free_bytes < LITTLE * self.total_bytes

    @property
    def waiting(self) -> int:
        return sum(queue.waiting for queue in self.queues or [])


def health(*, now: dt.datetime) -> Health:
    folder = settings.MEDIA_ROOT
    disk = shutil.disk_usage(folder if folder.exists() else folder.anchor)
    last = Tally.objects.order_by("-at").values_list("at", flat=True).first()
    return Health(disk.free, disk.total, _queues(), last, last is None or now - last > SILENT)


def _queues() -> list[Queue] | None:
    """The longest first."""
    lengths = cache.get_or_set(QUEUES, _lengths, REMEMBERED_S)
    if lengths is None:
        return None
    return sorted((Queue(*one) for one in lengths.items()), key=lambda one: (-one.waiting, one.name))


def _lengths() -> dict[str, int] | None:
    routes = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    names = sorted(routes | {settings.CELERY_TASK_DEFAULT_QUEUE})
    waiting = {"socket_timeout": PATIENCE_S, "socket_connect_timeout": PATIENCE_S, "max_retries": 0}
    broker = Connection(settings.CELERY_BROKER_URL, connect_timeout=PATIENCE_S, transport_options=waiting)
    try:
        with broker as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
            return {name: _length(connection, name) for name in names}
    except (OperationalError, OSError):
        return None


def _length(connection: Any, name: str) -> int:
    """0 where nobody has sent anything yet."""
    try:
        with connection.channel() as channel:
            return int(channel.queue_declare(name, passive=True).message_count)
    except ChannelError:
        return 0
