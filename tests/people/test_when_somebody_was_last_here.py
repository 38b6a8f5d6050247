"""The page of people says of everybody when they were last here: the last login, or answer that stands."""

import datetime as dt

from django.contrib.auth.models import User

from catalog.models import Tag
from config.office.people_listing import colleagues
from labeling.services.recording import withdraw_review
from tests.making import NOON, make_image, say

HOUR = dt.timedelta(hours=1)


def test_the_newest_answer_that_stands_counts(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    for number in range(3):
        last = say(curator, make_image(number), {tags["lovely"]: "yes"}, now=NOON + number * HOUR)
    withdraw_review(curator=curator, client_id=last.client_id, now=NOON + 4 * HOUR)
    User.objects.filter(pk=manager.pk).update(last_login=NOON - HOUR)

    people = colleagues(name="", with_numbers=False, now=NOON + 5 * HOUR)

    assert {one.person: one.seen for one in people} == {curator: NOON + HOUR, manager: NOON - HOUR}
