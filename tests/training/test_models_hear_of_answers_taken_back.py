"""What was taken back, or stands again, counts as news; what stands again is learned again."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from catalog.models import Tag
from labeling.models import BulkWithdrawal
from labeling.services.bulk_withdrawing import restore
from labeling.services.recording import withdraw_review
from tests.labeling.ranges import everything, take_back
from tests.making import NOON, say
from tests.training.school import open_school, teach
from training.models import TrainingRun
from training.services.learned_from import models_that_learned_from
from training.services.learning import retrain_if_due, reviews_not_learned_from

HOUR = dt.timedelta(hours=1)
EVERY_FOUR = override_settings(RETRAIN_AFTER=4)


@pytest.fixture
def learned(curator: User, second_curator: User, tags: dict[str, Tag]) -> TrainingRun:
    """A model of eight answers of each of two people."""
    images = open_school(16)
    teach(curator, images[:8], tags)
    teach(second_curator, images[8:], tags)
    with EVERY_FOUR:
        run = retrain_if_due(now=NOON + HOUR)
    assert run is not None
    return run


def take_all_back(curator: User, manager: User) -> BulkWithdrawal:
    return take_back(everything(curator), manager, now=NOON + 2 * HOUR)


@EVERY_FOUR
def test_answers_taken_back_are_news_until_the_next_snapshot(
    learned: TrainingRun, curator: User, manager: User
) -> None:
    told = [reviews_not_learned_from()]

    take_all_back(curator, manager)
    told.append(reviews_not_learned_from())
    run = retrain_if_due(now=NOON + 3 * HOUR)
    told.append(reviews_not_learned_from())

    assert told == [0, 8, 0]
    assert run is not None
    assert (learned.snapshot.label_count, run.snapshot.label_count) == (16, 8)
    assert retrain_if_due(now=NOON + 4 * HOUR) is None


@EVERY_FOUR
def test_what_stands_again_is_learned_again(learned: TrainingRun, curator: User, manager: User) -> None:
    done = take_all_back(curator, manager)
    retrain_if_due(now=NOON + 3 * HOUR)

    restore(done, by=manager, now=NOON + 4 * HOUR)
    news = reviews_not_learned_from()
    run = retrain_if_due(now=NOON + 5 * HOUR)

    assert news == 8
    assert run is not None
    assert run.pk != learned.pk
    assert run.snapshot == learned.snapshot
    assert (reviews_not_learned_from(), retrain_if_due(now=NOON + 6 * HOUR)) == (0, None)


@EVERY_FOUR
def test_one_who_undoes_an_answer_that_was_learned_is_heard_too(learned: TrainingRun, curator: User) -> None:
    mine = curator.reviews.earliest("pk")

    withdraw_review(curator=curator, client_id=mine.client_id, now=NOON + 2 * HOUR)

    assert reviews_not_learned_from() == 1


def test_which_models_learned_from_them_is_told(
    learned: TrainingRun, curator: User, tags: dict[str, Tag]
) -> None:
    known = curator.reviews.earliest("pk")
    newer = say(curator, open_school(1, first=50)[0], {tags["cute"]: "yes"})

    told = [models_that_learned_from([review.pk]) for review in (known, newer)]

    assert [(one.count, one.champion) for one in told] == [(1, True), (0, False)]
    assert told[0].newest == [learned.version]
