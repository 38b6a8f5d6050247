"""Home tells what waits, in as many queries however much it is."""

import uuid
from typing import Any

from django.contrib.auth.models import User

from catalog.models import Facet, Tag
from labeling.models import Flag, QueueItem, Reason
from labeling.services.waiting import MOSAIC, waiting_for
from tests.making import NOON, make_image, make_item, say


def test_by_reason_the_fullest_first_with_what_is_asked_next(curator: User, tags: dict[str, Tag]) -> None:
    doubts = [make_item(make_image(number), tags["cute"], priority=number / 10) for number in range(6)]
    make_item(make_image(10), tags["cute"], reason=Reason.SELLER)

    fullest, other = waiting_for(curator, now=NOON)

    assert (fullest.reason, fullest.count, other.reason, other.count) == ("doubt", 6, "seller", 1)
    assert fullest.photos == [item.image for item in reversed(doubts)][:MOSAIC]


def test_a_photo_is_in_a_mosaic_once(curator: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    for facet in Facet.objects.all():
        make_item(image, reason=Reason.AUDIT, facet=facet)

    [queue] = waiting_for(curator, now=NOON)

    assert queue.count == Facet.objects.count()
    assert queue.photos == [image]


def test_what_a_curator_may_not_answer_does_not_wait_for_them(
    curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    judged, flagged, held = make_image(1), make_image(2), make_image(3)
    say(curator, judged, {tags["cute"]: "yes"}, now=NOON)
    make_item(judged, tags["cute"], reason=Reason.DISAGREEMENT)
    review = say(curator, flagged, {tags["cute"]: "unsure"}, now=NOON)
    make_item(flagged, tags["cute"])
    Flag.objects.create(
        image=flagged, review=review, curator=curator, client_id=uuid.uuid4(), kind="broken", created_at=NOON
    )
    make_item(held, tags["cute"], leased_by=second_curator, leased_until=QueueItem.lease_end(NOON))

    assert waiting_for(curator, now=NOON) == []


def test_the_same_queries_however_much_waits(
    curator: User, tags: dict[str, Tag], django_assert_num_queries: Any
) -> None:
    for number, reason in enumerate([*Reason.values] * 3):
        make_item(make_image(number), tags["cute"], reason=reason)

    with django_assert_num_queries(3):
        waiting_for(curator, now=NOON)
