"""Trainings as people see them: who may look, who may cancel, the log and the reason of the end."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Tag
from tests.making import NOON
from tests.training.school import open_school, teach
from training.models import ModelVersion, TrainingRun
from training.services.learning import request_training


@pytest.fixture
def waiting(curator: User, manager: User, versions: list[ModelVersion], tags: dict[str, Tag]) -> TrainingRun:
    """A run that a manager asked for and nobody has begun."""
    teach(curator, open_school(2, first=60), tags)
    run = request_training(by=manager, now=NOON)
    assert run is not None
    return run


@pytest.mark.parametrize(
    ("who", "statuses"),
    [("curator", (200, 200, 403)), ("manager", (200, 200, 302)), ("outsider", (403, 403, 403))],
)
def test_who_may(
    client: Client,
    request: pytest.FixtureRequest,
    waiting: TrainingRun,
    who: str,
    statuses: tuple[int, int, int],
) -> None:
    client.force_login(request.getfixturevalue(who))

    lists = client.get("/models/runs/")
    looks = client.get(f"/models/runs/{waiting.pk}/")
    cancels = client.post(f"/models/runs/{waiting.pk}/cancel/")

    assert (lists.status_code, looks.status_code, cancels.status_code) == statuses


def test_wrong_methods_and_no_such_run(client: Client, manager: User, waiting: TrainingRun) -> None:
    client.force_login(manager)

    assert client.post("/models/runs/").status_code == 405
    assert client.post(f"/models/runs/{waiting.pk}/").status_code == 405
    assert client.get(f"/models/runs/{waiting.pk}/cancel/").status_code == 405
    assert client.get("/models/runs/987654/").status_code == 404
    assert client.post("/models/runs/987654/cancel/").status_code == 404


def test_before_any_training_the_list_says_how_one_begins(client: Client, curator: User) -> None:
    client.force_login(curator)

    text = client.get("/models/runs/").content.decode()

    assert "아직 학습이 없습니다" in text
    assert text.count("<h1") == 1


def test_a_run_tells_who_asked_what_it_did_and_why_it_ended(
    client: Client, curator: User, waiting: TrainingRun
) -> None:
    waiting.note(
        "라벨 %(labels)s개, 사진 %(images)s장에서 배웠습니다 (%(seconds)s초).",
        now=NOON,
        labels=7,
        images=5,
        seconds="1.0",
    )
    waiting.finish(TrainingRun.State.REJECTED, "오류로 멈췄습니다: %(why)s", now=NOON, why="<b>no</b>")
    client.force_login(curator)

    text = client.get(f"/models/runs/{waiting.pk}/").content.decode()

    assert "라벨 7개, 사진 5장에서 배웠습니다 (1.0초)." in text
    assert "오류로 멈췄습니다: &lt;b&gt;no&lt;/b&gt;" in text
    assert "manager" in text
    assert str(waiting.snapshot) in text
    assert "반려" in text


def test_the_moving_part_comes_alone(client: Client, curator: User, waiting: TrainingRun) -> None:
    client.force_login(curator)

    run = client.get(f"/models/runs/{waiting.pk}/", headers={"X-Fragment": "1"}).content.decode()
    runs = client.get("/models/runs/", headers={"X-Fragment": "1"}).content.decode()

    assert 'data-live="on"' in run
    assert "<html" not in run + runs
    assert f"/models/runs/{waiting.pk}/" in runs


def test_what_is_over_moves_no_more(client: Client, curator: User, waiting: TrainingRun) -> None:
    waiting.finish(TrainingRun.State.FAILED, "", now=NOON)
    client.force_login(curator)

    text = client.get(f"/models/runs/{waiting.pk}/").content.decode()

    assert 'data-live=""' in text
    assert "/cancel/" not in text


def test_cancelling_twice_is_cancelling_once(client: Client, manager: User, waiting: TrainingRun) -> None:
    client.force_login(manager)

    pages = [client.post(f"/models/runs/{waiting.pk}/cancel/", follow=True) for _ in range(2)]

    waiting.refresh_from_db()
    assert waiting.state == TrainingRun.State.CANCELLED
    assert waiting.cancel_asked_by == manager
    assert "학습을 취소했습니다" in pages[0].content.decode()
    assert "이미 끝난 학습입니다" in pages[1].content.decode()


def test_one_that_runs_is_asked_to_end(client: Client, manager: User, waiting: TrainingRun) -> None:
    waiting.claim(now=NOON)
    client.force_login(manager)

    page = client.post(f"/models/runs/{waiting.pk}/cancel/", follow=True)

    waiting.refresh_from_db()
    text = page.content.decode()
    assert waiting.state == TrainingRun.State.RUNNING
    assert waiting.cancel_asked_at is not None
    assert "취소를 요청했습니다" in text
    assert 'id="cancel"' not in text


def test_a_long_log_shows_its_end(client: Client, curator: User, waiting: TrainingRun) -> None:
    for number in range(203):
        waiting.note("%(why)s", now=NOON, why=f"line {number}")
    client.force_login(curator)

    text = client.get(f"/models/runs/{waiting.pk}/").content.decode()

    assert "앞의 3줄은 줄였습니다" in text
    assert "line 202" in text
    assert "line 2<" not in text


def test_the_list_has_pages_and_takes_the_same_queries(
    client: Client, curator: User, waiting: TrainingRun, django_assert_num_queries: Any
) -> None:
    client.force_login(curator)
    client.get("/models/runs/")
    with CaptureQueriesContext(connection) as few:
        client.get("/models/runs/")
    for _ in range(30):
        TrainingRun.objects.create(
            snapshot=waiting.snapshot, created_at=NOON, finished_at=NOON, state="failed", requested_by=curator
        )

    with django_assert_num_queries(len(few)):
        first = client.get("/models/runs/")

    assert len(first.context["runs"]) == 25
    assert 'rel="next"' in first.content.decode()
    assert len(client.get("/models/runs/?page=2").context["runs"]) == 8
