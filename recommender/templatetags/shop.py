"""Words for shoppers, in the language that they read."""

from collections.abc import Sequence

from django import template
from django.utils.translation import get_language, gettext

from catalog.models import Facet, Tag
from recommender.addresses import wall_address, with_tags
from recommender.services.cards import Card

register = template.Library()


@register.filter
def name(concept: Tag | Facet) -> str:
    """A tag's or a facet's."""
    return concept.name_ko if _reads_korean() else concept.name_en


@register.filter
def names(tags: list[Tag]) -> str:
    """Of several tags, in one line."""
    return " · ".join(name(tag) for tag in tags)


@register.filter
def meaning(tag: Tag) -> str:
    """The first sentence of its definition. The others tell curators what to watch out for."""
    definition = tag.definition_ko if _reads_korean() else tag.definition_en
    first, stop, _ = definition.partition(". ")
    return first + stop.strip()


@register.filter
def besides(tags: list[Tag], known: list[Tag] | str) -> list[Tag]:
    """The tags that have not been said already."""
    return [tag for tag in tags if tag not in known]


@register.filter
def out_of_100(probability: float) -> int:
    """As people say it, of 100 photos; never all and never none, which no model knows."""
    return min(99, max(1, round(probability * 100)))


def _reads_korean() -> bool:
    return (get_language() or "ko").startswith("ko")


@register.simple_tag
def address(
    picked: Sequence[Tag] = (), add: Tag | None = None, remove: Tag | None = None, page: int = 1
) -> str:
    """The style wall with the tags picked, one more or one less."""
    tags = with_tags(picked, [add]) if add else [tag for tag in picked if tag != remove]
    return wall_address(tags, page=page)


@register.filter
def title(card: Card) -> str:
    """What the seller calls it; else what kind of thing it is."""
    return card.product.title or _kind(card) or gettext("이름 없는 상품")


@register.filter
def facts(card: Card) -> str:
    """Who sells it, and what kind of thing it is where the title does not say so."""
    return " · ".join(filter(None, [card.product.seller, _kind(card) if card.product.title else ""]))


def _kind(card: Card) -> str:
    return name(card.category) if card.category else card.product.category
