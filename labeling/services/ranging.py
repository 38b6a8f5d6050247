"""Which answers a range means: a person's, of some time, of some tags, in some kinds of questions."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductImage
from catalog.services.meanings import Meanings
from labeling.models import Comparison, GridReview, Label, Reason, Review, Verdict
from labeling.services.consensus import Cell
from labeling.services.deriving import counted_without

Rows = TypeVar("Rows", bound=QuerySet)  # type: ignore[type-arg]
GRID, COMPARISON = "grid", "comparison"
KINDS = {**dict(Reason.choices), GRID: _("그리드"), COMPARISON: _("사진 둘 견주기")}
"""Where an answer may come from: why the photo was in the queue, or another screen."""


@dataclass(frozen=True)
class Range:
    """`until` is exclusive. Without tags, or kinds, all of them are meant."""

    curator_id: int
    since: dt.datetime
    until: dt.datetime
    tag_ids: Sequence[int] = ()
    kinds: Sequence[str] = ()

    def reviews(self) -> QuerySet[Review]:
        """Of single photos: answered, and not taken back yet. One that spoke of a tag is meant as a whole."""
        asked = self._of_time(Review.objects.standing()).filter(item__isnull=False)
        asked = asked.filter(outcome=Review.Outcome.ANSWERED)
        if self.kinds:
            asked = asked.filter(item__reason__in=self.kinds)
        if self.tag_ids:
            of_tags = Verdict.objects.filter(tag__in=self.tag_ids, review__curator=self.curator_id)
            asked = asked.filter(pk__in=of_tags.values("review"))
        return asked.order_by("pk")

    def sittings(self) -> QuerySet[GridReview]:
        """With grids, which are of one tag each."""
        if not self._means(GRID):
            return GridReview.objects.none()
        found = self._of_time(GridReview.objects.standing()).filter(outcome=GridReview.Outcome.ANSWERED)
        return (found.filter(grid__tag__in=self.tag_ids) if self.tag_ids else found).order_by("pk")

    def comparisons(self) -> QuerySet[Comparison]:
        """That were more than "I cannot say"."""
        if not self._means(COMPARISON):
            return Comparison.objects.none()
        found = self._of_time(Comparison.objects.standing()).exclude(answer=Comparison.Answer.SKIP)
        return (found.filter(pair__tag__in=self.tag_ids) if self.tag_ids else found).order_by("pk")

    def _means(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds

    def _of_time(self, rows: Rows) -> Rows:
        return rows.filter(curator=self.curator_id, created_at__gte=self.since, created_at__lt=self.until)


@dataclass(frozen=True)
class Found:
    """Ids of what is meant now: `reviews` with the tiles of the sittings."""

    reviews: list[int]
    sittings: list[int]
    comparisons: list[int]

    @property
    def count(self) -> int:
        return len(self.reviews) + len(self.comparisons)

    @property
    def digest(self) -> str:
        """Another one as soon as any other answer is meant: SHA-256, hexadecimal."""
        return hashlib.sha256(repr((self.reviews, self.sittings, self.comparisons)).encode()).hexdigest()

    @classmethod
    def of(cls, meant: Range) -> Found:
        sittings = list(meant.sittings().values_list("pk", flat=True))
        tiles = Review.objects.standing().filter(grid_review__in=sittings).values_list("pk", flat=True)
        return cls(
            sorted([*meant.reviews().values_list("pk", flat=True), *tiles]),
            sittings,
            list(meant.comparisons().values_list("pk", flat=True)),
        )


@dataclass(frozen=True)
class LabelChange:
    """What is believed of a cell, and what would be: yes, no, or None for torn or unknown."""

    image_id: int
    tag_id: int
    before: bool | None
    after: bool | None


def cells_of(reviews: Collection[int]) -> tuple[list[int], list[int]]:
    """The images and the tags that these reviews speak of."""
    verdicts = Verdict.objects.filter(review__in=list(reviews)).order_by()
    images = verdicts.values_list("review__image_id", flat=True).distinct()
    return sorted(images), sorted(verdicts.values_list("tag_id", flat=True).distinct())


def believed(image_ids: Collection[int], tag_ids: Collection[int]) -> dict[Cell, bool | None]:
    """What the labels say of these tags, and of those that they count for, on these images."""
    touched = Meanings().targets_of(tag_ids)
    labels = Label.objects.filter(image__in=list(image_ids), tag__in=touched).order_by()
    return {(image, tag): value for image, tag, value in labels.values_list("image_id", "tag_id", "value")}


def changes_without(reviews: Collection[int]) -> list[LabelChange]:
    """Which labels would have another value without these reviews; nothing is written or locked."""
    images, tags = cells_of(reviews)
    if not images:
        return []
    meanings = Meanings()
    left = counted_without(reviews, image_ids=images, meanings=meanings.into(meanings.targets_of(tags)))
    after = {(cell.image_id, cell.tag_id): cell.value for cell in left}
    return differences(believed(images, tags), after)


def differences(before: dict[Cell, bool | None], after: dict[Cell, bool | None]) -> list[LabelChange]:
    cells = sorted(before.keys() | after.keys())
    return [
        LabelChange(*cell, before.get(cell), after.get(cell))
        for cell in cells
        if before.get(cell) is not after.get(cell)
    ]


def other_verdicts(reviews: Collection[int], tag_ids: Collection[int]) -> int:
    """How many answers about other tags go with these reviews, which are taken back as a whole."""
    if not tag_ids:
        return 0
    return Verdict.objects.filter(review__in=list(reviews)).exclude(tag__in=list(tag_ids)).count()


def said_of_tags(reviews: Collection[int]) -> dict[int, Counter[str]]:
    """By tag's id, how often which value was said."""
    said: dict[int, Counter[str]] = {}
    verdicts = Verdict.objects.filter(review__in=list(reviews)).order_by().values_list("tag_id", "value")
    for tag, value in verdicts.iterator():
        said.setdefault(tag, Counter())[value] += 1
    return said


def photos_of(changes: Sequence[LabelChange]) -> dict[int, ProductImage]:
    """By id, with their products."""
    return ProductImage.objects.select_related("product").in_bulk({one.image_id for one in changes})
