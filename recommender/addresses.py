"""Addresses of the style wall, from the tags that are picked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.urls import reverse

from catalog.models import Tag


def wall_address(tags: Iterable[Tag], *, page: int = 1) -> str:
    """Where products that carry all of these tags are shown; without tags, all moods."""
    query = [("tag", tag.slug) for tag in tags] + ([("page", str(page))] if page > 1 else [])
    return reverse("recommender:wall") + (f"?{urlencode(query)}" if query else "")


def with_tags(picked: Sequence[Tag], added: Sequence[Tag]) -> list[Tag]:
    """What is picked and what is added. Nothing carries two tags of a `single` facet: the new one stays."""
    replaced = {tag.facet_id for tag in added if tag.facet.is_single}
    kept = [tag for tag in picked if tag.facet_id not in replaced]
    return list(dict.fromkeys([*kept, *added]))
