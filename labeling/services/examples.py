"""Pictures that show what people mean by a tag: yes, no, and where they differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from catalog.models import ProductImage, Tag
from labeling.models import AuditImage, ChosenExample, Flag, Label
from labeling.models.label import LabelQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LOOKED_AT = 4
"""So many labels for each example wanted: several photos of one product make one example."""


@dataclass(frozen=True)
class Examples:
    """At most `limit` photos of each kind, each of another product; empty where nobody said so yet."""

    yes: list[ProductImage] = field(default_factory=list)
    no: list[ProductImage] = field(default_factory=list)
    borderline: list[ProductImage] = field(default_factory=list)


def examples_of(tag: Tag, *, limit: int = 3, besides: Collection[int] = ()) -> Examples:
    """Examples of the tag from people's answers, in four queries; none of the images `besides`.

    What a manager has pinned goes first, and what they have barred is none. Then goes what most people said
    and nobody contradicted, and the oldest: an example that is another one each day is no yardstick. Where
    too few photos were seen by several people, one person's word fills up. Borderline is what people said
    yes and no of, or were unsure about. Nothing that was flagged; and nothing of the audit set, nor copies of
    it: whoever knows an answer by heart measures nothing.
    """
    chosen = _chosen(tag, besides)
    flagged = Flag.objects.speaking().filter(image=OuterRef("image"))
    shown = Label.objects.apart_from_audit().exclude(Exists(flagged))
    shown = shown.exclude(image__in=[*besides, *(one.image_id for one in chosen)])
    labels = shown.filter(tag=tag).most_people_first()
    return Examples(
        yes=_photos(labels.unanimous("yes"), limit, _pinned(chosen, "yes")),
        no=_photos(labels.unanimous("no"), limit, _pinned(chosen, "no")),
        borderline=_photos(labels.torn(), limit, _pinned(chosen, "borderline")),
    )


@transaction.atomic
def choose_example(*, tag: Tag, image_id: int, kind: str, by: User, now: dt.datetime) -> None:
    """Pin a photo that people judged, bar it, or ("") leave it to what people say.

    Raises Label.DoesNotExist for one that nobody has judged for this tag, or that measures the models.
    """
    Label.objects.apart_from_audit().filter(tag=tag).get(image=image_id)
    ChosenExample.objects.filter(tag=tag, image=image_id).delete()
    if kind:
        ChosenExample.objects.create(tag=tag, image_id=image_id, kind=kind, by=by, at=now)


def _chosen(tag: Tag, besides: Collection[int]) -> list[ChosenExample]:
    """What has come into the audit set since is shown no more than others are."""
    chosen = list(
        ChosenExample.objects.filter(tag=tag)
        .exclude(image__in=besides)
        .select_related("image__product")
        .order_by("pk")
    )
    audited = AuditImage.objects.found_in([one.image_id for one in chosen]) if chosen else set()
    return [one for one in chosen if one.image_id not in audited]


def _pinned(chosen: Collection[ChosenExample], kind: str) -> list[ProductImage]:
    return [one.image for one in chosen if one.kind == kind]


def _photos(labels: LabelQuerySet, limit: int, pinned: Collection[ProductImage]) -> list[ProductImage]:
    by_product = {image.product_id: image for image in pinned}
    for label in labels.select_related("image__product")[: limit * LOOKED_AT]:
        by_product.setdefault(label.image.product_id, label.image)
    return list(by_product.values())[:limit]
