"""A product's page: photos, what it carries and on whose word, what its seller says, and what is similar."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.models import Product
from tests.recommender.shelf import at, carry, crown, keep_photos, put

pytestmark = pytest.mark.usefixtures("vocabulary")


def address_of(product: Product) -> str:
    return reverse("recommender:product", args=[product.pk])


def page_of(client: Client, product: Product) -> str:
    response = client.get(address_of(product))
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_stranger_sees_the_product(client: Client) -> None:
    product = put("린넨 원피스", at(a0=1), at(a1=1), category="dress", seller="Studio Lin")

    page = page_of(client, product)

    assert page.count("<h1>") == 1
    assert "<h1>린넨 원피스</h1>" in page
    assert re.search(r"<title>\s*린넨 원피스 · Moodloop</title>", page)
    assert "Studio Lin" in page
    assert 'alt="린넨 원피스, 사진 1"' in page
    assert 'alt="린넨 원피스, 사진 2"' in page


def test_its_photos_are_really_there(client: Client) -> None:
    product = put("린넨 원피스", at(a0=1))
    keep_photos(product)

    addresses = re.findall(r'src="(/photos/[^"]+)"', page_of(client, product))

    assert len(addresses) == 1
    assert client.get(addresses[0]).headers["Content-Type"] == "image/jpeg"


def test_every_tag_says_on_whose_word(client: Client) -> None:
    product = put("원피스", at(a0=1))
    carry(product, "romantic")
    carry(product, "floral", source="predicted", confidence=0.92)

    page = page_of(client, product)

    romantic, floral = page.index(">로맨틱<"), page.index(">꽃무늬<")
    assert "사람이 골랐습니다" in page[romantic:floral]
    assert "모델 · 100장 중 92장" in page[floral:]
    assert 'href="/style/?tag=romantic"' in page


@pytest.mark.parametrize(("probability", "said"), [(1.0, "99장"), (0.999, "99장"), (0.8, "80장")])
def test_a_model_is_never_all_sure(client: Client, probability: float, said: str) -> None:
    product = put("원피스", at(a0=1))
    carry(product, "floral", source="predicted", confidence=probability)

    assert f"100장 중 {said}" in page_of(client, product)


def test_the_sellers_words_are_marked_as_such(client: Client) -> None:
    product = put("원피스", at(a0=1))
    product.seller_tags.create(text="로맨틱")

    page = page_of(client, product)

    assert page.index("판매자가 적은 태그") < page.index("#로맨틱")
    assert "확인된 것은 아닙니다" in page
    assert "아직 모릅니다." in page  # nothing is published of it


def test_each_similar_product_has_its_reason(client: Client) -> None:
    product, alike, plain = (
        put("여기", at(a0=1)),
        put("저기", at(a0=1, a1=0.1)),
        put("거기", at(a0=1, a1=0.2)),
    )
    for carrier in (product, alike):
        carry(carrier, "romantic", "floral")

    page = page_of(client, product)

    assert re.search(r">저기</span>\s*<span class=\"product__note\">둘 다 로맨틱 · 꽃무늬<", page)
    assert re.search(r">거기</span>\s*<span class=\"product__note\">모양과 색이 비슷합니다<", page)
    assert f'href="{address_of(plain)}"' in page


def test_a_photo_not_yet_embedded_is_told_kindly(client: Client) -> None:
    product = put("새로 온 것", None)

    assert "아직 살펴보는 중입니다" in page_of(client, product)


def test_a_product_all_alone_says_so(client: Client) -> None:
    assert "비슷한 상품이 아직 없습니다" in page_of(client, put("여기", at(a0=1)))


def test_a_product_without_photos_still_has_a_page(client: Client) -> None:
    product = put("사진 없음")
    product.images.all().delete()

    assert "사진이 아직 없습니다" in page_of(client, product)


def test_a_product_with_neither_title_nor_category_has_a_name(client: Client) -> None:
    assert "<h1>이름 없는 상품</h1>" in page_of(client, put())


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '" onload="alert(1)', "{{ settings.SECRET_KEY }}"]
)
def test_hostile_words_are_only_text(client: Client, hostile: str) -> None:
    product = put(hostile, at(a0=1), category=hostile, seller=hostile)
    product.seller_tags.create(text=hostile)
    put(hostile, at(a0=1, a1=0.1))

    page = page_of(client, product)

    assert "<script>alert" not in page
    assert 'onload="alert' not in page


def test_a_long_title_is_shown_whole(client: Client) -> None:
    title = "아주긴제목" * 100
    product = put(title[:500], at(a0=1))

    assert f"<h1>{title[:500]}</h1>" in page_of(client, product)


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_a_product_that_is_not_there_is_not_found(client: Client, pk: str) -> None:
    assert client.get(f"/style/products/{pk}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_page_is_only_read(client: Client, method: str) -> None:
    product = put("원피스", at(a0=1))

    assert getattr(client, method)(address_of(product)).status_code == 405


@pytest.mark.parametrize("neighbours", [1, 20])
def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, neighbours: int
) -> None:
    crown({"romantic": 0})
    product = put("원피스", at(a0=1), at(a1=1))
    carry(product, "romantic", "floral")
    for number in range(neighbours):
        product.seller_tags.create(text=f"{number}")
        carry(put(f"{number}", at(a0=1, a1=0.1 + number / 100)), "romantic")

    with django_assert_num_queries(14):
        client.get(address_of(product))


def test_the_kind_of_thing_is_said_once(client: Client) -> None:
    titled = put("린넨 롱", at(a0=1), category="dress", seller="Studio Lin")
    untitled = put("", at(a1=1), category="dress", seller="Studio Lin")

    assert '<p class="soft">Studio Lin · 원피스</p>' in page_of(client, titled)
    assert "<h1>원피스</h1>" in page_of(client, untitled)
    assert '<p class="soft">Studio Lin</p>' in page_of(client, untitled)
