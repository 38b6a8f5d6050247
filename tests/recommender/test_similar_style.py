"""Beside a product stand those of a similar style, each with the reason."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.models import Product, Tag
from catalog.services.vocabulary import Names
from recommender.index import Where
from recommender.models import PublishedTag
from recommender.services.indexing import index_pending
from recommender.services.photo_neighbours import ground
from recommender.services.similar import SHOWN, Neighbour, similar_to
from tests.recommender.shelf import ENCODER, NOW, add_photo, at, carry, crown, group, put
from tests.recommender.spaces import make_space

pytestmark = pytest.mark.usefixtures("vocabulary")


def similar(product: Product) -> list[Neighbour] | None:
    published = list(PublishedTag.objects.of_products([product.pk]))
    return similar_to(product, published, Names(Tag.objects.in_use()))


def titles(product: Product) -> list[str]:
    found = similar(product)
    assert found is not None
    return [neighbour.card.product.title for neighbour in found]


def test_the_nearest_come_first() -> None:
    product = put("여기", at(a0=1))
    put("멀리", at(a0=1, a1=2))
    put("가까이", at(a0=1, a1=0.1))
    put("조금 멀리", at(a0=1, a1=0.6))

    assert titles(product) == ["가까이", "조금 멀리", "멀리"]


def test_twelve_and_no_more() -> None:
    product = put("여기", at(a0=1))
    for step in range(SHOWN + 3):
        put(f"{step}", at(a0=1, a1=0.1 + step / 100))

    assert titles(product) == [f"{step}" for step in range(SHOWN)]


def test_a_product_is_not_similar_to_itself_nor_to_its_copies() -> None:
    product = put("여기", at(a0=1), at(a0=1, a1=0.1))
    copy = put("같은 사진", at(a0=1, a1=0.05))  # its other photo is its own
    second = product.images.get(position=1)
    add_photo(copy, at(a0=1, a1=0.1), position=1, sha256=second.sha256)
    put("다른 상품", at(a0=1, a1=1))

    assert titles(product) == ["다른 상품"]


def test_a_product_with_many_photos_stands_there_once_with_the_nearest() -> None:
    product = put("여기", at(a0=1))
    many = put("여러 장", at(a1=1), at(a0=1, a1=0.1), at(a0=1, a1=0.3))
    put("한 장", at(a0=1, a1=0.2))

    found = similar(product)

    assert found is not None
    assert [neighbour.card.product.title for neighbour in found] == ["여러 장", "한 장"]
    assert found[0].card.photo == many.images.get(position=1)


def test_of_products_that_sell_the_same_photo_one_is_shown() -> None:
    product = put("여기", at(a0=1))
    first = put("먼저", at(a0=1, a1=0.1))
    again = put("다시")
    again.images.all().delete()
    add_photo(again, at(a0=1, a1=0.1), position=0, sha256=first.images.get().sha256)

    assert len(titles(product)) == 1


def test_copies_without_end_do_not_crowd_out_the_others() -> None:
    product = put("여기", at(a0=1))
    photo = product.images.get()
    for number in range(80):
        copy = put(f"복사 {number}")
        copy.images.all().delete()
        add_photo(copy, at(a0=1), position=0, sha256=photo.sha256)
    put("다른 상품", at(a0=1, a1=1))

    assert titles(product) == ["다른 상품"]


def test_a_shared_mood_comes_first_among_what_looks_alike() -> None:
    product = put("여기", at(a0=1))
    near = put("가까이", at(a0=1, a1=0.30))
    romantic = put("로맨틱", at(a0=1, a1=0.33))
    put("멀리", at(a0=1, a1=3))
    carry(product, "romantic")
    carry(near, "sporty")
    carry(romantic, "romantic")

    assert titles(product) == ["로맨틱", "가까이", "멀리"]


def test_a_shared_mood_does_not_lift_what_looks_like_something_else() -> None:
    product = put("여기", at(a0=1))
    put("가까이", at(a0=1, a1=0.3))
    elsewhere = put("딴것", at(a0=1, a1=3))
    for carrier in (product, elsewhere):
        carry(carrier, "romantic", "lovely", "feminine")

    assert titles(product) == ["가까이", "딴것"]


def test_the_reason_is_what_both_carry_moods_before_the_kind_of_thing() -> None:
    product = put("여기", at(a0=1))
    other = put("저기", at(a0=1, a1=0.1))
    carry(product, "dress", "romantic", "floral", "lovely")
    carry(other, "dress", "romantic", "floral", "sporty")

    found = similar(product)

    assert found is not None
    assert [tag.slug for tag in found[0].shared] == ["romantic", "floral", "dress"]


def test_sellers_words_are_no_reason() -> None:
    product, other = put("여기", at(a0=1)), put("저기", at(a0=1, a1=0.1))
    romantic = Tag.objects.get(slug="romantic")
    for said in (product, other):
        said.seller_tags.create(text="로맨틱", tag=romantic)

    found = similar(product)

    assert found is not None
    assert found[0].shared == []


def test_a_product_that_was_not_embedded_yet_says_so() -> None:
    product = put("새로 온 것", None)
    put("저기", at(a0=1))

    assert similar(product) is None


def test_a_product_all_alone_has_nobody() -> None:
    assert similar(put("여기", at(a0=1))) == []


def test_another_encoders_vectors_are_not_compared() -> None:
    crown({"romantic": 0})
    product = put("여기", at(a0=1))
    other = put("저기", at(a0=1, a1=0.1))
    other.images.get().embeddings.update(encoder_key="another")

    assert ENCODER != "another"
    assert titles(product) == []


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    crown({"romantic": 0})
    product = put("여기", at(a0=1))
    for step in range(20):
        carry(put(f"{step}", at(a0=1, a1=0.1 + step / 100)), "romantic", "floral")
    names = Names(Tag.objects.in_use())

    with django_assert_num_queries(8):
        found = similar_to(product, [], names)

    assert found is not None
    assert len(found) == SHOWN


def test_near_duplicates_are_left_out_and_shown_once() -> None:
    product = put("여기", at(a0=1))
    resaved = put("다시 저장한 사진", at(a0=1, a1=0.05))
    first = put("먼저", at(a0=1, a1=0.2))
    mirrored = put("뒤집은 사진", at(a0=1, a1=0.21))
    put("다른 상품", at(a0=1, a1=1))
    group(product, resaved)
    group(first, mirrored)

    assert titles(product) == ["먼저", "다른 상품"]


def test_once_there_is_an_index_what_does_not_fit_is_not_shown_instead() -> None:
    crown({"romantic": 0})
    product = put("여기", at(a0=1), seller="Lin")
    put("저기", at(a0=1, a1=0.1), seller="Lin")
    make_space("first")
    index_pending(now=NOW)
    Product.objects.update(seller="Kim")  # the index has not heard of it

    found = similar_to(product, where=Where(seller="Kim"))

    assert found == []


def test_while_the_index_is_away_the_embeddings_answer(settings: Settings) -> None:
    crown({"romantic": 0})
    product = put("여기", at(a0=1))
    put("저기", at(a0=1, a1=0.1))
    make_space("first")
    settings.INDEX, settings.MILVUS_URI = "milvus", "http://127.0.0.1:9"  # nobody listens there

    assert titles(product) == ["저기"]
    assert ground().nearest(at(a0=1)[None], count=1)[0].product_id == product.pk  # type: ignore[union-attr]
