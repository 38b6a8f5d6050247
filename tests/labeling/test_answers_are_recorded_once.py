"""An answer that the browser saw acknowledged is there, and one sent twice is there once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection

from catalog.models import Tag
from labeling.models import QueueItem, Review, Verdict
from labeling.services.leasing import lease
from labeling.services.recording import AnswerError, record_review
from tests.making import NOON, an_answer, make_image, make_item


def test_what_was_seen_and_said_is_kept(curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1), tags["cute"], tags["romantic"], model_key="m1")
    answer = an_answer({tags["cute"]: "yes", tags["vintage"]: "no"}, shown=[tags["cute"], tags["romantic"]])

    review, is_new = record_review(curator=curator, item_id=item.pk, answer=answer, now=NOON)

    said = {verdict.tag.slug: (verdict.value, verdict.probability) for verdict in review.verdicts.all()}
    assert is_new
    assert said == {"cute": ("yes", 0.5), "vintage": ("no", None)}
    assert set(review.shown_tags) == {tags[slug].pk for slug in ("cute", "romantic", "vintage")}
    assert (review.model_key, review.seconds, review.created_at) == ("m1", 1.5, NOON)


def test_an_answered_item_is_closed(curator: User, second_curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1), tags["cute"])

    record_review(curator=curator, item_id=item.pk, answer=an_answer({tags["cute"]: "no"}), now=NOON)

    assert lease(curator=second_curator, count=5, now=NOON) == []


def test_a_resend_records_nothing_twice(curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1), tags["cute"])
    answer = an_answer({tags["cute"]: "yes"})
    first, _ = record_review(curator=curator, item_id=item.pk, answer=answer, now=NOON)

    again, is_new = record_review(curator=curator, item_id=item.pk, answer=answer, now=NOON)

    assert (again, is_new) == (first, False)
    assert (Review.objects.count(), Verdict.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_resends_at_once_record_one_review(roles: object) -> None:
    from catalog.services.vocabulary_file import STARTER, load_vocabulary

    load_vocabulary(path=STARTER)
    person, tag = User.objects.create_user("fast"), Tag.objects.get(slug="cute")
    item, answer = make_item(make_image(1), tag), an_answer({tag: "yes"})

    def send(_: int) -> bool:
        try:
            return record_review(curator=person, item_id=item.pk, answer=answer, now=NOON)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        new = list(pool.map(send, range(4)))

    assert sorted(new) == [False, False, False, True]
    assert Review.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_client_id_for_two_items_at_once_names_one_of_them(roles: object) -> None:
    from catalog.services.vocabulary_file import STARTER, load_vocabulary

    load_vocabulary(path=STARTER)
    person, tag = User.objects.create_user("fast"), Tag.objects.get(slug="cute")
    items, answer = [make_item(make_image(number), tag) for number in range(4)], an_answer({tag: "yes"})

    def send(item: QueueItem) -> bool:
        try:
            return record_review(curator=person, item_id=item.pk, answer=answer, now=NOON)[1]
        except AnswerError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        new = list(pool.map(send, items))

    assert sorted(new) == [False, False, False, True]
    assert Review.objects.count() == 1


def test_a_client_id_names_one_answer_only(curator: User, tags: dict[str, Tag]) -> None:
    first, other = make_item(make_image(1), tags["cute"]), make_item(make_image(2), tags["cute"])
    answer = an_answer({tags["cute"]: "yes"})
    record_review(curator=curator, item_id=first.pk, answer=answer, now=NOON)

    with pytest.raises(AnswerError):
        record_review(curator=curator, item_id=other.pk, answer=answer, now=NOON)

    assert Review.objects.count() == 1


def test_an_answer_after_the_lease_ran_out_counts_as_a_second_opinion(
    curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    item = make_item(make_image(1), tags["cute"])
    lease(curator=curator, count=1, now=NOON)
    after_lunch = NOON + dt.timedelta(hours=1)
    lease(curator=second_curator, count=1, now=after_lunch)

    record_review(curator=curator, item_id=item.pk, answer=an_answer({tags["cute"]: "yes"}), now=after_lunch)

    still_held = QueueItem.objects.held_by(second_curator, now=after_lunch)
    assert list(still_held) == [item]
    assert item.image.labels.get().yes == 1


def test_skipping_says_nothing(curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1), tags["cute"])

    record_review(curator=curator, item_id=item.pk, answer=an_answer({}, outcome="skipped"), now=NOON)

    assert Verdict.objects.count() == 0
    assert not QueueItem.objects.open().exists()
