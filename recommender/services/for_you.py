"""The page of what a shopper may like, and of what we believe that they do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from catalog.models import Tag
from catalog.services.vocabulary import Names
from recommender.models import PublishedTag, Shopper
from recommender.services.cards import MOOD, Card, cards_of, first_photos
from recommender.services.profile import MoodOfOnes, profile_of
from recommender.services.taste import MOST, Offer, offers_for
from recommender.services.wall import Mosaic, Vocabulary, entrance

PER_PAGE = 24
TO_BEGIN_WITH = 12
EACH_MOOD = 4
LISTED = 24
"""Liked and hidden products shown, the newest; the download names all."""


@dataclass(frozen=True)
class Start:
    """Something to choose from, for whoever has said nothing yet."""

    moods: list[Mosaic]
    cards: list[Card]


@dataclass(frozen=True)
class ForYou:
    """Offers, or a start; and the taste that they follow."""

    page: Page[Offer] | None
    start: Start | None
    moods: Sequence[MoodOfOnes]
    """Those that the shopper likes or avoids, or turned by hand."""
    others: Sequence[Tag]
    """The moods about which nothing is known."""
    liked: Sequence[Card]
    liked_count: int
    hidden: Sequence[Card]
    hidden_count: int


def for_you_page(shopper: Shopper | None, number: str, *, seed: int, now: dt.datetime) -> ForYou:
    """A page that does not exist is the first or the last one."""
    vocabulary = Vocabulary.load()
    moods = [tag for tag in vocabulary.tags if tag.facet.slug == MOOD]
    if shopper is None:
        return ForYou(None, start(vocabulary), (), moods, (), 0, (), 0)
    profile = profile_of(shopper, moods, now=now)
    told = {mood.tag.pk for mood in profile.told}
    offers = offers_for(shopper, profile, vocabulary.names, count=MOST, seed=seed, now=now)
    listed = [*profile.liked[:LISTED], *profile.hidden[:LISTED]]
    cards = {card.product.pk: card for card in cards_of(listed, vocabulary.names)}
    return ForYou(
        page=Paginator(offers, PER_PAGE).get_page(number) if profile.says_anything else None,
        start=None if profile.says_anything else start(vocabulary),
        moods=profile.told,
        others=[tag for tag in moods if tag.pk not in told],
        liked=[cards[pk] for pk in profile.liked[:LISTED] if pk in cards],
        liked_count=len(profile.liked),
        hidden=[cards[pk] for pk in profile.hidden[:LISTED] if pk in cards],
        hidden_count=len(profile.hidden),
    )


def start(vocabulary: Vocabulary) -> Start:
    """Moods, and of each mood in turn a product: as different as the shop is."""
    moods = entrance(vocabulary).mosaics
    return Start(moods, _to_begin_with([mosaic.tag for mosaic in moods], vocabulary.names))


def _to_begin_with(tags: Sequence[Tag], names: Names) -> list[Card]:
    best = [PublishedTag.objects.carrying(tag).values_list("product", flat=True)[:EACH_MOOD] for tag in tags]
    columns = [list(products) for products in best]
    turns = [products[at] for at in range(EACH_MOOD) for products in columns if at < len(products)]
    photos = first_photos(dict.fromkeys(turns))
    different = {photos[pk].sha256: pk for pk in reversed(turns) if pk in photos}
    return cards_of([pk for pk in dict.fromkeys(turns) if pk in different.values()][:TO_BEGIN_WITH], names)
