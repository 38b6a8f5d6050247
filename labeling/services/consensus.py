"""What we now believe of (image, tag): derived from standing verdicts, rebuildable from them at any date.

Verdicts are never rewritten. What they mean may change, when tags are merged or split: `deriving` reads them
through the mappings that are in force.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

from django.db import connection, models, transaction

from catalog.models import ProductImage, Tag
from catalog.services.meanings import Meanings
from labeling.services.deriving import counted_at, write_labels

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


def bring_in_line(*, image_ids: Collection[int], tag_ids: Collection[int], now: dt.datetime) -> None:
    """Bring the labels of every tag on every image, which it locks, in line with what is said."""
    held = lock_images(ProductImage.objects.filter(pk__in=image_ids))
    meanings = Meanings()
    touched = meanings.targets_of(tag_ids)
    write_labels(tag_ids=touched, meanings=meanings.into(touched), image_ids=held, now=now)


def refresh_labels_of_many(*, image_ids: Collection[int], tag_ids: Collection[int], now: dt.datetime) -> None:
    """The same of every tag on every image, which it locks, in as many queries as of one."""
    _refresh(lock_images(ProductImage.objects.filter(pk__in=image_ids)), tag_ids, now)


def _refresh(held: Collection[int], tag_ids: Collection[int], now: dt.datetime) -> None:
    if not held or not tag_ids:
        return
    meanings = Meanings()
    touched = meanings.targets_of(tag_ids)
    into = meanings.into(touched)
    write_labels(tag_ids=touched, meanings=into, image_ids=held, now=now, is_an_answer=True)


def hold_answers() -> None:
    """Until the end of this transaction nobody answers, nor takes an answer back, nor does a source speak or
    fall silent: they wait for it.

    What a verdict means is about to change: whoever has answered has had their labels made by then, and who
    comes later finds the new meaning. Take it before any row is locked.
    """
    _lock("labeling_verdict, labeling_withdrawal", "SHARE ROW EXCLUSIVE")
    _lock("labeling_sourcedlabel, labeling_labelsource", "SHARE ROW EXCLUSIVE")


def hold_meanings() -> None:
    """Until the end of this transaction no tags are merged or split: whoever writes labels without an answer,
    which holds off a merge by itself, reads the meanings after this. Take it before any row is locked."""
    _lock("labeling_sourcedlabel", "ROW EXCLUSIVE")


def _lock(tables: str, mode: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {tables} IN {mode} MODE")


def rebuild_labels_of(tag_ids: Collection[int], *, now: dt.datetime) -> int:
    """Derive the labels of these tags, and of those that depend on them, anew; how many changed.

    Call it inside a transaction in which answers are held.
    """
    meanings = Meanings()
    touched = meanings.targets_of(tag_ids)
    return write_labels(tag_ids=touched, meanings=meanings.into(touched), now=now)


@transaction.atomic
def rebuild_labels(*, now: dt.datetime) -> int:
    """Derive every label anew; how many were not what the verdicts say."""
    hold_answers()
    return rebuild_labels_of(list(Tag.objects.values_list("pk", flat=True)), now=now)


def labels_at(moment: dt.datetime) -> dict[Cell, Counter[str]]:
    """How many people said what of each cell, as it stood at that moment."""
    every_tag = list(Tag.objects.values_list("pk", flat=True))
    counted = counted_at(moment, Meanings(moment).into(every_tag))
    people = {
        (cell.image_id, cell.tag_id): +Counter(yes=cell.yes, no=cell.no, unsure=cell.unsure)
        for cell in counted
    }
    return {cell: said for cell, said in people.items() if said}
