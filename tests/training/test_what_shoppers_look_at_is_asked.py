"""What shoppers look at most, and the model is unsure of, is asked; control and audit stay."""

from __future__ import annotations

from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from catalog.models import Product, ProductImage, Tag
from labeling.models import AuditImage, QueueItem, Reason
from tests.making import NOON, make_item, say
from tests.training.asking import a_filling, teach_moods, train
from tests.training.school import open_school
from training.models import BudgetShares, Demand
from training.services.asking import demanded
from training.services.asking.demanded import pick_demanded
from training.services.choosing import refill_queue
from training.services.demand import note

FIRST = 100


@pytest.fixture
def shop(curator: User, tags: dict[str, Tag]) -> list[ProductImage]:
    """A champion, and new photos."""
    teach_moods(curator, tags, count=40)
    train()
    return open_school(12, first=FIRST)


def looked_at(images: list[ProductImage], weight: float = 1.0) -> None:
    note({image.product_id: weight for image in images}, now=NOON)


def picked(count: int = 20, seed: int = 0) -> list[int]:
    found = pick_demanded(a_filling(seed=seed), count, besides=())
    assert {one.reason for one in found} <= {Reason.DEMAND}
    assert all(one.tag_id for one in found)
    return [one.image_id for one in found]


def test_only_what_is_looked_at_is_asked(shop: list[ProductImage]) -> None:
    looked_at(shop[:4])

    assert set(picked()) == {image.pk for image in shop[:4]}


def test_what_is_looked_at_more_is_asked_sooner(shop: list[ProductImage]) -> None:
    much, little = shop[0], shop[2]
    note({image.product_id: 0.1 for image in shop} | {much.product_id: 50.0}, now=NOON)

    firsts = Counter(picked(1, seed=seed)[0] for seed in range(20))

    assert firsts[much.pk] > 12 > firsts[little.pk]


def test_what_is_said_now_replaces_what_was_said_before(shop: list[ProductImage]) -> None:
    looked_at(shop[:3])
    looked_at(shop[:3])

    left = note({shop[2].product_id: 2.0, shop[3].product_id: 0.0, 999_999: 1.0}, now=NOON)

    assert left == 1
    assert dict(Demand.objects.values_list("product", "weight")) == {shop[2].product_id: 2.0}


def test_nothing_that_is_spoken_for_or_settled(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    waiting, audited, reviewed, free, *_ = shop
    looked_at([waiting, audited, reviewed, free])
    make_item(waiting, tags["cute"], model_key=a_filling().version.model_key)
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    say(curator, reviewed, {tags["casual"]: "no"})

    assert picked() == [free.pk]


def test_what_is_settled_takes_nobodys_place(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demanded, "LOOKED_AT", 1)
    reviewed, free = shop[:2]
    note({reviewed.product_id: 9.0, free.product_id: 1.0}, now=NOON)
    say(curator, reviewed, {tags["casual"]: "no"})

    assert picked() == [free.pk]


@override_settings(QUEUE_TARGET=20, AUDIT_SHARE=0.05, CONTROL_SHARE=0.05)
def test_the_queue_gets_its_share_of_demand_and_keeps_its_controls(
    shop: list[ProductImage], manager: User
) -> None:
    open_school(40, first=300)
    open_school(6, lot=0.01, first=400)
    looked_at(shop)
    BudgetShares.objects.create(
        audit=10, control=10, rare=0, people=0, seller=0, demand=30, by=manager, created_at=NOON
    )

    refill_queue(now=NOON)

    asked = Counter(QueueItem.objects.open().values_list("reason", flat=True))
    in_all = 20 / (1 - 0.10)
    assert abs(asked[Reason.DEMAND] - 0.30 * in_all) < 1
    assert abs(asked[Reason.CONTROL] - 0.10 * in_all) < 1
    assert asked[Reason.AUDIT] == round(0.10 * in_all)
    products = Product.objects.filter(images__queue_items__reason=Reason.DEMAND)
    assert set(products) <= {image.product for image in shop}


def test_the_question_says_so_in_words(shop: list[ProductImage], tags: dict[str, Tag]) -> None:
    assert str(Reason.DEMAND.label) == "손님들이 많이 보는 상품입니다"
