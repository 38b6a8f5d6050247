"""Seeing it learn: who may look, who may act, and what is shown."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Tag
from tests.making import NOON
from tests.training import trust
from tests.training.school import open_school, teach
from training.models import ModelVersion, Promotion, TrainingRun


@pytest.mark.parametrize(
    ("who", "statuses"),
    [("curator", (200, 403, 403)), ("manager", (200, 302, 302)), ("outsider", (403, 403, 403))],
)
def test_who_may(
    client: Client,
    request: pytest.FixtureRequest,
    versions: list[ModelVersion],
    who: str,
    statuses: tuple[int, int, int],
) -> None:
    client.force_login(request.getfixturevalue(who))

    looks = client.get("/models/")
    trains = client.post("/models/retrain/")
    rolls_back = client.post(f"/models/{versions[0].pk}/promote/")

    assert (looks.status_code, trains.status_code, rolls_back.status_code) == statuses


def test_strangers_are_asked_to_log_in(client: Client, db: None) -> None:
    assert client.get("/models/").headers["Location"].startswith("/login/")
    assert client.post("/models/retrain/").headers["Location"].startswith("/login/")


def test_wrong_methods(client: Client, manager: User, versions: list[ModelVersion]) -> None:
    client.force_login(manager)

    assert client.post("/models/").status_code == 405
    assert client.get("/models/retrain/").status_code == 405
    assert client.get(f"/models/{versions[0].pk}/promote/").status_code == 405
    assert client.post("/models/987654/promote/").status_code == 404


def test_while_nothing_can_be_published_it_says_so(
    client: Client, curator: User, versions: list[ModelVersion]
) -> None:
    client.force_login(curator)

    page = client.get("/models/")

    assert page.context["champion"] == versions[1]
    assert page.context["audit"].missing > 0
    assert "아직 모릅니다" in page.content.decode()


def test_the_moving_part_comes_alone(client: Client, curator: User, versions: list[ModelVersion]) -> None:
    client.force_login(curator)

    part = client.get("/models/", headers={"X-Fragment": "1"}).content.decode()

    assert versions[1].model_key in part
    assert "<html" not in part


def test_rolling_back_makes_the_old_one_serve(
    client: Client, manager: User, versions: list[ModelVersion]
) -> None:
    client.force_login(manager)

    for _ in range(2):  # sent twice
        client.post(f"/models/{versions[0].pk}/promote/")

    promotion = Promotion.objects.first()
    assert promotion is not None
    assert ModelVersion.objects.champion() == versions[0]
    assert (promotion.by, promotion.previous) == (manager, versions[1])
    assert Promotion.objects.count() == 3


def test_a_training_is_asked_for_once(
    client: Client, manager: User, curator: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    teach(curator, open_school(1, first=50), tags)
    client.force_login(manager)

    for _ in range(2):
        client.post("/models/retrain/")

    assert TrainingRun.objects.waiting().count() == 1
    assert TrainingRun.objects.waiting().get().requested_by == manager


def test_with_nothing_known_it_says_what_to_do_first(client: Client, manager: User) -> None:
    client.force_login(manager)

    page = client.post("/models/retrain/", follow=True)

    assert "먼저 사진을 검수하세요" in page.content.decode()
    assert not TrainingRun.objects.exists()


def test_the_page_takes_the_same_queries_however_many_versions(
    client: Client,
    curator: User,
    versions: list[ModelVersion],
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client.force_login(curator)
    client.get("/models/")
    with django_assert_max_num_queries(23) as two:
        client.get("/models/")
    for number in range(5):
        run = TrainingRun.objects.create(
            snapshot=versions[0].run.snapshot, created_at=NOON, finished_at=NOON, state="rejected"
        )
        ModelVersion.objects.create(
            model_key=f"k{number}", encoder_key="e", run=run, tags=[], head=b"", created_at=NOON
        )

    with django_assert_num_queries(len(two)):
        client.get("/models/")


def test_every_tag_has_its_small_state(
    client: Client, curator: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    trust.figure(versions[1], tags["cute"], 0.61)
    trust.curve(versions[1], tags["cute"])
    trust.calibration(versions[1], tags["cute"], threshold=None)
    client.force_login(curator)

    page = client.get("/models/")

    states = {state.tag.slug: state for state in page.context["tags"]}
    text = page.content.decode()
    assert set(states) == set(tags)
    assert "라벨이 약 140개 더 필요합니다" in text
    assert "자동 게시 안 함" in text
    assert 'href="/models/tags/cute/"' in text


def test_old_versions_are_on_the_next_page(
    client: Client, curator: User, versions: list[ModelVersion]
) -> None:
    for number in range(20):
        run = TrainingRun.objects.create(
            snapshot=versions[0].run.snapshot, created_at=NOON, finished_at=NOON, state="rejected"
        )
        ModelVersion.objects.create(
            model_key=f"k{number}", encoder_key="e", run=run, tags=[], head=b"", created_at=NOON
        )
    client.force_login(curator)

    first, second = client.get("/models/"), client.get("/models/?page=2")

    assert [version.model_key for version in second.context["versions"]] == [
        versions[1].model_key,
        versions[0].model_key,
    ]
    assert first.context["champion"] == versions[1]
    assert client.get("/models/?page=x").status_code == 200


def test_what_was_measured_is_drawn_and_written(
    client: Client, curator: User, versions: list[ModelVersion]
) -> None:
    trust.figure(versions[1], None, 0.61)
    client.force_login(curator)

    text = client.get("/models/").content.decode()

    assert "<svg" in text
    assert "숫자로 보기" in text
    assert "0.51–0.71" in text


def test_a_fine_tuning_is_asked_for_once(
    client: Client, manager: User, curator: User, versions: list[ModelVersion]
) -> None:
    client.force_login(curator)
    refused = client.post("/models/tune/")
    client.force_login(manager)

    pages = [client.post("/models/tune/") for _ in range(2)]  # sent twice

    run = TrainingRun.objects.encoders().get()
    assert refused.status_code == 403
    assert client.get("/models/tune/").status_code == 405
    assert run.requested_by == manager
    assert {page.headers["Location"] for page in pages} == {f"/models/runs/{run.pk}/"}


def test_without_answers_there_is_nothing_to_fine_tune_on(client: Client, manager: User) -> None:
    client.force_login(manager)

    page = client.post("/models/tune/", follow=True)

    assert "먼저 사진을 검수하세요" in page.content.decode()
    assert not TrainingRun.objects.exists()
