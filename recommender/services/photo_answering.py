"""What a shopper's photo shows: similar products, moods, and where they are. Runs in the photo worker."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TypedDict

import numpy as np
from django.utils import timezone

from catalog.models import Tag
from catalog.services.private import private_storage
from recommender.models import PhotoQuery
from recommender.runtime import FloatArray, photo
from recommender.services.cards import MOOD
from recommender.services.photo_neighbours import Ground, ground
from training.services.serving import champion_head

logger = logging.getLogger(__name__)
PRODUCTS = 24
MOODS = 4
LEAST = 0.2
"""Of a mood to be told: less than one of five is no mood of this photo."""


class MoodJson(TypedDict):
    tag: int
    probability: float
    evidence: list[dict[str, object]]


class ResultJson(TypedDict):
    """products are [product, image, similarity], the most similar first."""

    products: list[tuple[int, int, float]]
    moods: list[MoodJson]
    box: list[float]
    turn: int
    space: str
    encoder_key: str
    model_key: str


def answer_waiting(*, now: dt.datetime) -> int:
    """Every photo that waits, the longest first; how many were answered. The late or second delivery of a
    task finds nothing, and what a lost one would have done the next sweep does."""
    for query in PhotoQuery.objects.hopeless(now=now):
        query.fail(now=now)
    answered = 0
    while (waiting := PhotoQuery.objects.claimable(now=timezone.now()).first()) is not None:
        if waiting.claim(now=timezone.now()):
            answered += answer(waiting)
    return answered


def answer(query: PhotoQuery) -> bool:
    """Whether the answer was still wanted."""
    result = look(query)
    if result is None:
        return query.fail(now=timezone.now())
    return query.answer({**result}, now=timezone.now())


def look(query: PhotoQuery) -> ResultJson | None:
    """None where nothing can be said: there is no catalog to compare with yet, or the photo is gone."""
    here = ground()
    if here is None or not photo.knows(here.encoder_key):
        return None
    region = _as_box(query.box) if query.box else None
    try:
        with private_storage().open(query.file_name) as file:
            sight = photo.see(file, key=here.encoder_key, region=region)
    except OSError as error:
        logger.warning("photo query %s: %s", query.pk, type(error).__name__)
        return None
    found = here.nearest(sight.queries, count=PRODUCTS)
    turn = sight.upright(here.similarities(sight.queries, found)) if found else 0
    model_key, moods = _moods(sight, turn, here)
    return {
        "products": [(one.product_id, one.image_id, round(one.similarity, 4)) for one in found],
        "moods": moods,
        "box": [round(edge, 4) for edge in sight.box],
        "turn": turn,
        "space": here.space_key,
        "encoder_key": here.encoder_key,
        "model_key": model_key,
    }


def _as_box(edges: list[float]) -> photo.Box:
    x0, y0, x1, y1 = edges
    return x0, y0, x1, y1


def _moods(sight: photo.Sight, turn: int, here: Ground) -> tuple[str, list[MoodJson]]:
    """The likeliest moods of the photo as it is upright, calibrated, with their evidence."""
    champion = champion_head()
    if champion is None or champion[0].encoder_key != here.encoder_key:
        return "", []
    version, head = champion
    moods = set(Tag.objects.in_use().filter(facet__slug=MOOD).values_list("pk", flat=True))
    probabilities: FloatArray = head.probabilities(sight.queries[turn : turn + 1])[0]
    columns = [int(at) for at in np.argsort(-probabilities) if version.tags[at] in moods]
    told = [at for at in columns if probabilities[at] >= LEAST][:MOODS]
    maps = sight.evidence(turn, head.weight[told]) if told else []
    return version.model_key, [
        {"tag": version.tags[at], "probability": round(float(probabilities[at]), 4), "evidence": maps[row]}
        for row, at in enumerate(told)
    ]
