"""What verdicts of a tag count as, since tags were merged and split."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from catalog.models import TagMapping


@dataclass(frozen=True)
class Meaning:
    """Verdicts of `source` count as ones of `target`: all, or those that say no.

    since: when the last of the changes was made by which another tag's verdicts count as the target's; None
    where only its own do.
    """

    source: int
    target: int
    only_no: bool
    since: dt.datetime | None


class Meanings:
    """The mappings in force, now or at a moment: read once, to be asked many times."""

    def __init__(self, moment: dt.datetime | None = None) -> None:
        self._onward: dict[int, list[tuple[int, bool, dt.datetime]]] = defaultdict(list)
        rows = TagMapping.objects.in_force(moment).order_by("pk")
        for source, target, says, at in rows.values_list("from_tag", "to_tag", "says", "change__at"):
            self._onward[source].append((target, says == TagMapping.Says.NO, at))

    def targets_of(self, tag_ids: Collection[int]) -> set[int]:
        """The tags whose labels depend on verdicts of these, and these themselves."""
        return {*tag_ids, *(target for tag in tag_ids for target, _, _ in self._reached(tag))}

    def into(self, tag_ids: Collection[int]) -> list[Meaning]:
        """Everything that counts as a verdict of one of these. Of a tag that was merged away nothing does."""
        wanted = set(tag_ids)
        sources = sorted({*wanted, *self._onward})
        found = [(source, *reached) for source in sources for reached in self._reached(source)]
        since: dict[int, dt.datetime] = {}
        for _, target, _, at in found:
            if at is not None:
                since[target] = max(at, since.get(target, at))
        return [
            Meaning(source, target, only_no, since.get(target))
            for source, target, only_no, _ in found
            if target in wanted
        ]

    def _reached(self, source: int) -> Iterator[tuple[int, bool, dt.datetime | None]]:
        """(target, only a no, since when) at the ends of the mappings; a split tag is an end, too."""
        seen: set[tuple[int, bool]] = set()
        ways: list[tuple[int, bool, dt.datetime | None]] = [(source, False, None)]
        while ways:
            tag, only_no, since = ways.pop()
            if (tag, only_no) in seen:
                continue
            seen.add((tag, only_no))
            onward = self._onward.get(tag, [])
            if all(is_no for _, is_no, _ in onward):  # merged nowhere
                yield tag, only_no, since
            ways += [
                (target, only_no or is_no, at if since is None else max(since, at))
                for target, is_no, at in onward
            ]
