"""The style wall: moods first; with tags picked, the products that carry all of them."""

from __future__ import annotations

import re
from typing import Protocol

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import Tag
from recommender.services import searching
from recommender.services.counts import count
from recommender.services.searching import PER_PAGE
from recommender.views import MOST_TAGS
from tests.recommender.shelf import NOW, carry, put

pytestmark = pytest.mark.usefixtures("vocabulary")
WALL = "/style/"


class Page(Protocol):
    """What the test client gives."""

    content: bytes


def products_on(response: Page) -> list[str]:
    """The titles in the order of the page."""
    return re.findall(r'class="product__title">([^<]*)<', response.content.decode())


def heading_of(response: Page) -> str:
    headings = re.findall(r"<h1>([^<]*)</h1>", response.content.decode())
    assert len(headings) == 1
    return str(headings[0])


def test_a_stranger_sees_moods_with_their_photos(client: Client) -> None:
    products = [put(f"{number}") for number in range(5)]
    for product in products:
        carry(product, "romantic")

    response = client.get(WALL)

    page = response.content.decode()
    assert response.status_code == 200
    assert heading_of(response) == "어떤 무드를 찾으세요?"
    assert 'href="/style/?tag=romantic"' in page
    assert "상품 5개" in page
    assert page.count('src="/photos/') == 4


def test_moods_show_different_photos_where_they_can(client: Client) -> None:
    for number in range(8):
        carry(put(f"{number}"), "romantic", "lovely")

    page = client.get(WALL).content.decode()

    photos = re.findall(r'src="/photos/(\w+)/', page)
    assert len(photos) == len(set(photos)) == 8


def test_moods_without_products_are_named_but_lead_nowhere(client: Client) -> None:
    carry(put(), "romantic")

    page = client.get(WALL).content.decode()

    assert "아직 상품이 없는 무드:" in page
    assert "보헤미안" in page
    assert "tag=bohemian" not in page


def test_other_facets_are_there_with_their_counts(client: Client) -> None:
    carry(put(), "romantic", "dress")
    carry(put(), "dress")

    page = client.get(WALL).content.decode()

    assert re.search(r'href="/style/\?tag=dress">원피스 <span class="chip__count">2<', page)


def test_an_empty_shop_says_what_happens_next(client: Client) -> None:
    response = client.get(WALL)

    assert response.status_code == 200
    assert "아직 무드가 붙은 상품이 없습니다" in response.content.decode()


def test_several_tags_mean_all_of_them(client: Client) -> None:
    carry(put("둘 다"), "romantic", "dress")
    carry(put("하나만"), "romantic")
    carry(put("다른 하나만"), "dress")

    response = client.get(WALL, {"tag": ["romantic", "dress"]})

    assert products_on(response) == ["둘 다"]
    assert heading_of(response) == "로맨틱 · 원피스"
    assert "상품 1개" in response.content.decode()


def test_what_people_chose_comes_before_what_a_model_found_and_the_surest_first(client: Client) -> None:
    carry(put("모델, 확신"), "romantic", source="predicted", confidence=0.99)
    carry(put("사람, 하나"), "romantic", source="curated", confidence=0.67)
    carry(put("모델, 덜 확신"), "romantic", source="predicted", confidence=0.81)
    carry(put("사람, 셋"), "romantic", source="curated", confidence=0.8)

    response = client.get(WALL, {"tag": "romantic"})

    assert products_on(response) == ["사람, 셋", "사람, 하나", "모델, 확신", "모델, 덜 확신"]
    page = response.content.decode()
    assert page.index("사람이 골랐습니다") < page.index("사람, 셋") < page.index("모델이 찾았습니다")


def test_of_several_tags_the_least_sure_one_counts(client: Client) -> None:
    even = put("고르게")
    carry(even, "romantic", "dress", source="predicted", confidence=0.9)
    torn = put("한쪽만")
    carry(torn, "romantic", source="predicted", confidence=0.99)
    carry(torn, "dress", source="predicted", confidence=0.85)

    response = client.get(WALL, {"tag": ["romantic", "dress"]})

    assert products_on(response) == ["고르게", "한쪽만"]


def test_a_picked_tag_can_be_taken_off_and_another_put_on(client: Client) -> None:
    carry(put(), "romantic", "dress", "floral")
    carry(put(), "romantic", "dress")

    page = client.get(WALL, {"tag": ["romantic", "dress"]}).content.decode()

    assert 'href="/style/?tag=dress" aria-label="로맨틱 빼기"' in page
    assert re.search(r'href="/style/\?tag=romantic&amp;tag=dress&amp;tag=floral">[^<]* <span[^>]*>1<', page)
    assert "tag=sporty" not in page


def test_the_same_tag_twice_is_one_tag(client: Client) -> None:
    carry(put("원피스"), "romantic")

    response = client.get(WALL, {"tag": ["romantic", "romantic"]})

    assert products_on(response) == ["원피스"]
    assert heading_of(response) == "로맨틱"


def test_products_come_in_pages(client: Client) -> None:
    for number in range(PER_PAGE + 1):
        carry(put(f"{number:02}"), "romantic")

    first = client.get(WALL, {"tag": "romantic"})
    second = client.get(WALL, {"tag": "romantic", "page": "2"})

    assert len(products_on(first)) == PER_PAGE
    assert products_on(second) == [f"{PER_PAGE:02}"]
    assert 'rel="next" href="/style/?tag=romantic&amp;page=2"' in first.content.decode()
    assert 'rel="prev" href="/style/?tag=romantic"' in second.content.decode()


def test_pages_are_turned_so_far_and_all_are_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_PAGES", 1)
    for number in range(PER_PAGE + 1):
        carry(put(f"{number:02}"), "romantic")

    last = client.get(WALL, {"tag": "romantic", "page": "2"})

    assert products_on(last)[0] == "00"
    assert f"상품 {PER_PAGE + 1}개" in last.content.decode()
    assert 'rel="next"' not in last.content.decode()


def test_of_very_many_tags_in_an_address_a_few_are_asked_for(client: Client) -> None:
    slugs = list(Tag.objects.values_list("slug", flat=True))

    response = client.get(WALL, {"tag": slugs * 5})

    assert len(response.context["picked"]) == MOST_TAGS


@pytest.mark.parametrize("page", ["0", "-1", "999999999999999999999", "zwei", "1.5", "\x00", ""])
def test_a_page_that_does_not_exist_is_another_one(client: Client, page: str) -> None:
    carry(put("원피스"), "romantic")

    response = client.get(WALL, {"tag": "romantic", "page": page})

    assert products_on(response) == ["원피스"]


def test_a_tag_nothing_carries_says_so(client: Client) -> None:
    response = client.get(WALL, {"tag": "romantic"})

    assert response.status_code == 200
    assert "이 태그가 붙은 상품은 아직 없습니다" in response.content.decode()


def test_tags_that_nothing_carries_together_say_how_to_go_on(client: Client) -> None:
    carry(put(), "romantic")
    carry(put(), "sporty")

    response = client.get(WALL, {"tag": ["romantic", "sporty"]})

    assert "모두 가진 상품은 아직 없습니다" in response.content.decode()


@pytest.mark.parametrize("slug", ["nonsense", "", "<script>alert(1)</script>", "romantic\x00", "x" * 5000])
def test_an_unknown_tag_is_not_found_and_leads_on(client: Client, slug: str) -> None:
    carry(put(), "romantic")

    response = client.get(WALL, {"tag": ["romantic", slug]})

    page = response.content.decode()
    assert response.status_code == 404
    assert heading_of(response) == "그런 태그는 없습니다"
    assert "<script>alert" not in page
    assert 'href="/style/?tag=romantic"' in page


def test_a_retired_tag_is_not_found(client: Client) -> None:
    carry(put(), "romantic")
    Tag.objects.filter(slug="romantic").update(retired_at="2026-01-01T00:00Z")

    assert client.get(WALL, {"tag": "romantic"}).status_code == 404
    assert "tag=romantic" not in client.get(WALL).content.decode()


def test_hostile_titles_are_only_text(client: Client) -> None:
    carry(put('"><img src=x onerror=alert(1)>'), "romantic")

    page = client.get(WALL, {"tag": "romantic"}).content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_product_without_a_title_is_called_by_its_kind(client: Client) -> None:
    carry(put(category="dress"), "romantic")
    carry(put(category="what not"), "romantic")

    response = client.get(WALL, {"tag": "romantic"})

    assert products_on(response) == ["원피스", "what not"]


def test_english_readers_read_english(client: Client) -> None:
    carry(put(category="dress"), "romantic")

    response = client.get(WALL, {"tag": "romantic"}, headers={"Accept-Language": "en"})

    assert heading_of(response) == "Romantic"
    assert products_on(response) == ["Dress"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_wall_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)(WALL).status_code == 405


@pytest.mark.parametrize("products", [2, 30])
def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, products: int
) -> None:
    for number in range(products):
        carry(put(f"{number}"), "romantic", "lovely", "dress")
    count(now=NOW)

    with django_assert_num_queries(4):
        client.get(WALL)
    with django_assert_num_queries(9):
        client.get(WALL, {"tag": ["romantic", "dress"]})
