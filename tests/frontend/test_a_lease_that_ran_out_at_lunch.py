"""After lunch what nobody took is still mine; what somebody took gets a second opinion."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from labeling.models import QueueItem, Review
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e
BACK = """() => document.dispatchEvent(new Event("visibilitychange"))"""


def lunch() -> None:
    """A quarter of an hour and more, with the lid closed."""
    QueueItem.objects.exclude(leased_until=None).update(
        leased_until=timezone.now() - dt.timedelta(minutes=30)
    )


def test_what_nobody_took_is_renewed(desk: Desk, page: Page, curator: User) -> None:
    desk.open()
    held = list(QueueItem.objects.held_by(curator, now=timezone.now()).values_list("pk", flat=True))
    lunch()

    with page.expect_response("**/api/lease/"):
        page.evaluate(BACK)

    again = QueueItem.objects.held_by(curator, now=timezone.now()).values_list("pk", flat=True)
    assert list(again) == held


def test_what_somebody_took_gets_a_second_opinion(
    desk: Desk, page: Page, second_curator: User, browser: Browser
) -> None:
    desk.open()
    item = desk.item
    lunch()
    client = Client()
    client.force_login(second_curator)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR")
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": desk.address}]
    )
    theirs = Desk(context.new_page(), desk.address)
    theirs.open()
    assert theirs.item == item
    theirs.answer("x")
    theirs.unsent(0)

    with page.expect_response("**/api/lease/"):
        page.evaluate(BACK)
    assert desk.item == item
    desk.answer("1", "Enter")
    desk.unsent(0)
    context.close()

    opinions = Review.objects.filter(item_id=int(item)).order_by("id")
    assert [review.curator.get_username() for review in opinions] == ["second", "curator"]
    expect(page.locator("[data-part=alert]")).to_be_hidden()
