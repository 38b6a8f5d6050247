"""What we believe of a shopper's taste, made anew from what they said: nothing to fall out of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.models import ProductImage, Tag
from recommender.models import Opinion, Shopper
from recommender.runtime import FloatArray
from recommender.runtime.taste import Said, interests, mood_weights, pushed_away
from recommender.services.cards import MOOD, first_photos, tags_of
from recommender.services.counts import carrying_any, counted
from recommender.services.style import Space, serving_space, style_vectors
from training.services.serving import serving_encoder_key
from training.services.vectors import load_vectors

LOOKED_BACK = 200
"""Likes, and as many hidden things: the newest. More would add time and, by their decay, little else."""
HALF_LIFE_DAYS = 90
"""After a season a like counts half."""
SAID_LEAST = 0.05
"""Natural logarithms: below that a mood is as dear as to anybody."""
CLEARLY_NOT = -0.5


@dataclass(frozen=True)
class MoodOfOnes:
    """A mood, how dear it is, how far it was turned by hand, and on how many liked products it is."""

    tag: Tag
    weight: float
    steps: int
    liked: int

    @property
    def level(self) -> str:
        """In a word: much, more, usual, less, hardly."""
        bounds = [("hardly", -1.5), ("less", -SAID_LEAST), ("usual", SAID_LEAST), ("more", 1.0)]
        return next((word for word, bound in bounds if self.weight < bound), "much")


@dataclass(frozen=True, eq=False)
class Profile:
    """A taste: interests with centres [k, d] and shares [k] of what is liked, and moods."""

    liked: Sequence[int]
    """Products, the newest first."""
    hidden: Sequence[int]
    photos: Mapping[int, ProductImage]
    """By product, of what is liked or hidden."""
    centres: FloatArray
    shares: npt.NDArray[np.float64]
    vectors: Mapping[int, FloatArray]
    """By photo, of what is liked."""
    space: Space | None
    """Of the vectors and centres; None where they are plain embeddings."""
    moods: Sequence[MoodOfOnes]
    """Every mood in use, the dearest first."""

    @property
    def says_anything(self) -> bool:
        return bool(self.liked) or any(mood.steps for mood in self.moods)

    @property
    def weights(self) -> dict[int, float]:
        return {mood.tag.pk: mood.weight for mood in self.moods}

    @property
    def told(self) -> list[MoodOfOnes]:
        """Those worth showing: turned by hand, liked, or clearly avoided."""
        return [mood for mood in self.moods if mood.steps or mood.liked or mood.weight < CLEARLY_NOT]

    def liked_nearest(self, vector: FloatArray) -> int | None:
        """The liked product whose photo is nearest to a vector [d]."""
        near = {
            pk: float(self.vectors[photo.pk] @ vector)
            for pk, photo in self.photos.items()
            if photo.pk in self.vectors
        }
        return max(near, key=near.__getitem__, default=None)


def profile_of(shopper: Shopper, moods: Sequence[Tag], *, now: dt.datetime) -> Profile:
    """By eight queries, whatever was said. `moods` are those in use."""
    liked = _newest(shopper, Opinion.Value.LIKE)
    hidden = _newest(shopper, Opinion.Value.HIDE)
    photos = first_photos([*dict(liked), *dict(hidden)])
    space = serving_space()
    seen = [photo.pk for photo in photos.values()]
    found = vectors_of(seen, space)
    if seen and not found:  # before there is a space, or its encoder saw none of them
        space, found = None, vectors_of(seen, None)
    fresh = {pk: 0.5 ** ((now - at).days / HALF_LIFE_DAYS) for pk, at in [*liked, *hidden]}
    likes, hides = (_seen([pk for pk, _ in some], photos, found, fresh) for some in (liked, hidden))
    centres, shares = interests(*likes)
    return Profile(
        liked=[pk for pk, _ in liked],
        hidden=[pk for pk, _ in hidden],
        photos=photos,
        centres=pushed_away(centres, *hides),
        shares=shares,
        space=space,
        vectors={photos[pk].pk: found[photos[pk].pk] for pk, _ in liked if _has(pk, photos, found)},
        moods=_moods(shopper, moods, [pk for pk, _ in liked], [pk for pk, _ in hidden], fresh),
    )


def vectors_of(image_ids: Sequence[int], space: Space | None) -> dict[int, FloatArray]:
    """By photo its unit vector [d] in this space; without one, its plain embedding."""
    if space is not None or not image_ids:
        return style_vectors(image_ids, space) if image_ids else {}
    plain = load_vectors(serving_encoder_key(), image_ids)
    return dict(zip(plain.image_ids.tolist(), plain.matrix, strict=True))


def _newest(shopper: Shopper, value: str) -> list[tuple[int, dt.datetime]]:
    newest = Opinion.objects.filter(shopper=shopper).newest_first(value)
    return list(newest.values_list("product_id", "at")[:LOOKED_BACK])


def _has(pk: int, photos: Mapping[int, ProductImage], found: Mapping[int, FloatArray]) -> bool:
    return pk in photos and photos[pk].pk in found


def _seen(
    products: Sequence[int],
    photos: Mapping[int, ProductImage],
    found: Mapping[int, FloatArray],
    fresh: Mapping[int, float],
) -> tuple[FloatArray, npt.NDArray[np.float64]]:
    """Vectors [n, d] and weights [n] of those that the encoder has seen."""
    seen = [pk for pk in products if _has(pk, photos, found)]
    if not seen:
        return np.zeros((0, 0), np.float32), np.zeros(0)
    return np.stack([found[photos[pk].pk] for pk in seen]), np.array([fresh[pk] for pk in seen])


def _moods(
    shopper: Shopper,
    moods: Sequence[Tag],
    liked: Sequence[int],
    hidden: Sequence[int],
    fresh: Mapping[int, float],
) -> list[MoodOfOnes]:
    """The dearest first."""
    if not moods:
        return []
    steps = dict(shopper.mood_weights.values_list("tag_id", "steps"))
    carried = tags_of([*liked, *hidden])
    column = {tag.pk: at for at, tag in enumerate(moods)}

    def said(products: Sequence[int]) -> Said:
        matrix = np.zeros((len(products), len(moods)))
        for row, pk in enumerate(products):
            for tag in carried.get(pk, ()):
                if tag.tag_id in column:
                    matrix[row, column[tag.tag_id]] = tag.confidence
        # What carries no mood yet says nothing about moods.
        return Said(matrix, np.array([fresh[pk] for pk in products]) * matrix.any(axis=1))

    likes = said(liked)
    turned = np.array([steps.get(tag.pk, 0) for tag in moods], np.float64)
    weights = mood_weights(likes, said(hidden), _base_rates(moods), turned)
    counts = (likes.moods > 0).sum(axis=0)
    kept = [
        MoodOfOnes(tag, float(weights[at]), steps.get(tag.pk, 0), int(counts[at]))
        for at, tag in enumerate(moods)
    ]
    return sorted(kept, key=lambda mood: -mood.weight)


def _base_rates(moods: Sequence[Tag]) -> npt.NDArray[np.float64]:
    """[t]: on which share of the products that carry any mood each one is."""
    counts, products = counted(moods), max(1, carrying_any(MOOD))
    return np.array([counts[tag.pk].published / products if tag.pk in counts else 0.0 for tag in moods])
