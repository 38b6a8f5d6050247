"""The nearest vectors come from the index, and a filter never costs the shopper results."""

import numpy as np
import pytest
from django.db import connection

from catalog.models import Embedding, Product, ProductImage
from catalog.models.embedding import INDEXED_DIMENSIONS

HERE = np.eye(1, INDEXED_DIMENSIONS, dtype=np.float32)[0]
"""The query; the crowd lies around it, and `strangers` at the other end of the space."""


def embed(count: int, encoder_key: str, category: str, centre: np.ndarray) -> None:
    random = np.random.default_rng([count, len(encoder_key)])
    product = Product.objects.create(external_id=f"{encoder_key}-{category}", category=category)
    images = ProductImage.objects.bulk_create(
        ProductImage(product=product, sha256=f"{number:064x}", width=1, height=1) for number in range(count)
    )
    Embedding.objects.bulk_create(
        Embedding(
            image=image,
            encoder_key=encoder_key,
            dimensions=len(centre),
            vector=(centre + 0.02 * random.standard_normal(len(centre))).astype(np.float32),
        )
        for image in images
    )


@pytest.fixture
def crowd(db: None) -> None:
    embed(220, "first", "dress", HERE)
    embed(15, "first", "hat", -HERE)
    embed(15, "second", "dress", -HERE)
    with connection.cursor() as cursor:
        # At this size reading the whole table is cheaper; the index is walked as it is at full size.
        cursor.execute(
            "ANALYZE catalog_embedding; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"
        )


def test_the_index_answers(crowd: None) -> None:
    plan = Embedding.objects.nearest_to(HERE, "first")[:10].explain()

    assert "Index Scan using embedding_hnsw" in plan
    assert "Sort" not in plan


def test_the_nearest_come_first_with_their_distance(crowd: None) -> None:
    target = Embedding.objects.filter(encoder_key="first")[7]
    vector = target.vector

    found = list(Embedding.objects.nearest_to(vector, "first")[:10])

    distances = [vars(one)["distance"] for one in found]
    assert found[0] == target
    assert distances[0] == pytest.approx(0, abs=1e-3)
    assert distances == pytest.approx(sorted(distances), abs=1e-3)  # the index rounds to half precision


def test_another_encoder_in_the_same_index_hides_nothing(crowd: None) -> None:
    """More vectors than the index yields at first lie nearer, and are of the other encoder."""
    query = Embedding.objects.nearest_to(HERE, "second")[:12]

    assert "embedding_hnsw" in query.explain()
    assert len(query) == 12


def test_a_filter_gets_its_full_slice(crowd: None) -> None:
    found = Embedding.objects.nearest_to(HERE, "first").filter(image__product__category="hat")[:12]

    assert len(found) == 12


def test_vectors_of_another_length_are_compared_too(crowd: None) -> None:
    short = np.eye(3, dtype=np.float32)
    embed(4, "small", "dress", short[0])

    found = Embedding.objects.nearest_to(short[0], "small")[:10]

    assert len(found) == 4


def test_an_image_awaits_each_encoder_that_has_not_seen_it(db: None) -> None:
    embed(3, "first", "dress", np.ones(3, dtype=np.float32))
    unseen = ProductImage.objects.create(product=Product.objects.get(), sha256="f" * 64, width=1, height=1)

    assert list(ProductImage.objects.awaiting_embedding("first")) == [unseen]
    assert list(ProductImage.objects.awaiting_embedding("second")) == list(
        ProductImage.objects.order_by("id")
    )
