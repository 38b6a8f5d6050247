"""Addresses of the style wall, from what is asked for there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from catalog.models import Tag

LITERALLY = "words"
"""`as=words`: what was typed is looked for in the names of products, as it is."""


@dataclass(frozen=True)
class Asked:
    """All that an address of the wall says."""

    tags: tuple[Tag, ...] = ()
    words: str = ""
    literally: bool = False
    filters: dict[str, str] = field(default_factory=dict)
    """As they were typed, those that were."""

    def fields(self, *, page: int = 1) -> list[tuple[str, str]]:
        """Names and values, also for a form that adds to them."""
        said = [("tag", tag.slug) for tag in self.tags]
        said += [("q", self.words)] if self.words else []
        said += [("as", LITERALLY)] if self.words and self.literally else []
        said += self.filters.items()
        return said + ([("page", str(page))] if page > 1 else [])

    def address(self, *, page: int = 1) -> str:
        query = urlencode(self.fields(page=page))
        return reverse("recommender:wall") + (f"?{query}" if query else "")


def wall_address(tags: Iterable[Tag], *, page: int = 1) -> str:
    """Where products that carry all of these tags are shown; without tags, all moods."""
    return Asked(tuple(tags)).address(page=page)


def with_tags(picked: Sequence[Tag], added: Sequence[Tag]) -> list[Tag]:
    """What is picked and what is added. Nothing carries two tags of a `single` facet: the new one stays."""
    replaced = {tag.facet_id for tag in added if tag.facet.is_single}
    kept = [tag for tag in picked if tag.facet_id not in replaced]
    return list(dict.fromkeys([*kept, *added]))
