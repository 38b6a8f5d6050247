"""A flagged photo leaves the curator's queue at once; two people or a manager keep it from everybody."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Facet, ProductImage, Tag
from labeling.models import AuditImage, Flag, FlagRuling, QueueItem, Reason, Review
from labeling.services.auditing import next_audit_questions
from labeling.services.examples import examples_of
from labeling.services.flagging import Wrong, kept_out, record_flag, rule, withdraw_flag
from labeling.services.leasing import lease
from tests.making import NOON, an_answer, make_image, make_item, say

JSON = "application/json"
ANSWERS = "/api/reviews/"


@pytest.fixture
def item(tags: dict[str, Tag]) -> QueueItem:
    return make_item(make_image(1), tags["cute"])


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def body(item: QueueItem, **fields: Any) -> dict[str, Any]:
    flag = {"kind": "broken"} | fields
    named = {"client_id": str(uuid.uuid4()), "item": item.pk}
    return named | {"outcome": "skipped", "seconds": 1.2, "flag": flag}


def flagged(item: QueueItem, curator: User, kind: str = "broken") -> Flag:
    skipped = an_answer({}, outcome="skipped")
    wrong = Wrong(kind)
    return record_flag(curator=curator, item_id=item.pk, answer=skipped, wrong=wrong, now=NOON)[0]


def asked(curator: User) -> list[ProductImage]:
    items = lease(curator=curator, count=20, now=NOON)
    waiting = QueueItem.objects.waiting_for(curator, now=NOON)
    assert sorted(item.pk for item in items) == sorted(waiting.values_list("pk", flat=True))
    return [item.image for item in items]


def other_question(image: ProductImage, facet: str = "sleeve") -> QueueItem:
    return make_item(image, facet=Facet.objects.get(slug=facet), reason=Reason.AUDIT)


def test_a_flag_says_what_is_wrong_and_skips(desk: Client, item: QueueItem, curator: User) -> None:
    answer = desk.post(ANSWERS, body(item, kind="wrong", words="양말 사진"), content_type=JSON)

    assert answer.status_code == 201
    flag = Flag.objects.get()
    assert (flag.image, flag.curator, flag.kind, flag.words) == (item.image, curator, "wrong", "양말 사진")
    assert (flag.review.outcome, flag.review.seconds) == ("skipped", 1.2)
    assert asked(curator) == []


def test_sent_twice_it_is_recorded_once(desk: Client, item: QueueItem) -> None:
    sent = body(item)

    answers = [desk.post(ANSWERS, sent, content_type=JSON).status_code for _ in range(2)]

    assert answers == [201, 200]
    assert (Flag.objects.count(), Review.objects.count()) == (1, 1)


def test_an_id_of_another_answer_is_refused(desk: Client, item: QueueItem) -> None:
    sent = body(item)
    desk.post(ANSWERS, sent | {"flag": None}, content_type=JSON)

    answer = desk.post(ANSWERS, sent, content_type=JSON)

    assert answer.status_code == 400
    assert "client_id" in answer.json()["detail"]
    assert not Flag.objects.exists()


@pytest.mark.parametrize("fields", [{"kind": "ugly"}, {"kind": None}, {"words": "가" * 201}], ids=str)
def test_nonsense_is_refused_by_name(desk: Client, item: QueueItem, fields: dict[str, Any]) -> None:
    answer = desk.post(ANSWERS, body(item, **fields), content_type=JSON)

    assert answer.status_code == 400
    assert list(answer.json()["flag"]) == list(fields)


def test_what_is_flagged_is_not_judged(desk: Client, item: QueueItem, tags: dict[str, Tag]) -> None:
    judged = {"outcome": "answered", "verdicts": [{"tag": tags["cute"].pk, "value": "yes"}]}

    answer = desk.post(ANSWERS, body(item) | judged, content_type=JSON)

    assert answer.status_code == 400
    assert list(answer.json()) == ["flag"]
    assert not Review.objects.exists()


def test_other_questions_about_the_photo_leave_this_curator_alone(
    item: QueueItem, curator: User, second_curator: User
) -> None:
    other_question(item.image)
    lease(curator=curator, count=2, now=NOON)

    flagged(item, curator)

    assert asked(curator) == []
    assert asked(second_curator) == [item.image]


def test_a_second_persons_flag_keeps_it_from_everybody(
    item: QueueItem, curator: User, second_curator: User, manager: User
) -> None:
    second = other_question(item.image)
    other_question(item.image, "pattern")
    AuditImage.objects.create(image=item.image, drawn_at=NOON)
    flagged(item, curator, "wrong")
    assert kept_out([item.image_id]) == set()

    flagged(second, second_curator, "offensive")

    assert kept_out() == {item.image_id}
    assert asked(manager) == []
    assert next_audit_questions(50) == []


def test_one_person_counts_once_and_other_means_little(
    item: QueueItem, curator: User, second_curator: User, manager: User
) -> None:
    more = [other_question(item.image, facet) for facet in ("sleeve", "pattern", "mood")]
    flagged(item, curator)
    flagged(more[0], curator)
    flagged(more[1], second_curator, "other")

    assert kept_out() == set()
    assert asked(manager) == [item.image]


def test_taking_it_back_asks_again(
    desk: Client, item: QueueItem, curator: User, second_curator: User
) -> None:
    second, third = other_question(item.image), other_question(item.image, "pattern")
    sent = body(item)
    desk.post(ANSWERS, sent, content_type=JSON)
    flagged(second, second_curator)

    answers = [desk.post(f"/api/reviews/{sent['client_id']}/withdraw/", content_type=JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["item"]["id"] == item.pk
    assert kept_out() == set()
    item.refresh_from_db()
    assert (item.closed_at, item.leased_by) == (None, curator)
    third.refresh_from_db()
    assert third.closed_at is None
    assert Flag.objects.count() == 2


def test_a_manager_keeps_it_from_everybody(
    item: QueueItem, curator: User, second_curator: User, manager: User
) -> None:
    other_question(item.image)
    flag = flagged(item, curator, "other")

    first, again = (rule(flag, keeps_out=True, by=manager, now=NOON) for _ in range(2))

    assert (first, again) == (True, False)
    assert asked(second_curator) == []
    assert FlagRuling.objects.get().by == manager


def test_taking_a_flag_back_does_not_annul_what_a_manager_ruled(
    desk: Client, item: QueueItem, curator: User, second_curator: User, manager: User
) -> None:
    other_question(item.image)
    flag = flagged(item, curator)
    rule(flag, keeps_out=True, by=manager, now=NOON)

    answers = [desk.post(f"/api/reviews/{flag.client_id}/withdraw/", content_type=JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert kept_out() == {item.image_id}
    assert asked(curator) == asked(second_curator) == []


def test_no_undo_asks_again_what_is_kept_from_everybody(
    desk: Client, item: QueueItem, curator: User, second_curator: User, manager: User
) -> None:
    review = say(curator, item.image, {Tag.objects.get(slug="cute"): "yes"})
    rule(flagged(other_question(item.image), second_curator), keeps_out=True, by=manager, now=NOON)

    answer = desk.post(f"/api/reviews/{review.client_id}/withdraw/", content_type=JSON)

    assert answer.status_code == 200
    assert asked(curator) == asked(second_curator) == []


def test_a_manager_asks_others_again(
    item: QueueItem, curator: User, second_curator: User, manager: User
) -> None:
    flag = flagged(item, curator)
    assert asked(second_curator) == []

    rule(flag, keeps_out=False, by=manager, now=NOON)

    assert asked(second_curator) == [item.image]
    assert asked(curator) == []
    assert not Flag.objects.warning().exists()


def test_what_was_taken_back_is_not_ruled_on(item: QueueItem, curator: User, manager: User) -> None:
    flag = flagged(item, curator)
    withdraw_flag(curator=curator, client_id=flag.client_id, now=NOON)

    assert rule(flag, keeps_out=True, by=manager, now=NOON) is False
    assert kept_out() == set()


def test_a_flagged_photo_is_no_example(
    item: QueueItem, curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    say(curator, item.image, {tags["cute"]: "yes"})
    assert examples_of(tags["cute"]).yes == [item.image]

    flagged(other_question(item.image), second_curator)

    assert examples_of(tags["cute"]).yes == []


def test_nor_is_one_that_a_manager_keeps_out_though_the_flag_was_taken_back(
    item: QueueItem, curator: User, second_curator: User, manager: User
) -> None:
    cute = Tag.objects.get(slug="cute")
    say(curator, item.image, {cute: "yes"})
    flag = flagged(other_question(item.image), second_curator)
    rule(flag, keeps_out=True, by=manager, now=NOON)

    withdraw_flag(curator=second_curator, client_id=flag.client_id, now=NOON)

    assert examples_of(cute).yes == []


def test_nobody_takes_back_anothers_flag(
    client: Client, curator: User, second_curator: User, item: QueueItem
) -> None:
    flag = flagged(item, curator)
    client.force_login(second_curator)

    answer = client.post(f"/api/reviews/{flag.client_id}/withdraw/", content_type=JSON)

    assert answer.status_code == 404
    assert Flag.objects.standing().get() == flag
