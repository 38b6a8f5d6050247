"""What the pages of comparisons are told: plain JSON, and the line of photos from least to most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from catalog.models import ProductImage
from labeling.models import Grade, Pair


class SideJson(TypedDict):
    title: str
    image: dict[str, object]


class PairJson(TypedDict):
    id: int
    left: SideJson
    right: SideJson


def pair_json(pair: Pair) -> PairJson:
    """Give it pairs of `Pair.objects.for_screen()`, or every part costs a query."""
    return {"id": pair.pk, "left": _side(pair.left), "right": _side(pair.right)}


@dataclass(frozen=True)
class Placed:
    """A graded photo on a line from 0 to 100: where its score lies, and from where to where it may."""

    grade: Grade
    at: float
    start: float
    end: float

    @property
    def width(self) -> float:
        return round(self.end - self.start, 1)


def placed(grades: Sequence[Grade]) -> list[Placed]:
    """All on one line, which reaches from the lowest interval's end to the highest's."""
    if not grades:
        return []
    low = min(grade.low for grade in grades)
    whole = max(grade.high for grade in grades) - low or 1.0

    def where(score: float) -> float:
        return round(100 * (score - low) / whole, 1)

    return [Placed(grade, where(grade.score), where(grade.low), where(grade.high)) for grade in grades]


def _side(image: ProductImage) -> SideJson:
    return {
        "title": image.product.title,
        "image": {
            "id": image.pk,
            "url": image.get_absolute_url(),
            "thumbnail": image.thumbnail_url,
            "width": image.width,
            "height": image.height,
        },
    }
