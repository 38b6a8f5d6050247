"""Similar, search and tags: open to all, JSON, in pages that neither repeat nor leave out."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.models import Product
from recommender.services.counts import count
from recommender.services.publishing import publish
from tests.recommender.asking import V1, assert_problem
from tests.recommender.shelf import NOW, at, carry, crown, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")


def test_similar_products_come_with_the_reason(client: Client) -> None:
    crown({"romantic": 0})
    dress, near = put("원피스", at(a0=1)), put("블라우스", at(a0=9, a1=1))
    carry(dress, "romantic")
    carry(near, "romantic")

    by_name = client.get(f"{V1}products/{dress.external_id}/similar/").json()
    by_id = client.get(f"{V1}products/{dress.pk}/similar/").json()

    assert by_name == by_id
    assert by_name["is_seen"] is True
    [found] = by_name["results"]
    assert found["product"]["external_id"] == near.external_id
    assert [tag["slug"] for tag in found["because"]] == ["romantic"]


@pytest.mark.parametrize("name", ["nothing", "999999", "9" * 60, "a%00b", "%ED%A0%80", "٣", "👗"])
def test_a_product_that_is_not_there_is_a_problem(client: Client, name: str) -> None:
    said = assert_problem(client.get(f"{V1}products/{name}/similar/"), 404)

    assert "instance" in said


def test_similar_products_are_filtered(client: Client) -> None:
    crown({"romantic": 0})
    dress = put("원피스", at(a0=1))
    for price, seller in [("10.00", "소연"), ("20.00", "소연"), ("20.00", "다른 집")]:
        product = put("블라우스", at(a0=9, a1=float(price) + len(seller)), seller=seller)
        Product.objects.filter(pk=product.pk).update(price=price)

    query = {"price_from": "15", "seller": "소연"}
    found = client.get(f"{V1}products/{dress.external_id}/similar/", query).json()["results"]
    wrong = client.get(f"{V1}products/{dress.external_id}/similar/", {"tag": "no-such"})

    assert [one["product"]["price"] for one in found] == ["20.00"]
    assert [one["product"]["seller"] for one in found] == ["소연"]
    assert_problem(wrong, 400)


def test_search_pages_on_without_repeating(client: Client) -> None:
    for number in range(7):
        product = put(f"원피스 {number}")
        carry(product, "romantic", confidence=0.9 if number % 2 else 0.5)
    seen: list[str] = []
    cursor = ""

    while True:
        query = {"tag": "romantic", "limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"{V1}search/", query)
        seen += [row["product"]["external_id"] for row in page.json()["results"]]
        if not (cursor := page.json()["next"] or ""):
            break
        put(f"새 상품 {len(seen)}")

    assert len(seen) == len(set(seen)) == 7


def test_search_understands_what_shoppers_type(client: Client) -> None:
    dress, hat = put("리넨 원피스"), put("모자")
    carry(dress, "romantic")
    carry(hat, "sporty")

    found = client.get(f"{V1}search/", {"q": "로맨틱"}).json()

    assert [row["product"]["title"] for row in found["results"]] == ["리넨 원피스"]
    assert found["results"][0]["by"] == "people"
    assert [tag["slug"] for tag in found["understood"]] == ["romantic"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "99999999999999999999"}, "limit"),
        ({"tag": "no-such-tag"}, "tag"),
        ({"q": "a\0b"}, "q"),
        ({"q": "가" * 500}, "q"),
        ({"price_from": "-1"}, "price_from"),
        ({"price_to": "NaN"}, "price_to"),
        ({"cursor": "!!"}, "cursor"),
        ({"cursor": "W10"}, "cursor"),
        ({"unknown": "1"}, "unknown"),
    ],
)
def test_what_is_wrong_is_named(client: Client, query: dict[str, str], named: str) -> None:
    said = assert_problem(client.get(f"{V1}search/", query), 400)

    assert [error["parameter"] for error in said["errors"]] == [named]


def test_tags_are_counted_and_cost_the_same_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    carry(put(), "romantic", "floral")
    carry(put(), "romantic")
    count(now=NOW)

    with django_assert_num_queries(2):
        found = client.get(f"{V1}tags/").json()["results"]

    counts = {tag["slug"]: tag["products"] for tag in found}
    assert (counts["romantic"], counts["floral"], counts["sporty"]) == (2, 1, 0)


def test_search_costs_the_same_for_any_number(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        carry(put(f"원피스 {number}"), "romantic", "floral")

    with django_assert_max_num_queries(4):
        client.get(f"{V1}search/", {"tag": "romantic"})


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    product = put("원피스")
    say(product, "romantic", yes=1)
    publish(now=NOW)
    first = client.get(f"{V1}search/", {"tag": "romantic"})

    again = client.get(f"{V1}search/", {"tag": "romantic"}, headers={"if-none-match": first.headers["ETag"]})
    product.in_stock = False
    product.save()
    later = client.get(f"{V1}search/", {"tag": "romantic"}, headers={"if-none-match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, later.status_code) == (200, 304, 200)
    assert again.content == b""


def test_problems_whoever_raises_them(client: Client) -> None:
    assert_problem(client.get(f"{V1}nothing-here/"), 404)
    assert_problem(client.post(f"{V1}search/"), 405)
    assert_problem(client.get(f"{V1}search/", headers={"accept": "text/html"}), 406)
    assert_problem(client.delete(f"{V1}tags/"), 405)


def test_what_breaks_is_a_problem_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from recommender.api import products

    def break_down(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(products, "cards_of", break_down)
    client.raise_request_exception = False
    carry(put(), "romantic")

    said = assert_problem(client.get(f"{V1}search/", {"tag": "romantic"}), 500)

    assert "RuntimeError" not in str(said)


def test_other_sites_may_not_read_it(client: Client) -> None:
    response = client.get(f"{V1}tags/", headers={"origin": "https://elsewhere.example"})

    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_shopper_is_offered_what_suits_and_others_nothing(client: Client) -> None:
    crown({"romantic": 0})
    liked, alike = put("원피스", at(a0=1)), put("블라우스", at(a0=9, a1=1))
    for product in (liked, alike):
        carry(product, "romantic")
    form = {"kind": "like", "client_id": str(uuid.uuid4()), "source": "wall"}
    client.post(reverse("recommender:think", args=[liked.pk]), form)

    mine, theirs = client.get(f"{V1}for-you/"), Client().get(f"{V1}for-you/")

    [offer] = mine.json()["results"]
    assert offer["product"]["external_id"] == alike.external_id
    assert offer["why"]["kind"] in {"mood", "like"}
    assert "no-store" in mine.headers["Cache-Control"]
    assert theirs.json() == {"results": []}


def test_who_is_signed_in_is_offered_what_suits_on_every_device(client: Client, outsider: User) -> None:
    crown({"romantic": 0})
    liked, alike = put("원피스", at(a0=1)), put("블라우스", at(a0=9, a1=1))
    for product in (liked, alike):
        carry(product, "romantic")
    client.force_login(outsider)
    client.post(reverse("recommender:think", args=[liked.pk]), {"kind": "like"})
    elsewhere = Client()
    elsewhere.force_login(outsider)

    offers = elsewhere.get(f"{V1}for-you/").json()["results"]

    assert [offer["product"]["external_id"] for offer in offers] == [alike.external_id]
