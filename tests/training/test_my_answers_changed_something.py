"""A person sees where the model got better while they spoke of a tag; their own share, and nobody else's."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from catalog.models import Tag
from labeling.models import Review
from tests.making import NOON, make_image, say
from tests.training import trust
from training.models import ModelVersion, Snapshot, TrainingRun
from training.services.mine import changed_by

WEEK = dt.timedelta(days=7)


def serve(key: str, *, at: dt.datetime) -> ModelVersion:
    """A champion whose labels were frozen at that time."""
    snapshot = Snapshot.objects.create(
        content_hash=key.ljust(64, "0"),
        encoder_key="test",
        payload=b"",
        label_count=1,
        image_count=1,
        created_at=at,
    )
    run = TrainingRun.objects.create(snapshot=snapshot, state=TrainingRun.State.PROMOTED, created_at=at)
    version = ModelVersion.objects.create(
        model_key=key, encoder_key="test", run=run, tags=[], head=b"", created_at=at
    )
    version.promote(now=at, reason="better")
    return version


@pytest.fixture
def better(curator: User, tags: dict[str, Tag]) -> ModelVersion:
    """Romantic rose from 61 to 68 as the curator spoke of it, cute fell, and of lovely nothing was said."""
    old = serve("old", at=NOON - 2 * WEEK)
    for slug, value in {"romantic": 0.61, "cute": 0.7, "lovely": 0.3}.items():
        trust.figure(old, tags[slug], value)
    for number in range(3):
        said = {tags["romantic"]: "yes", tags["cute"]: "no"}
        say(curator, make_image(number), said, now=NOON - dt.timedelta(days=2))
    new = serve("new", at=NOON - dt.timedelta(days=1))
    for slug, value in {"romantic": 0.68, "cute": 0.6, "lovely": 0.9}.items():
        trust.figure(new, tags[slug], value)
    return new


def test_what_rose_where_i_spoke_is_told(better: ModelVersion, curator: User, second_curator: User) -> None:
    [change] = changed_by(curator, now=NOON)

    assert (change.tag.slug, change.before, change.after, change.verdicts) == ("romantic", 61, 68, 3)
    assert changed_by(second_curator, now=NOON) == []


def test_what_was_taken_back_had_no_share(better: ModelVersion, curator: User) -> None:
    from labeling.services.recording import withdraw_review

    for review in Review.objects.all():
        withdraw_review(curator=curator, client_id=review.client_id, now=NOON)

    assert changed_by(curator, now=NOON) == []


def test_one_champion_alone_changed_nothing(curator: User, tags: dict[str, Tag]) -> None:
    version = serve("only", at=NOON - WEEK)
    trust.figure(version, tags["cute"])

    assert changed_by(curator, now=NOON) == []


def test_the_page_and_its_fragment(
    better: ModelVersion, client: Client, curator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    client.force_login(curator)

    page, fragment = client.get("/models/mine/"), client.get("/models/mine/", headers={"X-Fragment": "1"})

    assert "61 → 68" in page.text
    assert "61 → 68" in fragment.text
    assert "<html" not in fragment.text
    assert client.post("/models/mine/").status_code == 405


def test_before_anything_rose_the_page_says_what_comes(client: Client, curator: User) -> None:
    client.force_login(curator)

    assert "아직 달라진 태그가 없습니다" in client.get("/models/mine/").text
    assert client.get("/models/mine/", headers={"X-Fragment": "1"}).text.strip() == ""


def test_it_takes_a_constant_number_of_queries(
    better: ModelVersion, curator: User, tags: dict[str, Tag], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):
        changed_by(curator, now=NOON)
