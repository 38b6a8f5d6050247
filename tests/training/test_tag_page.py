"""A tag's page: what it is, what more labels would bring, and what it looks like to the champion."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Tag
from labeling.models import AuditImage, Suggestion
from tests.making import make_item
from tests.training import trust
from tests.training.school import audit, is_cute, open_school, teach
from training.models import LearningCurve, ModelVersion

URL = "/models/tags/cute/"


@pytest.mark.parametrize(("who", "status"), [("curator", 200), ("manager", 200), ("outsider", 403)])
def test_who_may(
    client: Client, request: pytest.FixtureRequest, tags: dict[str, Tag], who: str, status: int
) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.get(URL).status_code == status


def test_wrong_methods_and_no_such_tag(client: Client, manager: User, tags: dict[str, Tag]) -> None:
    client.force_login(manager)

    assert client.post(URL).status_code == 405
    assert client.get("/models/tags/no-such-tag/").status_code == 404


def test_before_any_model_it_says_what_to_do(client: Client, curator: User, tags: dict[str, Tag]) -> None:
    client.force_login(curator)

    text = client.get(URL).content.decode()

    assert tags["cute"].name_ko in text
    assert tags["cute"].name_en in text
    assert tags["cute"].definition_ko in text
    assert "이 태그를 배운 모델이 없습니다" in text
    assert "두 사람이 본 사진 20장이 더 필요합니다" in text
    assert text.count("<h1") == 1


def test_it_says_how_many_more_and_draws_it(
    client: Client, curator: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    told = trust.curve(
        versions[1], tags["cute"], reference=tags["romantic"], ratio=3.2, ratio_low=2.0, ratio_high=5.0
    )
    client.force_login(curator)

    text = client.get(URL).content.decode()

    assert "라벨이 약 140개 더 필요합니다 (90–230)." in text
    assert told.comparison in text
    assert "<svg" in text
    assert "목표 0.80" in text
    assert "0.50–0.70" in text
    assert "100번 중 83번" in text


def test_too_little_is_not_drawn(
    client: Client, curator: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    unknown = LearningCurve.State.UNKNOWN
    trust.curve(versions[1], tags["cute"], state=unknown, points=[], fitted=[], image_count=7, agreement=None)
    client.force_login(curator)

    text = client.get(URL).content.decode()

    assert "감사 이미지 13장이 더 필요합니다" in text
    assert "plot__picture" not in text


def test_it_shows_what_it_is_surest_of_and_never_an_audit_image(
    client: Client, curator: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    audit(curator, tags, 6)
    client.force_login(curator)

    surest = client.get(URL).context["surest"]

    numbers = [int(one.image.product.external_id.removeprefix("P")) for one in surest]
    assert [one.probability for one in surest] == sorted((one.probability for one in surest), reverse=True)
    assert is_cute(numbers[0])
    assert not AuditImage.objects.filter(image__in=[one.image.pk for one in surest]).exists()
    assert len(surest) == 8


def test_it_shows_what_it_is_torn_about(
    client: Client, curator: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    client.force_login(curator)

    torn = client.get(URL).context["torn"]

    assert all(0.25 <= one.probability <= 0.75 for one in torn)
    distances = [abs(one.probability - 0.5) for one in torn]
    assert distances == sorted(distances)


def test_evidence_comes_with_the_words_that_pushed(
    client: Client, curator: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    image = open_school(1, first=70)[0]
    item = make_item(image, tags["cute"], model_key=versions[1].model_key)
    Suggestion.objects.filter(item=item).update(
        evidence=[{"box": [0, 0, 1, 1], "cells": [[0.5, -0.5]]}], words=[{"word": "프릴", "push": 0.4}]
    )
    client.force_login(curator)

    text = client.get(URL).content.decode()

    assert "프릴 0.4" in text
    assert "data-lit=" in text


def test_mistakes_are_for_those_who_may_see_the_audit_set(
    client: Client, curator: User, manager: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    audit(curator, {**tags, "cute": tags["romantic"], "romantic": tags["cute"]}, 8)

    client.force_login(curator)
    seen_by_curator = client.get(URL).context["mistakes"]
    client.force_login(manager)
    seen_by_manager = client.get(URL).context["mistakes"]

    assert seen_by_curator is None
    assert {one.tag for one in seen_by_manager} == {tags["cute"]}


@pytest.fixture
def measured(curator: User, versions: list[ModelVersion], tags: dict[str, Tag]) -> ModelVersion:
    """The champion, with everything that its page of the tag may show."""
    audit(curator, {**tags, "cute": tags["romantic"], "romantic": tags["cute"]}, 4)
    trust.curve(versions[1], tags["cute"])
    trust.calibration(versions[1], tags["cute"])
    return versions[1]


@pytest.mark.usefixtures("measured")
def test_the_page_takes_the_same_queries_however_many_photos(
    client: Client, curator: User, manager: User, tags: dict[str, Tag], django_assert_num_queries: Any
) -> None:
    client.force_login(manager)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    teach(curator, open_school(12, first=100), tags)

    with django_assert_num_queries(len(few)):
        client.get(URL)
