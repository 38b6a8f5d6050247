"""How far curators agree about a tag, and so how well anybody, model or person, can be expected to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from catalog.models import Tag
from labeling.models import Review, Verdict

ENOUGH_IMAGES = 20
"""Judged by two people or more; of fewer nothing is told."""
ENOUGH_POSITIVES = 5
"""Of those, judged yes by a majority of the others: the ceiling stands on them."""

Judged = Mapping[int, bool]
"""What each person said of one image."""


@dataclass(frozen=True)
class Agreement:
    """Of one tag, over the images that two people or more judged yes or no.

    share: of pairs of people about the same image, those that agree. alpha: Krippendorff's (nominal; 2011,
    "Computing Krippendorff's Alpha-Reliability"), which takes off what chance would agree on; None where all
    say the same, as there is nothing to agree about. ceiling: the average precision that one person's answers
    reach against the majority of the others; None where too few images are a yes to them.
    """

    images: int
    share: float
    alpha: float | None
    ceiling: float | None


def agreements(tags: Collection[Tag]) -> dict[int, Agreement]:
    """By tag's id; tags of which too few images were judged twice are left out."""
    twice = (
        Review.objects.standing()
        .order_by()
        .values("image")
        .annotate(people=Count("curator", distinct=True))
        .filter(people__gt=1)
    )
    rows = (
        Verdict.objects.standing()
        .filter(tag__in=[tag.pk for tag in tags], review__image__in=twice.values("image"))
        .order_by("review_id")
        .values_list("review__image_id", "review__curator_id", "tag_id", "value")
    )
    judged = _judged(rows, _siblings(tags))
    found = {tag_id: agreement(images.values()) for tag_id, images in judged.items()}
    return {tag_id: agreed for tag_id, agreed in found.items() if agreed is not None}


def agreement(images: Iterable[Judged]) -> Agreement | None:
    """Of one tag, given who said what of each image; None where too few were judged twice."""
    several = [judged for judged in images if len(judged) > 1]
    if len(several) < ENOUGH_IMAGES:
        return None
    return Agreement(len(several), _share(several), _alpha(several), _ceiling(several))


def _siblings(tags: Collection[Tag]) -> dict[int, list[int]]:
    """By tag of a `single` facet, the others: whoever says yes to it says no to them."""
    single = [tag for tag in tags if tag.facet.is_single]
    return {
        tag.pk: [other.pk for other in single if other.facet_id == tag.facet_id and other != tag]
        for tag in single
    }


def _judged(
    rows: Iterable[tuple[int, int, int, str]], siblings: Mapping[int, list[int]]
) -> dict[int, dict[int, dict[int, bool]]]:
    """By tag and image, what each person last said, oldest row first. "Unsure" is no judgement."""
    said: dict[tuple[int, int], dict[int, str]] = defaultdict(dict)
    for image_id, curator_id, tag_id, value in rows:
        said[image_id, curator_id][tag_id] = value
    judged: dict[int, dict[int, dict[int, bool]]] = defaultdict(lambda: defaultdict(dict))
    for (image_id, curator_id), values in said.items():
        chosen = [tag_id for tag_id, value in values.items() if value == Verdict.Value.YES]
        refused = [tag_id for tag_id, value in values.items() if value == Verdict.Value.NO]
        for tag_id in (*refused, *(other for tag in chosen for other in siblings.get(tag, []))):
            judged[tag_id][image_id][curator_id] = False
        for tag_id in chosen:
            judged[tag_id][image_id][curator_id] = True
    return judged


def _share(several: list[Judged]) -> float:
    pairs = agreed = 0
    for judged in several:
        yes, people = sum(judged.values()), len(judged)
        pairs += people * (people - 1) // 2
        agreed += (yes * (yes - 1) + (people - yes) * (people - yes - 1)) // 2
    return agreed / pairs


def _alpha(several: list[Judged]) -> float | None:
    """One minus disagreement inside images over disagreement between any two answers."""
    answers = sum(len(judged) for judged in several)
    all_yes = sum(sum(judged.values()) for judged in several)
    by_chance = 2 * all_yes * (answers - all_yes) / (answers - 1)
    if not by_chance:
        return None
    apart = 0.0
    for judged in several:
        yes, people = sum(judged.values()), len(judged)
        apart += 2 * yes * (people - yes) / (people - 1)
    return 1 - apart / by_chance


def _ceiling(several: list[Judged]) -> float | None:
    """Over all people: each is held against the majority of the others, whose ties say nothing.

    An answer is yes or no, so that the ranking has one step: all its yeses, then everything.
    """
    counts: Counter[tuple[bool, bool]] = Counter()
    for judged in several:
        yes = sum(judged.values())
        for said in judged.values():
            others_yes, others = yes - said, len(judged) - 1
            if 2 * others_yes != others:
                counts[said, 2 * others_yes > others] += 1
    hits, false_alarms = counts[True, True], counts[True, False]
    positives = hits + counts[False, True]
    if positives < ENOUGH_POSITIVES or positives == counts.total():
        return None
    recall = hits / positives
    precision = hits / (hits + false_alarms) if hits else 0.0
    return recall * precision + (1 - recall) * positives / counts.total()
