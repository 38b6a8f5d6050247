"""What could be offered to a shopper: near to what they like, of moods that they like, and by lot."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from catalog.models import Embedding, Product, ProductImage
from recommender.index import Where
from recommender.models import PublishedTag, Shopper
from recommender.services.neighbours import Found, indexed, nearest_to_each
from recommender.services.profile import Profile, vectors_of
from training.services.serving import serving_encoder_key

NEAR_AN_INTEREST = 80
OF_A_MOOD = 60
MOODS = 3
BY_LOT = 48
OFFERED_DAYS = 14
OFTEN = 5
"""So often within so many days, and never liked: it has had its chance."""
SLATES = 200


def candidates(profile: Profile, *, without: Collection[int]) -> list[int]:
    """Products in stock, each once: what lies near to an interest first, then of the dearest moods."""
    found = [*_near(profile), *_of_moods(profile)]
    left = list(dict.fromkeys(pk for pk in found if pk not in without))
    in_stock = set(Product.objects.filter(pk__in=left, in_stock=True).values_list("pk", flat=True))
    return [pk for pk in left if pk in in_stock]


class Drawn(NamedTuple):
    """Products by lot, and the share of all that could have been drawn: how likely each was to be."""

    products: list[int]
    share: float


def by_lot(profile: Profile, start: float, *, without: Collection[int]) -> Drawn:
    """At most BY_LOT products in stock, from a lot on and around the end: a random sample of the catalog.

    None that carries a mood which the shopper wants less of. Lots are uniform, so the part of their circle
    that was gone through until there were enough is the share, without counting a million products: a seventh
    (one over the root of BY_LOT) is its standard error.
    """
    unwanted = [mood.tag.pk for mood in profile.moods if mood.steps < 0]
    shown = Product.objects.filter(in_stock=True, images__position=0).exclude(pk__in=without)
    if unwanted:
        shown = shown.exclude(published_tags__tag__in=unwanted)
    ordered = shown.order_by("lot").values_list("pk", "lot")
    drawn = list(ordered.filter(lot__gte=start)[:BY_LOT])
    if len(drawn) < BY_LOT:
        drawn += ordered.filter(lot__lt=start)[: BY_LOT - len(drawn)]
    share = (drawn[-1][1] - start) % 1.0 if len(drawn) == BY_LOT else 1.0
    return Drawn(list(dict.fromkeys(pk for pk, _ in drawn)), share)


def offered_often(shopper: Shopper, *, now: dt.datetime) -> set[int]:
    """What was offered on so many days before today; what was liked of it is not offered anyway."""
    today = now.date()
    lately = shopper.slates.filter(day__lt=today, day__gte=today - dt.timedelta(days=OFFERED_DAYS))
    days: dict[dt.date, set[int]] = {}
    for day, places in lately.values_list("day", "places")[:SLATES]:
        days.setdefault(day, set()).update(place["product"] for place in places)
    counts = Counter(pk for products in days.values() for pk in products)
    return {pk for pk, count in counts.items() if count >= OFTEN}


def _near(profile: Profile) -> list[int]:
    """Around each interest, through the shop's index; before there is one, around liked photos."""
    if not len(profile.centres) or not profile.vectors:
        return []
    found = _indexed(profile, profile.space.key) if profile.space else None
    return _around_liked(profile) if found is None else [one.product_id for one in found]


def _indexed(profile: Profile, space_key: str) -> list[Found] | None:
    """Around each interest as many, however close together the products lie around another."""
    photos = [photo.pk for photo in profile.photos.values()]
    return indexed(
        lambda: nearest_to_each(
            profile.centres,
            count=NEAR_AN_INTEREST,
            where=Where(in_stock=True),
            unlike=photos,
            space_key=space_key,
        ),
        space_key,
    )


def _around_liked(profile: Profile) -> list[int]:
    """Around the liked photo that is nearest to each interest, by one query."""
    images = list(profile.vectors)
    matrix = np.stack([profile.vectors[pk] for pk in images])
    medoids = {images[int(row)] for row in np.argmax(matrix @ profile.centres.T, axis=0)}
    near = Embedding.objects.neighbours(sorted(medoids), serving_encoder_key(), count=NEAR_AN_INTEREST)
    owners = dict(
        ProductImage.objects.filter(pk__in={one.other_id for one in near}).values_list("pk", "product_id")
    )
    nearest = sorted(near, key=lambda one: (-one.cosine, one.other_id))
    return [owners[one.other_id] for one in nearest if one.other_id in owners]


def _of_moods(profile: Profile) -> list[int]:
    dear = [mood for mood in profile.moods if mood.weight > 0 and (mood.steps > 0 or mood.liked)][:MOODS]
    found: list[int] = []
    for mood in dear:
        found += PublishedTag.objects.carrying(mood.tag).values_list("product_id", flat=True)[:OF_A_MOOD]
    return found


def vectors_for(photos: Sequence[ProductImage], profile: Profile) -> np.ndarray:
    """[c, d] of these photos; zeros for what the encoder has not seen: like nothing, and unlike nothing."""
    found = vectors_of([photo.pk for photo in photos], profile.space)
    length = len(next(iter(found.values()))) if found else profile.centres.shape[-1]
    matrix = np.zeros((len(photos), length), np.float32)
    for row, photo in enumerate(photos):
        if photo.pk in found:
            matrix[row] = found[photo.pk]
    return matrix
