"""Is there a champion, whole and alone, whenever a training is killed; and how long does a rollback take?

A worker's training is killed with signal 9: at chosen statements of its, before Postgres hears of it or
just after, and at random moments. After each death the database is looked at, and the next sweep has to close
the dead run as failed, with a reason, and to finish a healthy one.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from figures import Report, arguments
from scratch import database

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from catalog.models import ProductImage, Tag

POINTS, QUICK_POINTS = 120, 12
BY_TIME = 0.3
"""Share of the deaths at random moments; the others are at statements."""
ROLLBACKS = 20
ROLLBACK_BAR_SECONDS = 1.0
AUDITED, TAUGHT = 20, 8
"""So few that a training is over in a second: it is the writing that is to be interrupted, not the sums."""
PUPILS = 900

EXAMPLES = """examples:
  python benchmarks/promotion.py --quick
  python benchmarks/promotion.py --seed 3 --json promotion.json
"""
FORK = multiprocessing.get_context("fork")
LOADED_BEFORE = ["ml.calibration", "ml.head", "ml.needed", "ml.nested", "ml.reading", "ml.reliability"]
"""The parent never computes with torch: its children find everything loaded, and can."""


def main() -> int:
    options = arguments(ArgumentParser(description=__doc__, epilog=EXAMPLES))
    report = Report("promotion", "a catalog of two kinds, drawn from the seed", options.seed)
    with TemporaryDirectory(prefix="moodloop-promotion-") as scratch, database(Path(scratch)):
        school = School.opened()
        points = QUICK_POINTS if options.quick else POINTS
        deaths(report, school, points, random.Random(options.seed))
        rollbacks(report)
    return report.finish(options.json)


class School:
    """A catalog to learn from; every `lesson` says one thing more, so that a training is due."""

    def __init__(self, curator: User, tags: dict[str, Tag], pupils: list[ProductImage]) -> None:
        self.curator, self.tags, self.pupils = curator, tags, pupils

    @classmethod
    def opened(cls) -> School:
        from django.contrib.auth.models import User  # noqa: PLC0415

        from catalog.models import Tag  # noqa: PLC0415
        from catalog.services.vocabulary_file import STARTER, load_vocabulary  # noqa: PLC0415
        from tests.training.school import audit, open_school, teach  # noqa: PLC0415

        for module in LOADED_BEFORE:
            import_module(module)
        load_vocabulary(path=STARTER)
        tags = {tag.slug: tag for tag in Tag.objects.in_use()}
        curator = User.objects.create_user("curator")
        audit(curator, tags, AUDITED)
        teach(curator, open_school(TAUGHT), tags)
        return cls(curator, tags, open_school(PUPILS, first=TAUGHT))

    def lesson(self) -> None:
        from django.utils import timezone  # noqa: PLC0415

        from tests.training.school import teach  # noqa: PLC0415
        from training.services.learning import request_training  # noqa: PLC0415

        teach(self.curator, [self.pupils.pop()], self.tags)
        request_training(by=None, now=timezone.now())


def deaths(report: Report, school: School, points: int, generator: random.Random) -> None:
    from training.models import ModelVersion  # noqa: PLC0415

    statements, seconds = measured(school)
    print(f"a training makes {statements} statements in {seconds:.2f} s", flush=True)
    hurt: list[str] = []
    hurt_later: list[str] = []
    healthy = survived = 0
    for point, (words, at, after, moment) in enumerate(plan(points, statements, seconds, generator)):
        before = ModelVersion.objects.champion()
        school.lesson()
        died = kill(at, after=after, moment=moment)
        survived += not died
        found = look(before, died=died)
        hurt += [f"killed {words}: {what}" for what in found]
        ill = ailments()
        healthy += not ill
        hurt_later += [f"killed {words}, and then: {what}" for what in ill]
        if (point + 1) % 20 == 0:
            print(f"{point + 1} of {points} deaths, {len(hurt)} torn", flush=True)
    for what in [*hurt, *hurt_later]:
        print(what, file=sys.stderr)
    report.add("promotion_torn", float(len(hurt)), samples=points, of="deaths")
    report.add("promotion_died", float(points - survived), samples=points, of="deaths meant")
    report.add("promotion_next_run_healthy", healthy / points, samples=points, of="deaths")
    report.require("no death leaves anything torn", holds=not hurt)
    report.require("the next run is healthy after every death", holds=healthy == points)


def plan(
    points: int, statements: int, seconds: float, generator: random.Random
) -> Iterator[tuple[str, int | None, bool, float | None]]:
    """In words, then the statement to die at and whether after it, or the moment in seconds."""
    by_time = round(points * BY_TIME)
    places = [(at, after) for at in range(1, statements + 1) for after in (False, True)]
    while len(places) < points - by_time:
        places += places
    for at, after in generator.sample(places, points - by_time):
        yield f"{'after' if after else 'before'} statement {at}", at, after, None
    for _ in range(by_time):
        moment = generator.uniform(0, 1.1 * seconds)
        yield f"after {moment:.3f} s", None, False, moment


def measured(school: School) -> tuple[int, float]:
    """How many statements a training makes, and how long it takes, undisturbed."""
    school.lesson()
    counted = FORK.Queue()
    begun = time.monotonic()
    child = FORK.Process(target=_count, args=(counted,))
    start(child)
    statements = counted.get(timeout=120)
    child.join()
    return statements, time.monotonic() - begun


def _count(counted: multiprocessing.Queue[int]) -> None:
    from tests.training.dying import train_and_die  # noqa: PLC0415

    counted.put(train_and_die(None))


def _die(at: int | None, after: bool) -> None:
    from tests.training.dying import train_and_die  # noqa: PLC0415

    train_and_die(at, after=after)


def kill(at: int | None, *, after: bool, moment: float | None) -> bool:
    """Whether the worker died of it; a training may be over before its statement or moment came."""
    child = FORK.Process(target=_die, args=(at, after))
    start(child)
    if moment is not None:
        child.join(moment)
        if child.pid is not None and child.exitcode is None:
            os.kill(child.pid, signal.SIGKILL)
    child.join()
    return child.exitcode == -signal.SIGKILL


def start(child: multiprocessing.process.BaseProcess) -> None:
    """Without the parent's connection, which two processes must not share."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    child.start()


def look(before: object, *, died: bool) -> list[str]:
    from tests.training.dying import torn, wait_until_nobody_trains  # noqa: PLC0415

    wait_until_nobody_trains()
    return torn(before)  # type: ignore[arg-type]


def ailments() -> list[str]:
    """What is wrong after the next sweep: it closes what died, with a reason, and judges what it trains."""
    from training.models import TrainingRun  # noqa: PLC0415

    orphans = list(TrainingRun.objects.running().values_list("pk", flat=True))
    child = FORK.Process(target=_die, args=(None, False))
    start(child)
    child.join()
    found = [f"the sweep ended with {child.exitcode}"] if child.exitcode else []
    open_ones = TrainingRun.objects.filter(pk__in=orphans).exclude(
        state=TrainingRun.State.FAILED, message__gt=""
    )
    found += [f"{run} was not closed" for run in open_ones]
    found += [f"{run} is not finished" for run in TrainingRun.objects.unfinished()]
    newest = TrainingRun.objects.order_by("-pk").first()
    if newest is None or newest.state not in {TrainingRun.State.PROMOTED, TrainingRun.State.REJECTED}:
        found.append(f"{newest} is the newest: {newest.said if newest else ''}")
    return found


def rollbacks(report: Report) -> None:
    """From the click to the old version's head in hand, by turns between two versions."""
    from django.utils import timezone  # noqa: PLC0415

    from training.models import ModelVersion  # noqa: PLC0415
    from training.services.serving import champion_head  # noqa: PLC0415

    versions = list(ModelVersion.objects.order_by("-pk")[:2])
    seconds = []
    for turn in range(ROLLBACKS):
        wanted = versions[turn % 2]
        begun = time.monotonic()
        wanted.promote(now=timezone.now(), reason="rollback")
        serving = champion_head()
        seconds.append(time.monotonic() - begun)
        assert serving is not None
        assert serving[0].pk == wanted.pk
    report.add("rollback_s", seconds, samples=ROLLBACKS, of="rollbacks")
    report.require(
        f"a rollback takes at most {ROLLBACK_BAR_SECONDS:g} s", holds=max(seconds) <= ROLLBACK_BAR_SECONDS
    )


if __name__ == "__main__":
    sys.exit(main())
