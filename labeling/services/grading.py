"""What the comparisons of a tag say, and the grades that the layer above derives from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Max, Sum

from catalog.models import Tag
from labeling.models import Comparison, ComparisonWithdrawal, Grade, Label
from labeling.services.pairing import Two


@dataclass(frozen=True)
class Compared:
    """One answer about two photos: "left", "right" or "same"."""

    left: int
    right: int
    answer: str


@dataclass(frozen=True)
class Graded:
    """A photo's score with its interval; `share` of people who would say yes, where that can be told."""

    image_id: int
    score: float
    low: float
    high: float
    share: float | None
    comparisons: int


def tags_to_grade() -> list[int]:
    """Tags whose grades are not what their comparisons and labels say now.

    By time, and by how many answers there are: one that was under way while the others were read is older
    than the grades.
    """
    answers = Comparison.objects.gradable().order_by().values_list("pair__tag")
    said = {tag: (count, last) for tag, count, last in answers.annotate(Count("pk"), Max("created_at"))}
    grades = Grade.objects.order_by().values_list("tag")
    held = {tag: (count, last) for tag, count, last in grades.annotate(Sum("comparisons"), Max("updated_at"))}
    withdrawn = ComparisonWithdrawal.objects.order_by().values_list("comparison__pair__tag")
    undone = dict(withdrawn.annotate(Max("created_at")))
    relabeled = Label.objects.filter(
        image__grades__tag=F("tag"), updated_at__gt=F("image__grades__updated_at")
    )
    # The last verdict taken back leaves no label that could be newer.
    unsaid = Grade.objects.filter(
        image__reviews__verdicts__tag=F("tag"), image__reviews__withdrawal__created_at__gt=F("updated_at")
    )
    due = {
        *relabeled.values_list("tag", flat=True),
        *unsaid.order_by().values_list("tag", flat=True).distinct(),
    }
    due |= said.keys() ^ held.keys()
    for tag in said.keys() & held.keys():
        count, last = said[tag]
        counted, graded_at = held[tag]
        if 2 * count != counted or max(last, undone.get(tag, last)) > graded_at:
            due.add(tag)
    return sorted(due)


def comparisons_of(tag_id: int) -> list[Compared]:
    """Every answer of the tag that stands, the oldest first."""
    rows = Comparison.objects.filter(pair__tag=tag_id).gradable().order_by("pk")
    return [Compared(*row) for row in rows.values_list("pair__left", "pair__right", "answer")]


def people_said(tag_id: int, image_ids: Sequence[int]) -> dict[int, Two]:
    """By image, how many people said yes and no of the tag."""
    labels = Label.objects.filter(tag=tag_id, image__in=image_ids)
    return {image_id: (yes, no) for image_id, yes, no in labels.values_list("image_id", "yes", "no")}


@transaction.atomic
def write_grades(tag_id: int, grades: Sequence[Graded], *, now: dt.datetime) -> None:
    """These are the grades of the tag now; others it had are gone."""
    Tag.objects.select_for_update(no_key=True).get(pk=tag_id)  # of two that write, one is first
    Grade.objects.filter(tag=tag_id).exclude(image__in=[one.image_id for one in grades]).delete()
    Grade.objects.bulk_create(
        (Grade(tag_id=tag_id, updated_at=now, **vars(one)) for one in grades),
        update_conflicts=True,
        unique_fields=["tag", "image"],
        update_fields=["score", "low", "high", "share", "comparisons", "updated_at"],
    )
