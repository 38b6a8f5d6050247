"""Tag search: what matches, the surest first, where it is seen, and what would narrow it down."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils.functional import cached_property

from catalog.models import Product, Tag
from catalog.services.vocabulary import Names
from labeling.models import Grade
from recommender.index.base import Where
from recommender.models import PublishedEvidence, PublishedTag
from recommender.services.cards import CATEGORY, MOOD, Card, Lit, cards_of
from recommender.services.matching import PEOPLE_SAID, matching, ranked
from recommender.services.query import AllOf, HasTag, Node, Reading, all_of, plain_tags, read, wanted_tags

PER_PAGE = 24
MOST_PAGES = 200
"""As far as anybody turns pages: each costs all that come before it."""
SELLERS = 30
"""Of which a shopper may pick one: those with the most products."""


class Pages(Paginator):  # type: ignore[type-arg]  # at runtime it takes none
    """All that matches is counted, and a part of it can be turned to."""

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, MOST_PAGES)


class By(StrEnum):
    """On whose word a product was found."""

    PEOPLE = "people"
    MODEL = "model"
    SELLER = "seller"


@dataclass(frozen=True)
class Query:
    """What is asked for: tags that were picked, what was typed, and what must hold besides."""

    picked: tuple[Tag, ...] = ()
    reading: Reading | None = None
    where: Where = field(default_factory=Where)

    @classmethod
    def of(
        cls, text: str, names: Names, *, picked: tuple[Tag, ...] = (), where: Where | None = None,
        literally: bool = False,
    ) -> Query:  # fmt: skip
        """Typed by a shopper. Nothing typed is wrong; what means nothing asks for nothing."""
        reading = read(text, names, literally=literally) if text.strip() else None
        return cls(picked, reading, where or Where())

    @property
    def node(self) -> Node | None:
        typed = self.reading.node if self.reading else None
        return all_of([*map(HasTag, self.picked), *([typed] if typed else [])])

    @property
    def asks(self) -> bool:
        """Whether anything is asked for, so that there is something to match."""
        return self.node is not None or self.where.narrows

    @property
    def suggestions(self) -> list[Tag]:
        """What may be asked for instead, where nothing matches."""
        perhaps = self.reading.perhaps if self.reading else []
        typed = wanted_tags(self.reading.node) if self.reading else []
        return [tag for tag in dict.fromkeys([*typed, *perhaps]) if tag not in self.picked]

    @property
    def tags(self) -> list[Tag]:
        """What a product is found for, moods first: what may be lit on its photo."""
        return sorted(wanted_tags(self.node), key=lambda tag: tag.facet.slug != MOOD)

    @property
    def plain(self) -> list[Tag] | None:
        """The tags where all of some tags is all that was typed, by their names."""
        if self.reading is None or self.reading.is_guess or self.reading.node is None:
            return None
        return plain_tags(self.reading.node)


@dataclass(frozen=True)
class Found:
    """A product that matches, and on whose word."""

    card: Card
    by: By
    confidence: float | None
    """Of the least sure tag; None where only words of the seller match."""


@dataclass(frozen=True)
class Results:
    """A page of what matches."""

    query: Query
    page: Page[tuple[int, float | None]]
    found: list[Found]
    graded: bool
    """Whether photos of the one tag were compared, so that the order says how much so."""

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def lit(self) -> bool:
        """Whether there is anything to light on a photo of this page."""
        return any(found.card.lit for found in self.found)

    @property
    def sections(self) -> list[tuple[str, list[Card]]]:
        """The cards of the page by whose word they were found on, in their order."""
        told = [(by.value, [found.card for found in self.found if found.by == by]) for by in By]
        return [(by, cards) for by, cards in told if cards]


@dataclass(frozen=True)
class Narrowing:
    """How many of the products that match carry each tag, and sell from whom."""

    tags: dict[int, int]
    sellers: list[tuple[str, int]]


def search(query: Query, page: int | str = 1, *, names: Names, count: int = PER_PAGE) -> Results:
    """At most six queries. A page that does not exist is the first or the last one."""
    shown = Pages(ranked(query.node, query.where, names), count).get_page(page)
    sure = dict(shown.object_list)
    cards = cards_of(list(sure), names, lit=_lit(query.tags, list(sure)))
    only = query.node.tag if isinstance(query.node, HasTag) else None
    return Results(
        query=query,
        page=shown,
        found=[Found(card, *_on_whose_word(sure[card.product.pk])) for card in cards],
        graded=only is not None and Grade.objects.telling().filter(tag=only).exists(),
    )


def narrowing(query: Query, names: Names) -> Narrowing:
    """Three queries, over all that matches."""
    matches = matching(query.node, query.where, names)
    counts = PublishedTag.objects.filter(product__in=matches.values("pk")).counted()
    for tag, products in kinds_said(matches, names).items():
        counts[tag] = counts.get(tag, 0) + products
    for part in query.node.parts if isinstance(query.node, AllOf) else (query.node,):
        wanted = wanted_tags(part)
        if len(wanted) == 1:  # all that matches carries it
            counts.pop(wanted[0].pk, None)
    named = matches.exclude(seller="").values_list("seller").annotate(products=Count("pk"))
    return Narrowing(counts, list(named.order_by("-products", "seller")[:SELLERS]))


def kinds_said(products: QuerySet[Product], names: Names) -> dict[int, int]:
    """By the id of a category's tag: products of which only the seller says that they are that."""
    known = PublishedTag.objects.filter(tag__facet__slug=CATEGORY).values("product")
    said = products.exclude(category="").exclude(pk__in=known)
    counts: dict[int, int] = {}
    for category, number in said.values_list("category").annotate(products=Count("pk")):
        tag = names.tag_for(category)
        if tag is not None and tag.facet.slug == CATEGORY:
            counts[tag.pk] = counts.get(tag.pk, 0) + number
    return counts


def _on_whose_word(sure: float | None) -> tuple[By, float | None]:
    if sure is None:
        return By.SELLER, None
    return (By.PEOPLE, sure - PEOPLE_SAID) if sure >= PEOPLE_SAID else (By.MODEL, sure)


def _lit(tags: list[Tag], product_ids: list[int]) -> dict[int, Lit]:
    """By product: where the first of the tags is seen that is seen anywhere."""
    if not tags or not product_ids:
        return {}
    rank = {tag.pk: at for at, tag in enumerate(tags)}
    rows = PublishedEvidence.objects.for_cards(product_ids, list(rank))
    best: dict[int, Lit] = {}
    for row in sorted(rows, key=lambda row: -rank[row.published.tag_id]):
        tag = tags[rank[row.published.tag_id]]
        best[row.published.product_id] = Lit(tag, row.outline, row.image_id)
    return best
