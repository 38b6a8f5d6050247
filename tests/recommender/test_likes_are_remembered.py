"""What a shopper likes or hides is theirs: by a key that only their browser has, or by their account."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client

from recommender.models import Event, Opinion, Shopper
from recommender.services.remembering import LIMIT
from recommender.shoppers import COOKIE
from tests.recommender.shelf import put
from tests.recommender.tasting import FOR_YOU, happened, press

pytestmark = pytest.mark.usefixtures("vocabulary")


def test_whoever_only_looks_around_gets_no_key(client: Client) -> None:
    product = put("원피스")

    client.get("/style/")
    client.get(f"/style/products/{product.pk}/")
    client.get(FOR_YOU)

    assert COOKIE not in client.cookies
    assert not Shopper.objects.exists()


def test_the_first_like_makes_a_key_that_no_script_can_read(client: Client) -> None:
    product = put("원피스")

    answer = press(client, product, "like", source="wall")

    assert answer == {"product": product.pk, "opinion": "like"}
    assert client.cookies[COOKIE]["httponly"]
    assert client.cookies[COOKIE]["samesite"] == "Lax"
    event = Event.objects.get()
    assert (event.kind, event.product, event.source) == ("like", product, "wall")
    assert Shopper.objects.get().key_hash not in client.cookies[COOKIE].value


def test_likes_stay_with_the_browser_and_are_nobody_elses(client: Client) -> None:
    product = put("원피스")
    press(client, product, "like")

    mine = client.get(f"/style/products/{product.pk}/").content.decode()
    others = Client().get(f"/style/products/{product.pk}/").content.decode()

    assert 'data-thought="like"' in mine
    assert 'data-thought="like"' not in others


def test_a_like_becomes_hidden_and_both_are_taken_back(client: Client) -> None:
    product = put("원피스")

    said = [press(client, product, kind)["opinion"] for kind in ("like", "hide", "unhide", "like", "unlike")]

    assert said == ["like", "hide", "", "like", ""]
    assert happened() == ["like", "hide", "unhide", "like", "unlike"]
    assert not Opinion.objects.exists()


def test_what_is_sent_twice_or_said_twice_is_recorded_once(client: Client) -> None:
    product, name = put("원피스"), str(uuid.uuid4())

    press(client, product, "like", client_id=name)
    press(client, product, "like", client_id=name)
    press(client, product, "like")
    press(client, product, "unhide")

    assert happened() == ["like"]
    assert Opinion.objects.get().value == "like"


def test_nobody_is_written_down_who_said_nothing(client: Client) -> None:
    product, name = put("원피스"), str(uuid.uuid4())
    press(client, product, "like", client_id=name)

    answers = [press(stranger := Client(), product, kind, client_id=name) for kind in ("unlike", "hide")]

    assert [answer["opinion"] for answer in answers] == ["", ""]
    assert COOKIE not in stranger.cookies
    assert Shopper.objects.count() == 1


def test_a_late_resend_does_not_undo_what_came_after(client: Client) -> None:
    product, name = put("원피스"), str(uuid.uuid4())
    press(client, product, "like", client_id=name)
    press(client, product, "unlike")

    press(client, product, "like", client_id=name)

    assert not Opinion.objects.exists()


def test_without_javascript_the_form_leads_back(client: Client) -> None:
    product = put("원피스")
    address = f"/style/products/{product.pk}/think/"

    back = client.post(address, {"kind": "like", "next": "/style/?q=boho"})
    away = client.post(address, {"kind": "hide", "next": "https://evil.example/"})

    assert back.headers["Location"] == "/style/?q=boho"
    assert away.headers["Location"] == FOR_YOU


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "view"},
        {"kind": "love"},
        {},
        {"kind": "like", "client_id": "1"},
        {"kind": "like", "source": "x"},
    ],
)
def test_what_means_nothing_is_refused_by_name(client: Client, said: dict[str, str]) -> None:
    product = put("원피스")

    response = client.post(f"/style/products/{product.pk}/think/", said)

    assert response.status_code == 400
    assert set(response.json()) <= {"kind", "client_id", "source"}
    assert not Event.objects.exists()


def test_no_product_no_other_way_and_no_other_site(client: Client) -> None:
    product = put("원피스")
    address = f"/style/products/{product.pk}/think/"

    assert client.post("/style/products/999999/think/", {"kind": "like"}).status_code == 404
    assert client.get(address).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address, {"kind": "like"}).status_code == 403


def test_a_cookie_that_was_tampered_with_is_nobody(client: Client) -> None:
    product = put("원피스")
    press(client, product, "like")
    client.cookies[COOKIE] = client.cookies[COOKIE].value[:-3] + "abc"

    page = client.get(FOR_YOU)

    assert page.status_code == 200
    assert page.context["shopper"] is None


def test_faster_than_fingers_is_too_fast(client: Client) -> None:
    products = [put(f"{n}") for n in range(2)]
    for n in range(LIMIT):
        press(client, products[n % 2], "like" if n % 4 < 2 else "unlike")

    response = Client().post(f"/style/products/{products[0].pk}/think/", {"kind": "hide"})

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert Shopper.objects.count() == 1


def test_signing_in_brings_along_what_was_liked_before(client: Client, outsider: User) -> None:
    mine, both, before = put("계정"), put("둘 다"), put("먼저")
    client.force_login(outsider)
    press(client, mine, "like")
    press(client, both, "hide")
    stranger = Client()
    press(stranger, before, "like")
    press(stranger, both, "like")

    stranger.force_login(outsider)
    stranger.get(FOR_YOU)

    account = Shopper.objects.get()
    assert account.user == outsider
    held = dict(account.opinions.values_list("product__title", "value"))
    assert held == {"계정": "like", "둘 다": "hide", "먼저": "like"}
    assert account.events.count() == 4


def test_signing_out_leaves_nothing_of_it_on_the_browser(client: Client, outsider: User) -> None:
    product = put("원피스")
    press(client, product, "like")
    client.force_login(outsider)
    client.get(FOR_YOU)

    client.post("/logout/")

    assert client.get(FOR_YOU).context["shopper"] is None
