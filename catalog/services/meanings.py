"""What verdicts of a tag count as, since tags were merged and split."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.models import TagMapping

_ALWAYS = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Meaning:
    """Verdicts of `source` count as ones of `target`: all, or those that say no.

    since: by each other tag whose verdicts count as the target's, when the two were put together. What was
    said of that one later was said of both.
    """

    source: int
    target: int
    only_no: bool
    since: Mapping[int, dt.datetime] = field(default_factory=dict)


class Meanings:
    """The mappings in force, now or at a moment: read once, to be asked many times."""

    def __init__(self, moment: dt.datetime | None = None) -> None:
        self._onward: dict[int, list[tuple[int, bool, dt.datetime]]] = defaultdict(list)
        self._arrived: dict[int, dict[int, dt.datetime]] = {}
        rows = TagMapping.objects.in_force(moment).order_by("pk")
        for source, target, says, at in rows.values_list("from_tag", "to_tag", "says", "change__at"):
            self._onward[source].append((target, says == TagMapping.Says.NO, at))

    def targets_of(self, tag_ids: Collection[int]) -> set[int]:
        """The tags whose labels depend on verdicts of these, and these themselves."""
        return {*tag_ids, *(target for tag in tag_ids for target, _ in self._reached(tag))}

    def into(self, tag_ids: Collection[int]) -> list[Meaning]:
        """Everything that counts as a verdict of one of these. Of a tag that was merged away nothing does."""
        wanted = set(tag_ids)
        sources = sorted({*wanted, *self._onward})
        found = [(source, *reached) for source in sources for reached in self._reached(source)]
        of_target: dict[int, list[int]] = defaultdict(list)
        for source, target, _ in found:
            of_target[target].append(source)
        return [
            Meaning(source, target, only_no, self._since(source, target, of_target[target]))
            for source, target, only_no in found
            if target in wanted
        ]

    def _reached(self, source: int) -> Iterator[tuple[int, bool]]:
        """(target, only a no) at the ends of the mappings; a split tag is an end, too."""
        seen: set[tuple[int, bool]] = set()
        ways: list[tuple[int, bool]] = [(source, False)]
        while ways:
            tag, only_no = ways.pop()
            if (tag, only_no) in seen:
                continue
            seen.add((tag, only_no))
            onward = self._onward.get(tag, [])
            if all(is_no for _, is_no, _ in onward):  # merged nowhere
                yield tag, only_no
            ways += [(target, only_no or is_no) for target, is_no, _ in onward]

    def _since(self, source: int, target: int, others: Sequence[int]) -> dict[int, dt.datetime]:
        """Since when `source` and each of the others are one: from where their ways to the target meet."""
        mine = self._arrivals(source)
        return {
            other: min(
                max(mine[tag], at)
                for tag, at in self._arrivals(other).items()
                if tag in mine and target in self._arrivals(tag)
            )
            for other in others
            if other != source
        }

    def _arrivals(self, source: int) -> dict[int, dt.datetime]:
        """By each tag on its ways, itself among them, since when verdicts of `source` count as its."""
        if source not in self._arrived:
            arrived = {source: _ALWAYS}
            ways = [source]
            while ways:
                tag = ways.pop()
                for target, _, at in self._onward.get(tag, []):
                    moment = max(at, arrived[tag])
                    if target not in arrived or moment < arrived[target]:
                        arrived[target] = moment
                        ways.append(target)
            self._arrived[source] = arrived
        return self._arrived[source]
