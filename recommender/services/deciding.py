"""Which tags a product carries in the shop: what people said, and where they said nothing, the champion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from recommender.models import PublishedTag

Source = PublishedTag.Source
ProductTag = tuple[int, int]
"""A product's id and a tag's."""


class Said(NamedTuple):
    """How many people said yes and no of a tag on one photo of a product; a source counts as it weighs."""

    product: int
    tag: int
    yes: float
    no: float


@dataclass(frozen=True)
class Claim:
    """What the shop may say of (product, tag), and on whose word."""

    source: PublishedTag.Source
    confidence: float
    model_key: str = ""


@dataclass(frozen=True)
class Predictions:
    """Probabilities that were high enough, of the product and tag."""

    model_key: str
    likely: Mapping[ProductTag, float]


def decide(
    said: Iterable[Said], predictions: Predictions, choice_of: Mapping[int, int]
) -> dict[ProductTag, Claim]:
    """Everything that these products carry. `choice_of` names, for a tag of a `single` facet, the facet.

    People go first. Where most of them said no, or as many as said yes, the model is not heard; where they
    were unsure, it is. Of a `single` facet a product carries at most one tag.
    """
    curated, denied = by_people(said)
    claims = _one_of_each_choice(curated, choice_of)
    settled = {(product, choice_of[tag]) for product, tag in claims if tag in choice_of}
    predicted = {
        (product, tag): Claim(Source.PREDICTED, probability, predictions.model_key)
        for (product, tag), probability in predictions.likely.items()
        if (product, tag) not in curated
        and (product, tag) not in denied
        and (product, choice_of.get(tag)) not in settled
    }
    return claims | _one_of_each_choice(predicted, choice_of)


def by_people(said: Iterable[Said]) -> tuple[dict[ProductTag, Claim], Collection[ProductTag]]:
    """What people gave, and what they denied.

    A print may be on the front only, so one photo's yes is enough, unless some other photo's majority of no
    is larger than its own majority of yes.
    """
    photos: dict[ProductTag, list[Said]] = defaultdict(list)
    for photo in said:
        photos[photo.product, photo.tag].append(photo)
    curated: dict[ProductTag, Claim] = {}
    for cell, answers in photos.items():
        seen = max(answers, key=lambda photo: (photo.yes - photo.no, photo.yes))
        against = max(photo.no - photo.yes for photo in answers)
        if seen.yes - seen.no > 0 and seen.yes - seen.no >= against:
            curated[cell] = Claim(Source.CURATED, _share_of_yes(seen))
    return curated, photos.keys() - curated.keys()


def _share_of_yes(said: Said) -> float:
    """Laplace's rule of succession: three of three are surer than one of one."""
    return (said.yes + 1) / (said.yes + said.no + 2)


def _one_of_each_choice(
    claims: Mapping[ProductTag, Claim], choice_of: Mapping[int, int]
) -> dict[ProductTag, Claim]:
    """Of the tags of one `single` facet the surest; of equally sure ones the first."""
    best: dict[ProductTag, ProductTag] = {}
    kept = {}
    for (product, tag), claim in claims.items():
        facet = choice_of.get(tag)
        if facet is None:
            kept[product, tag] = claim
            continue
        rival = best.get((product, facet))
        if rival is None or (-claim.confidence, tag) < (-claims[rival].confidence, rival[1]):
            best[product, facet] = (product, tag)
    return kept | {cell: claims[cell] for cell in best.values()}
