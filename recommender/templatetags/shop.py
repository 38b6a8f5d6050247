"""Words for shoppers, in the language that they read."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import get_language, gettext

from catalog.models import Facet, Tag
from recommender.addresses import Asked, wall_address, with_tags
from recommender.index.base import Where
from recommender.look import sheet
from recommender.services.cards import Card
from recommender.services.query import LONGEST_QUERY, AllOf, AnyOf, HasTag, HasWord, Node, NoneOf

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


@register.simple_tag
def look() -> str:
    """Where the style sheet of the shopper's pages is."""
    return reverse("recommender:look", args=[sheet().version])


@register.simple_tag
def longest_query() -> int:
    return LONGEST_QUERY


@register.simple_tag
def address_of(asked: Asked, add: Tag | None = None, drop: str = "", page: int = 1, **changes: object) -> str:
    """The style wall as it was asked for, with a tag more or less (`remove`), other words, fewer filters."""
    removed = changes.get("remove")
    tags = with_tags(asked.tags, [add]) if add else [tag for tag in asked.tags if tag != removed]
    filters = {} if drop == "all" else {k: v for k, v in asked.filters.items() if k not in drop.split()}
    words = str(changes.get("words", asked.words))
    literally = bool(changes.get("literally", asked.literally))
    there = replace(asked, tags=tuple(tags), words=words, literally=literally, filters=filters)
    return there.address(page=page)


@register.filter
def spoken(node: Node | None) -> str:
    """What is asked for, as one says it."""
    match node:
        case None:
            return ""
        case HasTag(tag):
            return name(tag)
        case HasWord(word):
            return f"‘{word}’"
        case NoneOf(part):
            return gettext("%(tag)s 빼고") % {"tag": spoken(part)}
        case AllOf(parts):
            return " · ".join(map(spoken, parts))
        case AnyOf(parts):
            tags = [part for part in parts if not isinstance(part, HasWord)]
            return gettext(" 또는 ").join(map(spoken, tags or parts))


@register.filter
def conditions(where: Where) -> list[tuple[str, str]]:
    """Each with the names of the fields that it comes from, to drop it by."""
    said = []
    low, high = where.price_from, where.price_to
    if low is not None or high is not None:
        prices = {"low": "" if low is None else money(low), "high": "" if high is None else money(high)}
        said.append(("price_from price_to", gettext("%(low)s ~ %(high)s") % prices))
    if where.seller:
        said.append(("seller", where.seller))
    if where.in_stock:
        said.append(("in_stock", gettext("품절 빼고")))
    return said


@register.filter
def money(price: Decimal) -> str:
    """In the shop's currency, without a fraction where there is none."""
    whole = price == price.to_integral_value()
    return gettext("%(price)s원") % {"price": intcomma(int(price) if whole else price)}
