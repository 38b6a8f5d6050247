"""From what a shopper types to tags."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import Tag
from catalog.services.vocabulary import Names, search_tags

LONGEST_QUERY = 80


@dataclass(frozen=True)
class Found:
    """The tags that are meant; or, where that is not clear, those that may be."""

    meant: list[Tag]
    perhaps: list[Tag]


def find(query: str, names: Names) -> Found:
    """A whole name wins, then a name for each word, then the only tag that it can be the beginning of."""
    query = query[:LONGEST_QUERY]
    if tag := names.tag_for(query):
        return Found([tag], [])
    words = [names.tag_for(word) for word in query.split()]
    known = list(dict.fromkeys(tag for tag in words if tag is not None))
    if known and None not in words:
        return Found(known, [])
    perhaps = known or search_tags(query)
    return Found(perhaps, []) if len(perhaps) == 1 and not known else Found([], perhaps)
