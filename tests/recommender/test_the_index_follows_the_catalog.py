"""Whatever changes in the catalog is in the index after the next sweep, and nothing else is touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.models import Embedding, Product
from recommender.index import Where, serving_index
from recommender.models import IndexGeneration, PublishedTag
from recommender.services import index_entries, indexing
from recommender.services.indexing import GRACE, index_pending, rebuild
from recommender.services.neighbours import nearest_products
from recommender.services.resting import LOOK_AGAIN, written
from tests.recommender.shelf import NOW, add_photo, at, carry, keep_photos, put
from tests.recommender.spaces import asked, make_space

pytestmark = pytest.mark.django_db
State = IndexGeneration.State


def found(where: Where | None = None, count: int = 10) -> list[str]:
    """Titles of what is near the first axis."""
    near = nearest_products(asked(at(a0=1)), count=count, where=where or Where())
    return [Product.objects.get(pk=hit.product_id).title for hit in near]


def changed(product: Product, **fields: object) -> None:
    for name, value in fields.items():
        setattr(product, name, value)
    product.save()


@pytest.fixture
def shop(vocabulary: None) -> Sequence[Product]:
    """Three products, each a little farther from the first axis."""
    make_space("first")
    return [
        put("near", at(a0=10, a1=1), category="dress", seller="Lin"),
        put("farther", at(a0=10, a1=4)),
        put("far", at(a0=10, a1=9)),
    ]


def test_the_first_sweep_builds_the_index(shop: Sequence[Product]) -> None:
    assert index_pending(now=NOW) == 3

    assert found() == ["near", "farther", "far"]
    [generation] = IndexGeneration.objects.all()
    assert (generation.state, generation.photos, generation.space_key) == (State.LIVE, 3, "first")


def test_without_a_space_there_is_nothing_to_index(db: None) -> None:
    put("alone", at(a0=1))

    assert index_pending(now=NOW) == 0
    assert found() == []


def test_new_photos_products_and_tags_are_found_after_the_next_sweep(shop: Sequence[Product]) -> None:
    index_pending(now=NOW)
    put("newest", at(a0=10, a1=2))
    carry(shop[2], "romantic")
    tag = PublishedTag.objects.get().tag_id

    assert index_pending(now=NOW) == 2

    assert found() == ["near", "newest", "farther", "far"]
    assert found(Where(tags_all=(tag,))) == ["far"]


def test_price_stock_and_seller_are_followed(shop: Sequence[Product]) -> None:
    index_pending(now=NOW)
    changed(shop[0], price=Decimal("19.90"), in_stock=False)
    changed(shop[1], price=Decimal("30"), seller="Kim")

    assert index_pending(now=NOW) == 2

    assert found(Where(price_to=Decimal("19.90"))) == ["near"]
    assert found(Where(price_from=Decimal("19.91"))) == ["farther"]
    assert found(Where(in_stock=True)) == ["farther", "far"]
    assert found(Where(seller="Kim")) == ["farther"]


def test_the_category_is_what_is_published_or_else_what_the_seller_says(shop: Sequence[Product]) -> None:
    carry(shop[2], "skirt")
    index_pending(now=NOW)
    skirt = PublishedTag.objects.get().tag
    dress = skirt.facet.tags.get(slug="dress")

    assert found(Where(category=dress.pk)) == ["near"]
    assert found(Where(category=skirt.pk)) == ["far"]


def test_what_is_gone_is_taken_out(shop: Sequence[Product]) -> None:
    index_pending(now=NOW)
    shop[0].delete()
    Embedding.objects.filter(image__product=shop[1]).delete()

    assert index_pending(now=NOW) == 2

    live = IndexGeneration.objects.get()
    assert found() == ["far"]
    assert (serving_index().count(live.name), live.photos) == (1, 1)


def test_a_photo_whose_embedding_was_made_anew_moves(shop: Sequence[Product]) -> None:
    index_pending(now=NOW)
    old = Embedding.objects.get(image__product=shop[2])
    image = old.image
    old.delete()
    Embedding.objects.create(
        image=image, encoder_key=old.encoder_key, dimensions=old.dimensions, vector=at(a0=1).tolist()
    )

    index_pending(now=NOW)

    assert found() == ["far", "near", "farther"]


def test_a_sweep_with_nothing_new_compares_nothing(
    shop: Sequence[Product], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    index_pending(now=NOW)
    index_pending(now=NOW)

    with django_assert_num_queries(6) as queries:
        assert index_pending(now=NOW) == 0

    assert not [one for one in queries.captured_queries if "COUNT(" in one["sql"]]


def test_what_postgres_did_not_count_is_found_a_while_later(shop: Sequence[Product]) -> None:
    index_pending(now=NOW)
    index_pending(now=NOW)
    Product.objects.filter(pk=shop[0].pk).update(in_stock=False)
    live = IndexGeneration.objects.get()
    live.watermark["written"] = written(*indexing.WATCHED)
    live.save()

    at_once, later = index_pending(now=NOW), index_pending(now=NOW + LOOK_AGAIN)

    assert (at_once, later) == (0, 1)
    assert found(Where(in_stock=False)) == ["near"]


def test_a_sweep_that_was_cut_off_goes_on(shop: Sequence[Product], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges of one photo: the second one breaks."""
    monkeypatch.setattr(indexing, "RANGE", 1)
    whole = index_entries.entries_of
    calls = iter(range(9))

    def breaking(*args: object) -> object:
        if next(calls) == 1:
            raise ConnectionError("cut off")
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(indexing, "entries_of", breaking)
    with pytest.raises(ConnectionError):
        index_pending(now=NOW)
    assert found() == []

    index_pending(now=NOW)

    assert found() == ["near", "farther", "far"]
    assert IndexGeneration.objects.get().state == State.LIVE


def test_another_space_is_built_beside_and_swapped_with_what_goes_with_it(shop: Sequence[Product]) -> None:
    index_pending(now=NOW)
    first = IndexGeneration.objects.get()
    other = make_space("second", kept=2, serves=False)

    second = rebuild("second", now=NOW, then=lambda: other.serve(now=NOW))

    assert second is not None
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.state, second.state, other.state) == (State.RETIRED, State.LIVE, "serving")
    near = nearest_products(asked(at(a0=1), kept=2), count=3)
    assert [hit.product_id for hit in near] == [product.pk for product in shop]


def test_a_swap_whose_company_fails_is_none(shop: Sequence[Product]) -> None:
    index_pending(now=NOW)
    make_space("second", kept=2, serves=False)

    def fail() -> None:
        raise RuntimeError("the space cannot serve")

    with pytest.raises(RuntimeError):
        rebuild("second", now=NOW, then=fail)

    live = IndexGeneration.objects.live("pgvector")
    assert live is not None
    assert live.space_key == "first"
    assert found() == ["near", "farther", "far"]


def test_a_search_that_began_before_the_swap_is_answered_and_what_retired_is_dropped(
    shop: Sequence[Product],
) -> None:
    index_pending(now=NOW)
    first = IndexGeneration.objects.get()
    other = make_space("second", kept=2, serves=False)
    rebuild("second", now=NOW, then=lambda: other.serve(now=NOW))

    during = nearest_products(asked(at(a0=1)), count=3, space_key="first")
    index_pending(now=NOW + GRACE + dt.timedelta(seconds=1))
    after = nearest_products(asked(at(a0=1)), count=3, space_key="first")

    first.refresh_from_db()
    assert [hit.product_id for hit in during] == [product.pk for product in shop]
    assert (first.state, first.images.count(), after) == (State.DROPPED, 0, [])


def test_a_product_is_there_once_and_so_is_a_picture(shop: Sequence[Product]) -> None:
    add_photo(shop[0], at(a0=10, a1=2), position=1, sha256="b" * 64)
    sold_elsewhere = put("sold elsewhere")
    add_photo(sold_elsewhere, at(a0=10, a1=3), position=1, sha256=shop[0].images.all()[0].sha256)
    keep_photos(shop[0])
    index_pending(now=NOW)

    near = nearest_products(asked(at(a0=1)), count=10)

    assert [hit.product_id for hit in near] == [product.pk for product in shop]
    assert near[0].image_id == shop[0].images.get(position=0).pk


def test_of_several_vectors_the_nearest_counts(shop: Sequence[Product]) -> None:
    other = put("on another axis", at(a5=1))
    index_pending(now=NOW)

    near = nearest_products(np.concatenate([asked(at(a0=1)), asked(at(a5=1))]), count=2)

    assert [hit.product_id for hit in near] == [other.pk, shop[0].pk]
    assert near[0].similarity == pytest.approx(1, abs=2e-3)


def test_pictures_that_are_not_wanted_are_left_out_whoever_sells_them(shop: Sequence[Product]) -> None:
    image = shop[0].images.get()
    elsewhere = put("sold elsewhere")
    add_photo(elsewhere, at(a0=1), position=1, sha256=image.sha256)
    index_pending(now=NOW)

    near = nearest_products(asked(at(a0=1)), count=5, unlike=[image.pk])

    assert [hit.product_id for hit in near] == [shop[1].pk, shop[2].pk]


def test_many_copies_of_one_picture_do_not_hide_what_comes_after(shop: Sequence[Product]) -> None:
    for _ in range(30):
        add_photo(put("copy"), at(a0=1), position=1, sha256="c" * 64)
    index_pending(now=NOW)

    titles = found(count=4)

    assert titles == ["copy", "near", "farther", "far"]
