"""Two processes do the same thing at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.contrib.auth.models import User
from django.db import connection

from catalog.models import Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from tests.making import NOON
from tests.training.dying import Execute
from tests.training.school import open_school, teach
from training.models import ModelVersion, Promotion, TrainingRun
from training.services.learning import request_training, retrain_if_due

T = TypeVar("T")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def taught(curator: User) -> None:
    load_vocabulary(path=STARTER)
    teach(curator, open_school(6), {tag.slug: tag for tag in Tag.objects.in_use()})


def together(*deeds: Callable[[], T]) -> list[T]:
    start = Barrier(len(deeds))

    def run(deed: Callable[[], T]) -> T:
        try:
            start.wait()
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_who_ask_for_a_training_at_once_get_one_run(taught: None) -> None:
    runs = together(*[partial(request_training, by=None, now=NOON)] * 4)

    assert len({run.pk for run in runs if run is not None}) == 1
    assert TrainingRun.objects.count() == 1


def test_of_two_promotions_at_once_both_happen_and_one_version_serves(taught: None) -> None:
    first = request_training(by=None, now=NOON)
    assert first is not None
    for _ in range(2):
        TrainingRun.objects.create(snapshot=first.snapshot, created_at=NOON)
    for _ in range(3):
        retrain_if_due(now=NOON)
    champion, *others = ModelVersion.objects.order_by("-pk")

    together(*[partial(version.promote, now=NOON, reason="back") for version in others])

    promotions = list(Promotion.objects.order_by("-pk")[:2])
    assert [promotion.previous for promotion in promotions] == [promotions[1].version, champion]
    assert ModelVersion.objects.filter(is_champion=True).get() == promotions[0].version


def test_a_rollback_while_a_candidate_is_compared_stands(curator: User, taught: None) -> None:
    """Right before the candidate's transaction takes its first lock, a person makes another version serve."""
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    first = ModelVersion.objects.get()
    lessons = open_school(8, first=100)
    teach(curator, lessons[:4], {tag.slug: tag for tag in Tag.objects.in_use()})
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    teach(curator, lessons[4:], {tag.slug: tag for tag in Tag.objects.in_use()})
    request_training(by=None, now=NOON)
    done: list[object] = []

    def roll_back(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not done and "training_trainingrun" in sql and "FOR NO KEY UPDATE" in sql:
            done.append(together(partial(first.promote, now=NOON, reason="back")))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(roll_back):
        run = retrain_if_due(now=NOON)

    assert done and run is not None
    run.refresh_from_db()
    assert run.state == TrainingRun.State.REJECTED
    assert ModelVersion.objects.champion() == first
