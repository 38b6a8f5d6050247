"""Photos that a manager asks people to look at: with their own words why, and for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from catalog.models import ProductImage, SellerTag, Tag
from labeling.models import AuditImage, Flag, QueueItem, Reason
from labeling.services.consensus import lock_images
from labeling.services.queueing import Proposed, Question, enqueue

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FIRST_OF_ALL = 2.0
"""Priority: whatever the application chooses by itself has one of at most 1."""
ASKED = 5
"""Tags at first. The next model's suggestions take their place."""


@dataclass(frozen=True)
class Wish:
    """What a manager says: why, for whom if not for everybody, and for the sake of which tag if of one."""

    by: User
    note: str
    meant_for: User | None = None
    tag_id: int | None = None


@dataclass(frozen=True)
class Requested:
    """Of so many photos: asked anew, waited already and come first now, and left out as they measure models
    or because somebody said that they cannot be judged."""

    added: int
    moved: int
    left_out: int


@transaction.atomic
def request_reviews(*, product_ids: Collection[int], wish: Wish, now: dt.datetime) -> Requested:
    """Ask about the first photo of each product before all else. Sent twice, it is asked once.

    A photo that somebody looks at this moment stays with them, and keeps its reason.
    """
    images = ProductImage.objects.filter(product__in=product_ids).order_by("product_id", "position", "pk")
    firsts = list(images.distinct("product_id").values_list("pk", flat=True))
    lock_images(ProductImage.objects.filter(pk__in=firsts))
    measuring = AuditImage.objects.found_in(firsts)
    flagged = set(Flag.objects.forbidding().filter(image__in=firsts).values_list("image_id", flat=True))
    asked = [pk for pk in firsts if pk not in measuring | flagged]
    moved = _move_up(asked, wish, now)
    added = enqueue(_questions(asked, wish))
    _sign(asked, wish)
    return Requested(added, moved, len(firsts) - len(asked))


def _move_up(image_ids: Collection[int], wish: Wish, now: dt.datetime) -> int:
    waiting = QueueItem.objects.free(now=now).filter(image__in=image_ids, facet=None)
    return waiting.update(
        reason=Reason.MANAGER,
        reason_tag_id=wish.tag_id,
        priority=FIRST_OF_ALL,
        note=wish.note,
        sent_by=wish.by,
        meant_for=wish.meant_for,
    )


def _sign(image_ids: Collection[int], wish: Wish) -> None:
    new = QueueItem.objects.open().filter(image__in=image_ids, reason=Reason.MANAGER, sent_by=None)
    new.update(note=wish.note, sent_by=wish.by, meant_for=wish.meant_for)


def _questions(image_ids: Collection[int], wish: Wish) -> list[Question]:
    """About what the seller says, and what is asked of every photo; no model's word, which a sweep brings."""
    products = dict(ProductImage.objects.filter(pk__in=image_ids).values_list("pk", "product"))
    said: dict[int, list[int]] = {}
    for product, tag in (
        SellerTag.objects.filter(product__in=products.values(), tag__retired_at=None)
        .exclude(tag=None)
        .values_list("product", "tag")
    ):
        said.setdefault(product, []).append(tag)
    usual = list(Tag.objects.in_use().values_list("pk", flat=True)[:ASKED])
    first = [] if wish.tag_id is None else [wish.tag_id]
    return [
        Question(
            image,
            Reason.MANAGER,
            FIRST_OF_ALL,
            reason_tag_id=wish.tag_id,
            suggestions=[
                Proposed(tag)
                for tag in list(dict.fromkeys([*first, *said.get(products[image], []), *usual]))[:ASKED]
            ],
        )
        for image in image_ids
    ]
