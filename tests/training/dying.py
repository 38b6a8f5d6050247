"""A training in a process of its own that kills itself, or is killed, at a chosen moment."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

from training.models import ModelVersion, TrainingRun
from training.services.learning import retrain_if_due
from training.services.locks import Lock

State = TrainingRun.State
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class Dying:
    """Wraps the statements of a training; at number `at`, or at the first one that says `at`, the process is
    gone, as by `kill -9`.

    `after` lets Postgres do what it was asked first, and nobody hear of it.
    """

    def __init__(self, at: int | str | None, *, after: bool = False) -> None:
        self.at, self.after, self.count = at, after, 0

    def __call__(self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.count += 1
        it_is_time = self.at in sql if isinstance(self.at, str) else self.count == self.at
        if it_is_time and not self.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(sql, params, many, context)
        if it_is_time:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def train_and_die(at: int | str | None, *, after: bool = False) -> int:
    """The sweep of a worker, killed at its statement `at`; how many it took where it lived."""
    dying = Dying(at, after=after)
    with connection.execute_wrapper(dying):
        retrain_if_due(now=timezone.now())
    return dying.count


def wait_until_nobody_trains() -> None:
    """Postgres notices within a moment that the other side is dead, and gives its lock back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(Lock.TRAINING)])
        cursor.execute("SELECT pg_advisory_unlock(%s)", [int(Lock.TRAINING)])


def torn(before: ModelVersion | None) -> list[str]:
    """What is not as it has to be after a crash, in words; `before` is who served then."""
    found = []
    champions = list(ModelVersion.objects.filter(is_champion=True))
    if len(champions) != (before is not None or bool(champions)):
        found.append(f"{len(champions)} champions")
    for version in ModelVersion.objects.select_related("run").prefetch_related("promotions", "evaluations"):
        if version.run.state not in {State.PROMOTED, State.REJECTED}:
            found.append(f"{version} is there, and its run {version.run}")
        halves = [version.calibrations.count(), version.curves.count()]
        if any(rows != len(version.tags) for rows in halves):
            found.append(f"{version}: {halves} rows for {len(version.tags)} tags")
        if (version.run.state == State.PROMOTED) != version.promotions.exists():
            found.append(f"{version}: its run and its promotions disagree")
    for champion in champions:
        newest = champion.promotions.model.objects.order_by("-pk").first()
        if newest is None or newest.version_id != champion.pk:
            found.append(f"{champion} serves, and the last promotion was another's")
        if before is not None and champion.pk != before.pk and champion.run.state != State.PROMOTED:
            found.append(f"{champion} serves before its run is promoted")
    return found
