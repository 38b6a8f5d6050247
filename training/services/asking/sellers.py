"""Conflicts with sellers: what they say a product is, and the model is sure that it is not.

One of the two is wrong, and either is worth knowing: the shop carries a false tag, or the model has a hole.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice

import numpy as np

from catalog.models import ProductImage, Tag
from catalog.services.vocabulary import Names
from labeling.models import Reason
from training.services.askable import draw
from training.services.asking.picked import Chosen, Filling, in_turns
from training.services.exploring import claims
from training.services.vectors import load_vectors

LOOKED_AT = 1000
"""First photos of products, from a random lot on."""
SURELY_NOT = 0.1
"""The model's calibrated probability, at most, for what the seller says."""
BELOW_USUAL = 0.5
"""Of what the model gives the tag on an ordinary photo: a low figure is no contradiction of a rare tag."""


def pick_contradicted(filling: Filling, count: int, *, besides: Collection[int]) -> list[Chosen]:
    """At most `count` photos, of each contradicted tag in turn, the starkest contradictions first.

    The picture alone speaks: a model that reads has heard the seller already.
    """
    if count <= 0:
        return []
    in_use = list(Tag.objects.in_use())
    of_interest = set(filling.version.tags) & {tag.pk for tag in in_use}
    looked_at = filling.askable(_sample(filling), besides=besides)
    claimed = claims(looked_at, Names(in_use), of_interest)
    if not any(claimed.values()):
        return []
    vectors = load_vectors(filling.version.encoder_key, looked_at)
    said = filling.head.probabilities(vectors.matrix)
    usual = said.mean(axis=0)
    column = {tag_id: at for at, tag_id in enumerate(filling.version.tags)}
    against: list[tuple[float, int, int]] = []
    for row, image_id in enumerate(vectors.image_ids.tolist()):
        for tag_id in claimed.get(image_id, []):
            given, expected = float(said[row, column[tag_id]]), float(usual[column[tag_id]])
            if given < min(SURELY_NOT, BELOW_USUAL * expected):
                against.append((_log_odds(given) - _log_odds(expected), image_id, tag_id))
    starkest = dict.fromkeys(image_id for _, image_id, _ in sorted(against))
    worst = {image_id: tag_id for _, image_id, tag_id in sorted(against, reverse=True)}
    turns = in_turns(starkest, worst.__getitem__)
    return [Chosen(image_id, Reason.SELLER, worst[image_id]) for image_id in islice(turns, count)]


def _sample(filling: Filling) -> list[int]:
    """Photos that may be asked about, of products at random; of each the first alone."""
    key, model_key = filling.version.encoder_key, filling.version.model_key
    drawn = draw(LOOKED_AT, encoder_key=key, model_key=model_key, seed=filling.seed, now=filling.now)
    return list(ProductImage.objects.filter(pk__in=drawn, position=0).values_list("pk", flat=True))


def _log_odds(probability: float) -> float:
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return float(np.log(kept / (1 - kept)))
