"""Similar style, narrowed: by a form on the product's page, and without losing anything that fits."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product, Tag
from recommender.index import Where
from recommender.services.counts import count
from recommender.services.indexing import index_pending
from recommender.services.similar import similar_to
from tests.recommender.shelf import NOW, Vector, at, carry, crown, put
from tests.recommender.spaces import KEPT, make_space

pytestmark = pytest.mark.usefixtures("vocabulary")


def near(step: int) -> Vector:
    """The further from `at(a0=1)`, the greater the step."""
    return at(a0=1, a1=0.05 * (1 + step))


def sold_by(*sellers: str) -> Product:
    """The product asked about, and one of each seller, the first the nearest."""
    product = put("여기", at(a0=1), seller="Lin")
    for step, seller in enumerate(sellers):
        put(f"{seller} {step}", near(step), seller=seller)
    return product


def similar_on(client: Client, product: Product, **query: str | list[str]) -> list[str]:
    """Titles of the similar products, as the page shows them."""
    response = client.get(reverse("recommender:product", args=[product.pk]), query)
    assert response.status_code == 200
    return [one.card.product.title for one in response.context["display"].similar]


def options_on(client: Client, product: Product, **query: str) -> list[str]:
    page = client.get(reverse("recommender:product", args=[product.pk]), query).content.decode()
    chosen = page.split('name="seller"')[1].split("</select>")[0]
    return [option.split(">", 1)[1].split("<")[0] for option in chosen.split("<option")[2:]]  # after “all”


def test_the_form_narrows_by_seller(client: Client) -> None:
    product = sold_by("Kim", "Lin", "Kim", "Park")

    assert similar_on(client, product) == ["Kim 0", "Lin 1", "Kim 2", "Park 3"]
    assert similar_on(client, product, seller="Kim") == ["Kim 0", "Kim 2"]


def test_its_own_seller_is_offered_first_then_the_largest(client: Client) -> None:
    product = sold_by("Kim", "Kim", "Park")
    count(now=timezone.now(), patience=0)

    assert options_on(client, product) == ["Lin", "Kim", "Park"]


def test_a_seller_that_was_picked_stays_picked_whoever_it_is(client: Client) -> None:
    product = sold_by("Kim")
    address = reverse("recommender:product", args=[product.pk])

    page = client.get(address, {"seller": '"><b>Tiny'}).content.decode()

    assert "<option selected>&quot;&gt;&lt;b&gt;Tiny</option>" in page


def test_filters_of_the_form_hold_together(client: Client) -> None:
    product = sold_by("Kim", "Kim", "Kim")
    cheap, dear, gone = Product.objects.filter(seller="Kim").order_by("pk")
    for one, price, there in ((cheap, 10_000, True), (dear, 90_000, True), (gone, 10_000, False)):
        Product.objects.filter(pk=one.pk).update(price=price, in_stock=there)
        carry(one, "romantic")
    carry(product, "romantic", "floral")

    wanted: dict[str, str | list[str]] = {"seller": "Kim", "price_to": "50000", "in_stock": "on"}

    assert similar_on(client, product, **wanted | {"tag": ["romantic"]}) == [cheap.title]
    assert similar_on(client, product, **wanted | {"tag": ["floral"]}) == []


def test_what_is_wrong_in_the_form_is_named_and_the_rest_counts(client: Client) -> None:
    product = sold_by("Kim", "Park")
    address = reverse("recommender:product", args=[product.pk])

    page = client.get(address, {"price_from": "비싸게", "seller": "Kim"})

    assert 'aria-invalid="true"' in page.content.decode()
    assert [one.card.product.title for one in page.context["display"].similar] == ["Kim 0"]


@pytest.mark.parametrize("share", [0.5, 0.1, 0.02])
def test_a_filter_costs_no_result(share: float) -> None:
    """As comparing everything finds them, however few fit."""
    crown({"romantic": 0})
    generator = np.random.default_rng(7)
    product = put("여기", at(a0=1))
    for number in range(150):
        axes = {f"a{axis}": float(value) for axis, value in enumerate(generator.normal(size=KEPT))}
        put(f"{number}", at(**axes), seller="few" if number < 150 * share else "many")
    make_space("by-hand")
    index_pending(now=NOW)
    fitting = Product.objects.filter(seller="few")
    exact = {one.pk: one.images.get().embeddings.get().vector[0] for one in fitting}

    found = similar_to(product, where=Where(seller="few"), count=12)

    best = sorted(exact, key=exact.__getitem__, reverse=True)
    wanted = set(best[: 3 * 12])  # of which the most different are shown
    assert found is not None
    assert len(found) == min(12, len(best))
    assert {one.card.product.pk for one in found} <= wanted


@pytest.mark.parametrize("seller", ["far", None])
def test_before_there_is_an_index_a_walk_that_ends_short_is_made_up_for(seller: str | None) -> None:
    """Those that fit are the farthest: the graph's walk gives up long before it comes to them."""
    crown({"romantic": 0})
    product = put("여기", at(a0=1))
    for step in range(60):
        put(f"{step}", near(step), seller="far" if step >= 57 else "near")

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL hnsw.ef_search = 2; SET LOCAL hnsw.max_scan_tuples = 4")
    found = similar_to(product, where=Where(seller=seller))

    assert found is not None
    titles = [one.card.product.title for one in found]
    assert titles == (["57", "58", "59"] if seller else [f"{step}" for step in range(12)])


def test_an_unknown_tag_fits_nothing(client: Client) -> None:
    product = sold_by("Kim")

    assert not Tag.objects.filter(slug="nonsense").exists()
    assert similar_on(client, product, tag="nonsense") == []
