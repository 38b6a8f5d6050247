"""For you: what a shopper may like, why, and now and then something that nothing speaks for yet."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from catalog.models import Tag
from catalog.services.vocabulary import Names
from recommender.models import Shopper, Slate
from recommender.runtime import FloatArray
from recommender.runtime.taste import diversified, mixed, scored
from recommender.services.candidates import by_lot, candidates, offered_often, vectors_for
from recommender.services.cards import MOOD, Card, cards_of
from recommender.services.profile import Profile, profile_of

MOST = 96
"""Offers: four pages. Who has seen them all says more, or comes back tomorrow."""


@dataclass(frozen=True)
class Why:
    """Why something is offered.

    `mood`: `tag` is on `count` liked products; `chosen`: the tag was turned up by hand; `like`: it looks like
    the product of that title; `new`: nothing speaks for it yet.
    """

    kind: str
    tag: Tag | None = None
    count: int = 0
    like: str = ""


@dataclass(frozen=True)
class Offer:
    """A product, why it is there, how likely it was to come to this place, and whether that was by lot.

    The propensity is given what stands above it. Of what came by lot it counts both draws: that it was among
    those drawn from the catalog, and of these came to this place.
    """

    card: Card
    why: Why
    propensity: float
    is_explored: bool


def for_you(shopper: Shopper, *, count: int, seed: int = 0, now: dt.datetime | None = None) -> list[Offer]:
    """At most `count` offers; none while the shopper has said nothing. By about thirty queries, however many.

    The same for (shopper, day, seed) as long as nothing is said; a longer list begins with the shorter one.
    Nothing liked, hidden, sold out or offered too often.
    """
    now = now or timezone.now()
    tags = list(Tag.objects.in_use())
    profile = profile_of(shopper, [tag for tag in tags if tag.facet.slug == MOOD], now=now)
    return offers_for(shopper, profile, Names(tags), count=count, seed=seed, now=now)


def offers_for(
    shopper: Shopper, profile: Profile, names: Names, *, count: int, seed: int, now: dt.datetime
) -> list[Offer]:
    """The same for whoever has the profile at hand."""
    if not profile.says_anything:
        return []
    generator = np.random.default_rng([shopper.pk, now.date().toordinal(), seed])
    start = float(generator.random())
    known = {*profile.liked, *profile.hidden, *offered_often(shopper, now=now)}
    cards = _unlike(cards_of(candidates(profile, without=known), names), profile)
    vectors = vectors_for([card.photo for card in cards if card.photo], profile)
    likeness = _likeness(profile, vectors)
    scores = _scores(profile, cards, likeness)
    shares = profile.shares if likeness.shape[1] else np.zeros(0)
    ranked = diversified(scores, vectors, _best(len(cards)), likeness=likeness, shares=shares)
    drawn = by_lot(profile, start, without=known | {cards[row].product.pk for row in ranked})
    fresh = _unlike(cards_of(drawn.products, names), profile, besides=[cards[row] for row in ranked])
    offers = []
    for place in mixed(len(ranked), len(fresh), min(count, MOST), generator):
        if place.explored:
            offers.append(Offer(fresh[place.row], Why("new"), place.propensity * drawn.share, True))
        else:
            row = ranked[place.row]
            why = _why(profile, cards[row], vectors[row], names)
            offers.append(Offer(cards[row], why, place.propensity, False))
    return offers


def _best(found: int) -> int:
    """How many are offered for what speaks for them; the last quarter of a small shop is left to the lot."""
    return min(MOST, -(-3 * found // 4))


def record(shopper: Shopper, offers: Sequence[Offer], *, now: dt.datetime) -> None:
    """Keep what was offered: another way of offering can be judged by it. A reload is no second offer."""
    if not offers:
        return
    places = [
        {"product": offer.card.product.pk, "explored": offer.is_explored, "propensity": offer.propensity}
        for offer in offers
    ]
    digest = hashlib.sha256(",".join(str(place["product"]) for place in places).encode()).hexdigest()
    slate = Slate(shopper=shopper, day=now.date(), digest=digest, places=places, at=now)
    Slate.objects.bulk_create([slate], ignore_conflicts=True)


def _unlike(cards: Sequence[Card], profile: Profile, *, besides: Sequence[Card] = ()) -> list[Card]:
    """Without copies of one another, of what is liked or hidden, and of `besides`: the same photo sells the
    same thing."""
    seen = {photo.sha256 for photo in profile.photos.values()}
    seen |= {card.photo.sha256 for card in besides if card.photo}
    kept = []
    for card in cards:
        if card.photo and card.photo.sha256 not in seen:
            seen.add(card.photo.sha256)
            kept.append(card)
    return kept


def _likeness(profile: Profile, vectors: FloatArray) -> np.ndarray:
    """[c, k] cosines with the interests; none where vectors and interests are of different spaces."""
    if not len(profile.centres) or vectors.shape[-1] != profile.centres.shape[-1]:
        return np.zeros((len(vectors), 0))
    return np.asarray(vectors @ profile.centres.T, np.float64)


def _scores(profile: Profile, cards: Sequence[Card], likeness: np.ndarray) -> np.ndarray:
    """[c]: likeness to the nearest interest, and what the moods add."""
    weights = profile.weights
    column = {pk: at for at, pk in enumerate(weights)}
    moods = np.zeros((len(cards), len(weights)))
    for row, card in enumerate(cards):
        for published in card.published:
            if published.tag_id in column:
                moods[row, column[published.tag_id]] = published.confidence
    nearness = likeness.max(axis=1) if likeness.shape[1] else np.zeros(len(cards))
    return scored(nearness, moods, np.array(list(weights.values())))


def _why(profile: Profile, card: Card, vector: FloatArray, names: Names) -> Why:
    """What really spoke for it: its dearest mood, or else the liked product that it looks like."""
    carried = {tag.pk for tag in card.moods}
    dear = next((mood for mood in profile.moods if mood.tag.pk in carried and mood.weight > 0), None)
    if dear and dear.liked:
        return Why("mood", dear.tag, dear.liked)
    if dear and dear.steps > 0:
        return Why("chosen", dear.tag)
    near = profile.liked_nearest(vector) if profile.vectors and vector.any() else None
    if near is None:
        return Why("new")
    product = profile.photos[near].product
    kind = names.tag_for(product.category) if product.category else None
    return Why("like", kind, like=product.title)
