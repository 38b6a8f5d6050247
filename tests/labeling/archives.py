"""An installation with something in it, its archive, and another one that is empty."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import Settings

from catalog.models import Facet, Product, ProductImage, SellerTag, Tag
from labeling.models import (
    AuditImage,
    Grid,
    GridReview,
    GridTile,
    LabelSource,
    Review,
    Verdict,
)
from labeling.services.archive.writing import Wanted, write_archive
from labeling.services.consensus import rebuild_labels
from labeling.services.recording import withdraw_review
from labeling.services.sourcing import bring, confirm
from labeling.services.sourcing.taking import take_in_sources
from tests.making import NOON, make_image, say

HOUR = dt.timedelta(hours=1)


class Silent:
    def expect(self, total: int) -> None:
        self.total = total

    def note(self, *, done: int = 0, remark: str = "") -> None:
        pass


@pytest.fixture
def moods(db: None) -> dict[str, Tag]:
    """A vocabulary of a few moods."""
    mood = Facet.objects.create(slug="mood", name_ko="분위기", name_en="Mood")
    names = [
        ("cute", "귀여운"),
        ("street", "스트리트"),
        ("retro", "레트로"),
        ("lovely", "러블리"),
        ("romantic", "로맨틱"),
    ]
    return {
        slug: Tag.objects.create(facet=mood, slug=slug, name_ko=name, name_en=slug.title(), position=at)
        for at, (slug, name) in enumerate(names)
    }


@pytest.fixture
def believed(moods: dict[str, Tag], curator: User, second_curator: User) -> dict[str, ProductImage]:
    """Photos that people agree on, differ on, took back, skipped; an audited one; a grid."""
    images = {name: make_image(number) for number, name in enumerate(["a", "b", "c"], start=1)}
    product = images["a"].product
    Product.objects.filter(pk=product.pk).update(
        title="=치마 “겨울” 🧥\n둘째 줄",
        seller="../../가게",
        price=Decimal("19900.50"),
        attributes={"색": ["검정"]},
    )
    SellerTag.objects.create(product=product, text="귀여운|것,그리고", tag=moods["cute"])
    make_image(4, product=product)
    say(curator, images["a"], {moods["cute"]: "yes", moods["street"]: "no"})
    say(second_curator, images["a"], {moods["cute"]: "no", moods["street"]: "no"}, now=NOON + HOUR)
    say(curator, images["b"], {moods["cute"]: "yes"})
    say(curator, images["b"], {moods["cute"]: "no"}, now=NOON + HOUR)  # a second thought
    taken_back = say(curator, images["c"], {moods["retro"]: "yes"})
    withdraw_review(curator=curator, client_id=taken_back.client_id, now=NOON + HOUR)
    say(second_curator, images["c"], {moods["retro"]: "unsure"}, now=NOON + 2 * HOUR)
    audited = make_image(5, lot=0.01)
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    say(curator, audited, {moods["cute"]: "yes"}, reason="audit", facet=None)
    moods["retro"].retire(now=NOON)
    answer_grid(moods["romantic"], [images["a"], images["b"]], curator)
    rebuild_labels(now=NOON)
    return images | {"audited": audited}


def answer_grid(tag: Tag, images: list[ProductImage], curator: User) -> None:
    grid = Grid.objects.create(
        tag=tag, kind="likely", low=0.6, high=0.8, model_key="m", created_at=NOON, closed_at=NOON
    )
    sitting = GridReview.objects.create(
        grid=grid, curator=curator, client_id=uuid.uuid4(), outcome="answered", seconds=9, created_at=NOON
    )
    for position, image in enumerate(images):
        tile = GridTile.objects.create(grid=grid, image=image, position=position, probability=0.7)
        review = Review.objects.create(
            tile=tile,
            grid_review=sitting,
            image=image,
            curator=curator,
            client_id=uuid.uuid4(),
            outcome="answered",
            shown_tags=[tag.pk],
            dwell_ms=900,
            created_at=NOON,
        )
        Verdict.objects.create(review=review, tag=tag, value="yes" if position else "no", probability=0.7)


def archive_of(wanted: Wanted) -> bytes:
    file = io.BytesIO()
    write_archive(file, wanted, Silent())
    return file.getvalue()


def named(pk: int | None) -> str:
    return "" if pk is None else User.objects.get(pk=pk).username


@pytest.fixture
def empty_it(settings: Settings, tmp_path: Path) -> Callable[[], User]:
    """Another installation, in the same database: no rows, no files, a manager."""

    def empty() -> User:
        tables = [model._meta.db_table for model in apps.get_models() if not model._meta.proxy]
        ours = [name for name in tables if not name.startswith(("django_", "auth_permission", "auth_group"))]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {', '.join(ours)} RESTART IDENTITY CASCADE")
        settings.MEDIA_ROOT = tmp_path / "elsewhere"
        return User.objects.create_user("newcomer")

    return empty


def take_in(by: User, content: bytes, *, with_history: bool = False, name: str = "archive") -> LabelSource:
    source = bring(
        name=name,
        weight=Decimal(1),
        file=io.BytesIO(content),
        original_name="moodloop.zip",
        by=by,
        now=NOON,
        with_history=with_history,
    )
    confirm(source)
    take_in_sources(now=NOON)
    source.refresh_from_db()
    return source
