"""Pictures that show what people mean by a tag: yes, no, and where they differ."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from catalog.models import ProductImage, Tag
from labeling.models import Flag, Label
from labeling.models.label import LabelQuerySet

LOOKED_AT = 4
"""So many labels for each example wanted: several photos of one product make one example."""


@dataclass(frozen=True)
class Examples:
    """At most `limit` photos of each kind, each of another product; empty where nobody said so yet."""

    yes: list[ProductImage] = field(default_factory=list)
    no: list[ProductImage] = field(default_factory=list)
    borderline: list[ProductImage] = field(default_factory=list)


def examples_of(tag: Tag, *, limit: int = 3, besides: Collection[int] = ()) -> Examples:
    """Examples of the tag from people's answers, in three queries; none of the images `besides`.

    What most people said, and nobody contradicted, goes first, then the oldest: an example that is another
    one each day is no yardstick. Where too few photos were seen by several people, one person's word fills
    up. Borderline is what people said yes and no of, or were unsure about. Nothing that was flagged; and
    nothing of the audit set, nor copies of it: whoever knows an answer by heart measures nothing.
    """
    flagged = Flag.objects.speaking().filter(image=OuterRef("image"))
    shown = Label.objects.apart_from_audit().exclude(Exists(flagged)).exclude(image__in=besides)
    labels = shown.filter(tag=tag).most_people_first()
    return Examples(
        yes=_photos(labels.unanimous("yes"), limit),
        no=_photos(labels.unanimous("no"), limit),
        borderline=_photos(labels.torn(), limit),
    )


def _photos(labels: LabelQuerySet, limit: int) -> list[ProductImage]:
    by_product: dict[int, ProductImage] = {}
    for label in labels.select_related("image__product")[: limit * LOOKED_AT]:
        by_product.setdefault(label.image.product_id, label.image)
    return list(by_product.values())[:limit]
