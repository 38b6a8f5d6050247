"""What a manager asked stays asked when models change, with what the champion says of it now."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from catalog.models import Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import QueueItem
from labeling.services.leasing import lease
from labeling.services.queueing import discard_outdated
from labeling.services.requesting import Wish, request_reviews
from tests.recommender.shelf import at, crown, put
from training.services.resuggesting import suggest_anew
from training.services.serving import champion_head


@pytest.fixture
def asked(db: None, manager: User) -> QueueItem:
    """Of a dress in which the champion sees romance, asked before there was a champion."""
    load_vocabulary(path=STARTER)
    dress = put("원피스", at(a0=1))
    request_reviews(product_ids=[dress.pk], wish=Wish(manager, "소매를 봐 주세요"), now=timezone.now())
    crown({"romantic": 0, "casual": 1})
    return QueueItem.objects.get()


def sweep() -> int:
    champion = champion_head()
    assert champion is not None
    return suggest_anew(*champion, now=timezone.now())


def test_the_champion_says_what_it_sees(asked: QueueItem) -> None:
    sweep()

    asked.refresh_from_db()
    romantic = asked.suggestions.get(tag=Tag.objects.get(slug="romantic"))
    assert romantic.probability is not None
    assert romantic.probability > 0.5
    assert asked.note == "소매를 봐 주세요"


def test_it_is_said_once(asked: QueueItem) -> None:
    assert (sweep(), sweep()) == (1, 0)


def test_another_model_does_not_close_it(asked: QueueItem) -> None:
    discard_outdated(model_key="another", now=timezone.now())

    asked.refresh_from_db()
    assert asked.closed_at is None


def test_what_somebody_looks_at_stays_as_they_see_it(asked: QueueItem, curator: User) -> None:
    [held] = lease(curator=curator, count=1, now=timezone.now())
    before = [one.tag_id for one in held.suggestions.all()]

    sweep()

    assert [one.tag_id for one in QueueItem.objects.get().suggestions.all()] == before
