"""Why two photos are near: which of the tags that both carry their similarity really comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from catalog.models import Tag
from recommender.runtime import FloatArray
from recommender.services.cards import CATEGORY, MOOD
from recommender.services.style import Space, space_of
from training.models import ModelVersion
from training.services.serving import head_of

REASONS_SHOWN = 3


@dataclass(frozen=True, eq=False)
class Because:
    """directions: by tag, the unit vector [d] along which the champion finds more of it in style space."""

    directions: Mapping[int, FloatArray]

    @classmethod
    def of(cls, space: Space | None) -> Because:
        """By one query; without directions where no champion looks with the space's encoder."""
        if space is None:
            return cls({})
        champion = ModelVersion.objects.order_by().filter(is_champion=True, encoder_key=space.encoder_key)
        key = champion.values_list("model_key", flat=True).first()
        return cls(_directions(space.key, key) if key else {})

    def reasons(
        self, shared: Sequence[Tag], asking: Sequence[FloatArray], found: FloatArray | None
    ) -> list[Tag]:
        """Of the tags that both carry the few worth saying: the mood first, then what can be seen.

        What a tag adds to the cosine of two vectors is the product of their coordinates along its direction;
        of tags that add nothing the order is that in which people read them. What kind of thing it is comes
        last: the photo says so.
        """
        added = {tag.pk: self._added(tag, asking, found) for tag in shared}
        ordered = sorted(shared, key=lambda tag: (tag.facet.slug == CATEGORY, -added[tag.pk]))
        mood = next((tag for tag in ordered if tag.facet.slug == MOOD), None)
        seen = next((tag for tag in ordered if tag.facet.slug not in {MOOD, CATEGORY}), None)
        first = [tag for tag in (mood, seen) if tag is not None]
        return [*first, *(tag for tag in ordered if tag not in first)][:REASONS_SHOWN]

    def _added(self, tag: Tag, asking: Sequence[FloatArray], found: FloatArray | None) -> float:
        along = self.directions.get(tag.pk)
        if along is None or found is None or not len(asking):
            return 0.0
        nearest = max(asking, key=lambda vector: float(vector @ found))
        return float((nearest @ along) * (found @ along))


@lru_cache(maxsize=4)
def _directions(space_key: str, model_key: str) -> dict[int, FloatArray]:
    """Neither a space nor a version ever changes."""
    columns = ModelVersion.objects.values_list("tags", flat=True).get(model_key=model_key)
    along = space_of(space_key).map.directions(head_of(model_key).weight)
    return {tag: np.asarray(row, np.float32) for tag, row in zip(columns, along, strict=True)}
