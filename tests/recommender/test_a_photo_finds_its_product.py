"""From a photo to products and moods: by the real encoder, however the photo was taken and delivered."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from catalog.models import ProductImage
from catalog.sample import generate
from catalog.services.importing import import_catalog
from catalog.services.photos import open_photo
from catalog.services.private import private_storage
from recommender.models import PhotoQuery, PublishedTag, StyleSpace
from recommender.runtime.style import plain_map
from recommender.services.indexing import index_pending
from recommender.services.photo_answering import answer_waiting
from tests.recommender.shelf import crown
from tests.recommender.snapping import a_photo, address, bring
from training import runtime
from training.services.embedding import embed_pending
from training.services.vectors import load_vectors

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalog")
    generate(folder, products=10, seed=3)
    return folder


@pytest.fixture
def shop(vocabulary: None, drawn: Path) -> ProductImage:
    """Ten drawn products, looked at; the photo of one of them."""
    import_catalog(path=drawn, now=NOW)
    embed_pending(now=NOW, seconds=120)
    return ProductImage.objects.filter(position=0)[4]


def photo_of(image: ProductImage, turn: Image.Transpose | None = None) -> bytes:
    with open_photo(image.sha256) as file, Image.open(file) as picture:
        turned = picture if turn is None else picture.transpose(turn)
        out = io.BytesIO()
        turned.save(out, "JPEG", quality=80)
    return out.getvalue()


def result_of(query: PhotoQuery) -> dict[str, Any]:
    result: dict[str, Any] | None = PhotoQuery.objects.get(pk=query.pk).result
    assert result is not None
    return result


def test_a_photo_finds_its_product_however_it_was_turned(client: Client, shop: ProductImage) -> None:
    turns = [None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270]
    queries = [bring(client, photo_of(shop, turn)) for turn in turns]

    answered = answer_waiting(now=NOW)

    results = [result_of(query) for query in queries]
    assert answered == 4
    assert [result["products"][0][0] for result in results] == [shop.product_id] * 4
    assert [bool(result["turn"]) for result in results] == [False, True, True, True]
    assert len({product for product, _, _ in results[0]["products"]}) == len(results[0]["products"]) == 10


def test_the_page_tells_products_and_moods_and_why(
    client: Client, shop: ProductImage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = crown({"romantic": 0, "sporty": 1}, sure=0.0)
    type(version).objects.filter(pk=version.pk).update(encoder_key=runtime.encoder_key())
    mood = version.tags[0]
    PublishedTag.objects.create(
        product=shop.product, tag_id=mood, source="curated", confidence=1, published_at=NOW
    )
    query = bring(client, photo_of(shop))
    waiting, _nothing = client.get(address(query)), client.get(address(query, "found/"))
    answer_waiting(now=NOW)

    with django_assert_num_queries(5):  # session, photo, tags, products with their photos, what they carry
        found = client.get(address(query, "found/"))

    words = found.content.decode()
    assert "찾는 중입니다" in waiting.content.decode()
    assert _nothing.status_code == 202
    assert f"/style/products/{shop.product_id}/" in words
    assert "100장 중 50장" in words
    assert "둘 다 로맨틱" in words
    whole = client.get(address(query)).content.decode()
    assert "100장 중 50장" in whole
    assert whole.count("product__link") == words.count("product__link") == 10


def test_another_box_is_another_question(client: Client, shop: ProductImage) -> None:
    query = bring(client, photo_of(shop))
    answer_waiting(now=NOW)
    before = result_of(query)

    asked = client.post(address(query, "box/"), {"x0": "0", "y0": "0", "x1": "0.3", "y1": "0.2"})
    waiting = client.get(address(query, "found/")).status_code
    answer_waiting(now=NOW)

    after = result_of(query)
    assert (asked.status_code, waiting) == (204, 202)
    assert after["box"] == [0, 0, 0.3, 0.2]
    assert after["products"] != before["products"]


def test_an_answer_to_an_earlier_box_is_not_taken_for_that_to_the_last(client: Client) -> None:
    query = bring(client, a_photo())
    query.claim(now=NOW)

    client.post(address(query, "box/"), {"x0": "0", "y0": "0", "x1": "0.5", "y1": "0.5"})

    assert not query.answer({"products": []}, now=NOW)
    assert PhotoQuery.objects.get().is_waiting


def test_a_photo_is_answered_by_one_worker_and_after_its_death_by_another(client: Client) -> None:
    query = bring(client, a_photo())
    later = NOW + dt.timedelta(seconds=11)

    assert query.claim(now=NOW)
    assert not query.claim(now=NOW + dt.timedelta(seconds=1))
    assert PhotoQuery.objects.claimable(now=later).get() == query
    assert query.claim(now=later)


def test_a_photo_that_kills_its_worker_is_given_up(client: Client) -> None:
    query = bring(client, a_photo())
    for number in range(3):
        assert query.claim(now=NOW + dt.timedelta(minutes=number))

    answered = answer_waiting(now=NOW + dt.timedelta(minutes=5))

    assert answered == 0
    assert PhotoQuery.objects.get().state == PhotoQuery.State.FAILED
    assert client.get(address(query)).status_code == 200


def test_a_photo_without_a_catalog_or_without_its_file_fails_in_words(client: Client) -> None:
    query = bring(client, a_photo())
    lost = bring(client, a_photo())
    private_storage().delete(lost.file_name)

    answer_waiting(now=NOW)

    assert {q.state for q in PhotoQuery.objects.all()} == {"failed"}
    assert "아직 비교할 상품이 없습니다" in client.get(address(query)).content.decode()
    assert client.get(address(lost, "image/")).status_code == 404


def test_a_product_that_has_left_the_shop_is_not_shown(client: Client, shop: ProductImage) -> None:
    query = bring(client, photo_of(shop))
    answer_waiting(now=NOW)
    product_id = shop.product_id
    shop.product.delete()

    page = client.get(address(query))

    assert page.status_code == 200
    assert f"/style/products/{product_id}/" not in page.content.decode()


def test_the_serving_space_and_its_index_answer_where_there_are_any(
    client: Client, shop: ProductImage
) -> None:
    known = load_vectors(runtime.encoder_key())
    StyleSpace.objects.create(
        key="of-test",
        encoder_key=runtime.encoder_key(),
        dimensions=plain_map(known.matrix).dimensions,
        weights=plain_map(known.matrix).to_bytes(),
        state=StyleSpace.State.SERVING,
        image_count=len(known.image_ids),
        created_at=NOW,
    )
    index_pending(now=NOW)
    query = bring(client, photo_of(shop, Image.Transpose.ROTATE_90))

    answer_waiting(now=NOW)

    result = result_of(query)
    assert result["space"] == "of-test"
    assert result["turn"]
    assert result["products"][0][0] == shop.product_id
