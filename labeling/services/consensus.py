"""What we believe of (image, tag): derived from standing verdicts, rebuildable from them at any date."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db import models, transaction
from django.db.models import Q

from catalog.models import ProductImage
from labeling.models import Label, Review, Verdict

Cell = tuple[int, int]
"""An image's id and a tag's."""


def lock_images(images: models.QuerySet[ProductImage]) -> list[int]:
    """Their ids. Of two curators who answer at once, the second counts the first one's verdicts.

    In their order, and before any question about them is locked, so that two who answer about the same images
    never wait for each other. Call it inside a transaction.
    """
    return list(images.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def refresh_labels(*, image_id: int, tag_ids: Collection[int], now: dt.datetime) -> None:
    """Bring the labels of these cells, whose image is locked, in line with what people say."""
    _refresh([image_id], tag_ids, now)


def refresh_labels_of_many(*, image_ids: Collection[int], tag_ids: Collection[int], now: dt.datetime) -> None:
    """The same of every tag on every image, which it locks, in as many queries as of one."""
    _refresh(lock_images(ProductImage.objects.filter(pk__in=image_ids)), tag_ids, now)


def _refresh(held: Collection[int], tag_ids: Collection[int], now: dt.datetime) -> None:
    cells = Verdict.objects.filter(review__image__in=held, tag_id__in=tag_ids)
    counts = _counted(cells.standing().values_list(*_COLUMNS).order_by("review_id"))
    asked = Label.objects.filter(image__in=held, tag_id__in=tag_ids)
    silent = [pk for pk, *cell in asked.values_list("pk", "image_id", "tag_id") if tuple(cell) not in counts]
    if silent:
        Label.objects.filter(pk__in=silent).delete()
    _write(counts, now)


@transaction.atomic
def rebuild_labels(*, now: dt.datetime) -> int:
    """Derive every label anew; how many were not what the verdicts say."""
    held = {
        (label.image_id, label.tag_id): Counter(yes=label.yes, no=label.no, unsure=label.unsure)
        for label in Label.objects.select_for_update()
    }
    counts = labels_at(now)
    wrong = {cell: count for cell, count in counts.items() if held.get(cell) != count}
    gone = [cell for cell in held if cell not in counts]
    for image_id, tag_id in gone:
        Label.objects.filter(image_id=image_id, tag_id=tag_id).delete()
    _write(wrong, now)
    return len(wrong) + len(gone)


def labels_at(moment: dt.datetime) -> dict[Cell, Counter[str]]:
    """How many people said what of each cell, as it stood at that moment."""
    taken_back = Q(withdrawal__created_at__lte=moment)
    reviews = Review.objects.filter(created_at__lte=moment).exclude(taken_back)
    verdicts = Verdict.objects.filter(review__in=reviews)
    return _counted(verdicts.values_list(*_COLUMNS).order_by("review_id").iterator())


_COLUMNS = ("review__image_id", "tag_id", "review__curator_id", "value")


def _counted(verdicts: Iterable[tuple[int, int, int, str]]) -> dict[Cell, Counter[str]]:
    """Oldest first: who says something else later has changed their mind, and counts once."""
    last: dict[Cell, dict[int, str]] = defaultdict(dict)
    for image_id, tag_id, curator_id, value in verdicts:
        last[image_id, tag_id][curator_id] = value
    return {cell: Counter(said.values()) for cell, said in last.items()}


def _write(counts: dict[Cell, Counter[str]], now: dt.datetime) -> None:
    Label.objects.bulk_create(
        (
            Label(
                image_id=image_id,
                tag_id=tag_id,
                yes=count["yes"],
                no=count["no"],
                unsure=count["unsure"],
                updated_at=now,
            )
            for (image_id, tag_id), count in counts.items()
        ),
        update_conflicts=True,
        unique_fields=["image", "tag"],
        update_fields=["yes", "no", "unsure", "updated_at"],
    )
