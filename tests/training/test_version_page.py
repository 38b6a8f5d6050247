"""A model's own page: who may look, what is known of it tag by tag, and where it is wrong."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Tag
from tests.training import trust
from tests.training.school import audit
from training.models import ModelVersion


@pytest.mark.parametrize(("who", "status"), [("curator", 200), ("manager", 200), ("outsider", 403)])
def test_who_may(
    client: Client, request: pytest.FixtureRequest, versions: list[ModelVersion], who: str, status: int
) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/models/{versions[0].pk}/").status_code == status


def test_wrong_methods_and_no_such_model(client: Client, manager: User, versions: list[ModelVersion]) -> None:
    client.force_login(manager)

    assert client.post(f"/models/{versions[0].pk}/").status_code == 405
    assert client.get("/models/987654/").status_code == 404


def test_while_nothing_was_measured_it_says_so(
    client: Client, curator: User, versions: list[ModelVersion]
) -> None:
    client.force_login(curator)

    page = client.get(f"/models/{versions[1].pk}/")

    text = page.content.decode()
    assert page.context["shown"] is None
    assert text.count("아직 모릅니다") >= 2
    assert "<svg" not in text.split("<main", 1)[1]
    assert text.count("<h1") == 1
    assert f"<title>모델 {versions[1].model_key}" in text


def test_errors_before_and_after_are_beside_each_other(
    client: Client, curator: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    trust.figure(versions[1], tags["cute"])
    trust.calibration(versions[1], tags["cute"])
    client.force_login(curator)

    page = client.get(f"/models/{versions[1].pk}/?tag=cute")

    text = page.content.decode()
    assert page.context["shown"].tag == tags["cute"]
    assert "0.123 → 0.021" in text
    assert "0.61" in text
    assert "<svg" in text.split('id="reliability"', 1)[1]
    assert "0.05–0.25" in text


def test_a_tag_that_nobody_can_draw_falls_back_to_one_that_is_drawn(
    client: Client, curator: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    trust.calibration(versions[1], tags["cute"])
    client.force_login(curator)

    page = client.get(f"/models/{versions[1].pk}/?tag=no-such-tag")

    assert page.context["shown"].tag == tags["cute"]


def test_a_promise_that_cannot_be_kept_says_why(
    client: Client, curator: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    kept_not = trust.calibration(versions[1], tags["cute"], threshold=None, precision=0.5)
    client.force_login(curator)

    text = client.get(f"/models/{versions[1].pk}/").content.decode()

    assert kept_not.why in text
    assert "자동으로 게시하지 않습니다" in text


def test_worst_mistakes_are_for_those_who_may_see_the_audit_set(
    client: Client, curator: User, manager: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    audit(curator, {**tags, "cute": tags["romantic"], "romantic": tags["cute"]}, 8)
    url = f"/models/{versions[1].pk}/"

    client.force_login(curator)
    seen_by_curator = client.get(url)
    client.force_login(manager)
    seen_by_manager = client.get(url)

    mistakes = seen_by_manager.context["mistakes"]
    assert seen_by_curator.context["mistakes"] is None
    assert mistakes
    assert mistakes[0].image.audit
    assert mistakes[0].image.thumbnail_url in seen_by_manager.content.decode()
    assert mistakes[0].image.thumbnail_url not in seen_by_curator.content.decode()
    assert {(one.probability > 0.5) for one in mistakes if not one.is_true} <= {True}


def test_a_manager_rolls_back_from_here(
    client: Client, curator: User, manager: User, versions: list[ModelVersion]
) -> None:
    action = f'action="/models/{versions[0].pk}/promote/"'

    client.force_login(manager)
    assert action in client.get(f"/models/{versions[0].pk}/").content.decode()
    client.force_login(curator)
    assert action not in client.get(f"/models/{versions[0].pk}/").content.decode()


@pytest.fixture
def measured(curator: User, versions: list[ModelVersion], tags: dict[str, Tag]) -> ModelVersion:
    """The champion, and one tag of it measured."""
    audit(curator, tags, 4)
    trust.figure(versions[1], None)
    trust.figure(versions[1], tags["cute"])
    trust.calibration(versions[1], tags["cute"])
    return versions[1]


def test_the_page_takes_the_same_queries_however_many_tags(
    client: Client,
    manager: User,
    measured: ModelVersion,
    tags: dict[str, Tag],
    django_assert_num_queries: Any,
) -> None:
    client.force_login(manager)
    url = f"/models/{measured.pk}/"
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for tag in list(tags.values())[:8]:
        trust.figure(measured, tag)
        trust.calibration(measured, tag)

    with django_assert_num_queries(len(one)):
        client.get(url)
