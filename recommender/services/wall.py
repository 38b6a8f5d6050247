"""The style wall: moods to begin with, then the products that match what is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Self

from catalog.models import Facet, ProductImage, Tag
from catalog.services.vocabulary import Names
from recommender.models import PublishedTag
from recommender.services.cards import MOOD, first_photos
from recommender.services.counts import counted
from recommender.services.searching import Query, Results, narrowing, search

MOSAIC = 4
TRIED = 12
"""Products of a mood looked at for its mosaic, so that moods do not all show the same ones."""


@dataclass(frozen=True)
class Vocabulary:
    """The tags in use, loaded once for a page."""

    tags: list[Tag]
    names: Names

    @classmethod
    def load(cls) -> Self:
        tags = list(Tag.objects.in_use())
        return cls(tags, Names(tags))

    def picked(self, slugs: Iterable[str]) -> tuple[list[Tag], list[str]]:
        """The tags of these slugs, each once, and the slugs that are none of ours."""
        by_slug = {tag.slug: tag for tag in self.tags}
        asked = list(dict.fromkeys(slugs))
        return [by_slug[slug] for slug in asked if slug in by_slug], [s for s in asked if s not in by_slug]


@dataclass(frozen=True)
class Counted:
    """A tag, and how many products one would see with it."""

    tag: Tag
    products: int


@dataclass(frozen=True)
class Mosaic:
    """A mood with a few of its products."""

    tag: Tag
    products: int
    photos: list[ProductImage]


@dataclass(frozen=True)
class Entrance:
    """What the wall shows before anything is picked."""

    mosaics: list[Mosaic]
    missing: list[Tag]
    """Moods that no product carries yet."""
    others: list[tuple[Facet, list[Counted]]]


@dataclass(frozen=True)
class Selection:
    """A page of the products that match, and what would narrow them down."""

    results: Results
    more: list[tuple[Facet, list[Counted]]]
    sellers: list[tuple[str, int]]


def entrance(vocabulary: Vocabulary) -> Entrance:
    """Three queries, however much there is: what a sweep counted, and photos."""
    counts = {pk: there.seen for pk, there in counted(vocabulary.tags).items()}
    moods = [tag for tag in vocabulary.tags if tag.facet.slug == MOOD]
    carried = [tag for tag in moods if counts.get(tag.pk)]
    photos = _mosaics(carried)
    return Entrance(
        mosaics=[Mosaic(tag, counts[tag.pk], photos[tag.pk]) for tag in carried if photos[tag.pk]],
        missing=[tag for tag in moods if tag not in carried],
        others=_by_facet(tag for tag in _counted(vocabulary, counts) if tag.tag.facet.slug != MOOD),
    )


def select(query: Query, page: str, vocabulary: Vocabulary) -> Selection:
    """Eight queries, nine for one tag alone. A page that does not exist is the first or the last one."""
    left = narrowing(query, vocabulary.names)
    return Selection(
        results=search(query, page, names=vocabulary.names),
        more=_by_facet(_counted(vocabulary, left.tags)),
        sellers=left.sellers,
    )


def _counted(vocabulary: Vocabulary, counts: dict[int, int]) -> list[Counted]:
    """Those tags that some product carries, in the order of the vocabulary."""
    return [Counted(tag, counts[tag.pk]) for tag in vocabulary.tags if counts.get(tag.pk)]


def _by_facet(counted: Iterable[Counted]) -> list[tuple[Facet, list[Counted]]]:
    return [(facet, list(same)) for facet, same in groupby(counted, key=lambda one: one.tag.facet)]


def _mosaics(tags: Sequence[Tag]) -> dict[int, list[ProductImage]]:
    """By tag: the photos of its best products, none of which another mood shows if that can be helped."""
    best = [PublishedTag.objects.carrying(tag).values_list("tag", "product")[:TRIED] for tag in tags]
    if not best:
        return {}
    products: dict[int, list[int]] = defaultdict(list)
    for tag_id, product_id in best[0].union(*best[1:], all=True):
        products[tag_id].append(product_id)
    photos = first_photos(product for same in products.values() for product in same)
    used: set[str] = set()
    mosaics = {}
    for tag in sorted(tags, key=lambda tag: len(products[tag.pk])):  # who has few chooses first
        own = list({photos[p].sha256: photos[p] for p in products[tag.pk] if p in photos}.values())
        own.sort(key=lambda photo: photo.sha256 in used)
        mosaics[tag.pk] = own[:MOSAIC]
        used.update(photo.sha256 for photo in mosaics[tag.pk])
    return mosaics
