"""Filters of products on what people, models and sellers say of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Product, SellerTag, Tag
from labeling.models import Label, QueueItem, Reason
from recommender.models import Contradiction, Hold, PublishedTag
from tests.office.conftest import NOON, put

LIST = "/admin/catalog/product/"


@pytest.fixture
def product(romantic: Tag) -> Product:
    put("other", "아무 말도 없는 것")
    return put("this", "린넨 원피스")


@pytest.fixture
def known(product: Product, romantic: Tag, manager: User) -> Callable[[str], None]:
    """Make one thing true of the product."""

    def published(source: str, confidence: float = 0.95) -> None:
        PublishedTag.objects.create(
            product=product, tag=romantic, source=source, confidence=confidence, published_at=NOON
        )

    def asked(**fields: Any) -> None:
        QueueItem.objects.create(image=product.images.get(), reason=Reason.DOUBT, **fields)

    def said(**counts: int) -> None:
        Label.objects.create(image=product.images.get(), tag=romantic, updated_at=NOON, **counts)

    def typed() -> SellerTag:
        return SellerTag.objects.create(product=product, text="로맨틱", tag=romantic)

    ways: dict[str, Callable[[], Any]] = {
        "curated": lambda: published("curated"),
        "predicted": lambda: published("predicted", 0.8),
        "unsure": lambda: published("predicted", 0.6),
        "asked": asked,
        "closed": lambda: asked(closed_at=NOON),
        "said": lambda: said(yes=1),
        "torn": lambda: said(yes=1, no=1),
        "typed": typed,
        "wrong": lambda: Contradiction.objects.create(seller_tag=typed(), said_by="people", found_at=NOON),
        "held": lambda: Hold.objects.create(product=product, by=manager, created_at=NOON),
    }
    return lambda name: ways[name]()


def found(client: Client, query: str) -> set[str]:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200, query
    return {product.external_id for product in response.context["cl"].result_list}


@pytest.mark.parametrize(
    ("truth", "query"),
    [
        ("curated", "state=published"),
        ("asked", "state=waiting"),
        ("said", "state=decided"),
        ("held", "state=held"),
        ("curated", "source=curated"),
        ("predicted", "source=predicted"),
        ("typed", "source=seller"),
        ("curated", "confidence=sure"),
        ("predicted", "confidence=likely"),
        ("unsure", "confidence=low"),
        ("torn", "quarrel=people"),
        ("wrong", "quarrel=seller"),
    ],
)
def test_what_is_true_of_it_finds_it(
    managing: Client, known: Callable[[str], None], truth: str, query: str
) -> None:
    assert found(managing, query) == set()

    known(truth)

    assert found(managing, query) == {"this"}


@pytest.mark.parametrize("truth", ["asked", "closed", "said"])
def test_what_was_asked_or_answered_is_not_what_was_never_asked(
    managing: Client, known: Callable[[str], None], truth: str
) -> None:
    known(truth)

    assert found(managing, "state=never") == {"other"}


def test_by_tag_and_by_facet(managing: Client, known: Callable[[str], None], romantic: Tag) -> None:
    known("curated")

    assert found(managing, f"tag={romantic.pk}") == {"this"}
    assert found(managing, f"facet=has-{romantic.facet_id}") == {"this"}
    assert found(managing, f"facet=no-{romantic.facet_id}") == {"other"}


@pytest.mark.parametrize(
    "query", ["tag=x", "tag=999999", "facet=no-", "facet=has-x", "state=x", "confidence="]
)
def test_a_filter_that_does_not_exist_leaves_all(managing: Client, product: Product, query: str) -> None:
    assert found(managing, query) == {"this", "other"}


def test_filters_and_a_search_work_together(managing: Client, known: Callable[[str], None]) -> None:
    known("curated")

    assert found(managing, "state=published&q=원피스") == {"this"}
    assert found(managing, "state=published&q=코트") == set()
