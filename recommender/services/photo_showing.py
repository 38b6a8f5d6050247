"""A photo's answer, as its page shows it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from catalog.models import Tag
from catalog.services.vocabulary import Names
from recommender.models import PhotoQuery
from recommender.services.cards import Card, cards_of

REASONS = 3


@dataclass(frozen=True)
class Mood:
    """A mood of the photo, how likely it is, and what lights where it is seen."""

    tag: Tag
    probability: float
    evidence: str


@dataclass(frozen=True)
class Similar:
    """A product, and which of the photo's moods it carries too."""

    card: Card
    shared: list[Tag]


@dataclass(frozen=True)
class Shown:
    """moods and similar are of the last answer; box is what it is about."""

    moods: list[Mood]
    similar: list[Similar]
    box: list[float]
    is_turned: bool


def shown(query: PhotoQuery) -> Shown | None:
    """Three queries; None before the first answer. What has left the shop or the vocabulary is left out."""
    if query.result is None:
        return None
    tags = list(Tag.objects.in_use())
    by_id = {tag.pk: tag for tag in tags}
    moods = [
        Mood(by_id[mood["tag"]], mood["probability"], json.dumps(mood["evidence"]))
        for mood in query.result["moods"]
        if mood["tag"] in by_id
    ]
    mine = {mood.tag for mood in moods}
    cards = cards_of([product for product, _, _ in query.result["products"]], Names(tags))
    similar = [
        Similar(card, [row.tag for row in card.published if row.tag in mine][:REASONS]) for card in cards
    ]
    return Shown(moods, similar, query.result["box"], bool(query.result["turn"]))
