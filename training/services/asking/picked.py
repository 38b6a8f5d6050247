"""What the purposes share: what one filling of the queue is, and what is picked for it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from labeling.models import Reason
from training.models import ModelVersion
from training.runtime import Head
from training.services.askable import askable

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Chosen:
    """An image to ask about, why, the id of the tag that it is for if any, and how soon (1 first, 0 last)."""

    image_id: int
    reason: Reason
    tag_id: int | None
    priority: float = 0.0


@dataclass(frozen=True, eq=False)
class Filling:
    """One filling of the queue by a champion. The same seed and the same rows give the same picks."""

    version: ModelVersion
    head: Head
    seed: int
    now: dt.datetime

    def askable(
        self, image_ids: Collection[int], *, besides: Collection[int], again: bool = False
    ) -> list[int]:
        """Those of the images, in their order, that may be asked about; of several copies the first.

        Not those of which this or a copy is audited, waits already, was reviewed (unless `again`), or is
        among the images `besides`. What it costs depends on how many images are given, not on the catalog.
        """
        return askable(
            image_ids,
            encoder_key=self.version.encoder_key,
            model_key=self.version.model_key,
            now=self.now,
            besides=besides,
            again=again,
        )


def in_turns(things: Iterable[Thing], kind: Callable[[Thing], object]) -> Iterator[Thing]:
    """The first of each kind, then the second of each, and so on: no kind crowds out the others."""
    by_kind: dict[object, list[Thing]] = defaultdict(list)
    for thing in things:
        by_kind[kind(thing)].append(thing)
    for round_ in zip_longest(*by_kind.values()):
        yield from (thing for thing in round_ if thing is not None)
