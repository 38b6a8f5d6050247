"""Which models have learned from certain answers: their snapshots knew them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from labeling.models import Reason, Review
from training.models import ModelVersion


@dataclass(frozen=True)
class LearnedFrom:
    """How many models learned from some of the answers, the newest few of them, and whether one serves."""

    count: int
    newest: list[ModelVersion]
    champion: bool


SHOWN = 5


def models_that_learned_from(reviews: Collection[int]) -> LearnedFrom:
    """A snapshot knows every review up to its last one that may teach, and stood when it was frozen."""
    teaching = Review.objects.filter(pk__in=list(reviews), outcome=Review.Outcome.ANSWERED)
    first = teaching.exclude(item__reason=Reason.AUDIT).order_by("pk").values_list("pk", flat=True).first()
    if first is None:
        return LearnedFrom(0, [], champion=False)
    knowing = ModelVersion.objects.filter(run__snapshot__last_review_id__gte=first).order_by("-pk")
    newest = knowing.defer("head", "text_head")[:SHOWN]
    return LearnedFrom(knowing.count(), list(newest), knowing.filter(is_champion=True).exists())
