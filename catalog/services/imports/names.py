"""The vocabulary under an import's feet: it may change while a batch is being written."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Sum

from catalog.models import Tag, TagMapping
from catalog.services.vocabulary import Names


class NamesInUse(Names):
    """Names of the tags in use, of which threads may ask while they are read again."""

    def __init__(self) -> None:
        self._as_of = _version()
        super().__init__(Tag.objects.in_use())

    def look_again(self) -> None:
        """Read them again if a tag has changed since; one cheap query if none has."""
        if (now := _version()) != self._as_of:
            fresh = Names(Tag.objects.in_use())
            self._as_of, self._exact, self._heard = now, fresh._exact, fresh._heard


def _version() -> dict[str, int]:
    """Whoever changes a tag counts its version up."""
    return Tag.objects.aggregate(tags=Count("pk"), versions=Sum("version"))


def still_meant(tags: Iterable[int]) -> dict[int, int]:
    """Of these tags those in use, and of those merged away what they were merged into."""
    mapped = TagMapping.objects.in_force().filter(says=TagMapping.Says.ALL).order_by("pk")
    onward = dict(mapped.values_list("from_tag", "to_tag"))
    ends = {}
    for tag in set(tags):
        end, passed = tag, {tag}
        while (following := onward.get(end)) is not None and following not in passed:
            end = following
            passed.add(end)
        ends[tag] = end
    in_use = set(Tag.objects.in_use().filter(pk__in=ends.values()).values_list("pk", flat=True))
    return {tag: end for tag, end in ends.items() if end in in_use}
