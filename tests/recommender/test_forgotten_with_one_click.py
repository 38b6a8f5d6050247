"""One click and nobody knows it any more; for a minute it can be undone, and then it is gone for good."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recommender.models import Event, MoodWeight, Opinion, Shopper
from recommender.models.shopper import UNDO
from recommender.services.forgetting import delete_forgotten
from recommender.shoppers import COOKIE, UNDO_COOKIE
from tests.recommender.shelf import carry, put
from tests.recommender.tasting import FOR_YOU, press

pytestmark = pytest.mark.usefixtures("vocabulary")
FORGET, UNDO_FORGETTING = f"{FOR_YOU}forget/", f"{FOR_YOU}forget/undo/"


def liked_by(client: Client) -> set[str]:
    """As the download says, which names all."""
    response = client.get(f"{FOR_YOU}mine.json")
    return (
        {one["product__title"] for one in response.json()["opinions"]}
        if response.status_code == 200
        else set()
    )


def minutes_pass() -> None:
    """As if it had been forgotten a little more than a minute ago."""
    Shopper.objects.exclude(forgotten_at=None).update(forgotten_at=timezone.now() - UNDO)


def test_one_click_and_it_is_out_of_sight(client: Client) -> None:
    product = put("원피스")
    press(client, product, "like")

    page = client.post(FORGET, follow=True).content.decode()

    assert "모두 잊었습니다." in page
    assert UNDO_FORGETTING in page
    assert liked_by(client) == set()
    assert client.cookies[COOKIE].value == ""
    assert 'data-thought="like"' not in client.get(f"/style/products/{product.pk}/").content.decode()


def test_undone_within_a_minute_nothing_is_lost(client: Client) -> None:
    press(client, put("원피스"), "like")
    client.post(FORGET)

    page = client.post(UNDO_FORGETTING, follow=True).content.decode()

    assert "되돌렸습니다." in page
    assert UNDO_FORGETTING not in page
    assert liked_by(client) == {"원피스"}


def test_after_a_minute_it_is_gone_for_good(client: Client) -> None:
    press(client, put("원피스"), "like")
    client.post(f"{FOR_YOU}mood/", {"tag": "romantic", "steps": "1"})
    client.post(FORGET)
    minutes_pass()

    page = client.post(UNDO_FORGETTING, follow=True).content.decode()
    deleted = delete_forgotten(now=timezone.now())

    assert "이미 지워졌습니다" in page
    assert deleted == 1
    for model in (Shopper, Opinion, MoodWeight, Event):
        assert not model.objects.exists()


def test_the_sweep_leaves_alone_what_can_still_be_undone(client: Client) -> None:
    press(client, put("원피스"), "like")
    press(other := Client(), put("치마"), "like")
    client.post(FORGET)

    deleted = delete_forgotten(now=timezone.now() + UNDO - dt.timedelta(seconds=5))

    assert deleted == 0
    assert liked_by(other) == {"치마"}
    client.post(UNDO_FORGETTING)
    assert liked_by(client) == {"원피스"}


def test_forgotten_twice_at_once_is_undone_once(client: Client) -> None:
    """A double click: the second request still carries the first one's cookies."""
    press(client, put("원피스"), "like")
    again = Client()
    again.cookies[COOKIE] = client.cookies[COOKIE].value
    client.post(FORGET)

    again.post(FORGET)
    again.post(UNDO_FORGETTING)
    twice = again.post(UNDO_FORGETTING, follow=True).content.decode()

    assert "이미 지워졌습니다" in twice
    assert liked_by(again) == {"원피스"}


def test_what_is_liked_meanwhile_is_kept_beside_what_comes_back(client: Client) -> None:
    coat = put("코트")
    press(client, put("원피스"), "like")
    press(client, coat, "like")
    client.post(FORGET)
    press(client, put("치마"), "like")
    press(client, coat, "hide")

    client.post(UNDO_FORGETTING)

    assert liked_by(client) == {"원피스", "치마", "코트"}
    assert Opinion.objects.get(product=coat).value == "hide"  # the later word
    assert Shopper.objects.count() == 1


def test_an_account_forgets_and_takes_it_back(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    press(client, put("원피스"), "like")

    client.post(FORGET)
    gone = liked_by(client)
    client.post(UNDO_FORGETTING)

    assert gone == set()
    assert liked_by(client) == {"원피스"}
    assert Shopper.objects.get().user == outsider


def test_who_comes_next_to_the_screen_brings_nothing_of_an_account_back(
    client: Client, outsider: User, curator: User
) -> None:
    client.force_login(outsider)
    press(client, put("원피스"), "like")
    client.post(FORGET)
    kept = client.cookies[UNDO_COOKIE].value

    for next_one in (None, curator):
        client.logout()
        if next_one:
            client.force_login(next_one)
        client.cookies[UNDO_COOKIE] = kept
        page = client.post(UNDO_FORGETTING, follow=True).content.decode()

        assert "이미 지워졌습니다" in page
        assert liked_by(client) == set()


def test_a_forged_cookie_brings_nobody_back(client: Client) -> None:
    press(client, put("원피스"), "like")
    client.post(FORGET)
    stranger = Client()
    stranger.cookies[UNDO_COOKIE] = client.cookies[UNDO_COOKIE].value[:-1] + "!"

    stranger.post(UNDO_FORGETTING)

    assert liked_by(stranger) == set()


def test_managers_do_not_see_who_was_forgotten(client: Client, manager: User) -> None:
    press(client, put("원피스"), "like")
    client.post(FORGET)
    manager.is_superuser = True  # nobody else sees what shoppers like
    manager.save()
    office = Client()
    office.force_login(manager)

    lists = [office.get(f"/admin/recommender/{name}/") for name in ("shopper", "event", "opinion")]

    assert [page.context["cl"].result_count for page in lists] == [0, 0, 0]


def test_who_has_nothing_to_forget_is_told_of_none(client: Client) -> None:
    page = client.post(FORGET, follow=True).content.decode()

    assert UNDO_FORGETTING not in page
    assert UNDO_COOKIE not in client.cookies


@pytest.mark.parametrize("address", [FORGET, UNDO_FORGETTING])
def test_only_by_post(client: Client, address: str) -> None:
    assert client.get(address).status_code == 405


def test_forgetting_costs_the_same_however_much_there_is(client: Client) -> None:
    counts = []
    for many in (1, 9):
        for _ in range(many):
            product = put("원피스")
            carry(product, "romantic")
            press(client, product, "like")
        with CaptureQueriesContext(connection) as queries:
            client.post(FORGET)
        counts.append(len(queries))

    assert counts[0] == counts[1]
