"""The style space that answers shoppers: near is what shares the mood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from recommender.models import StyleSpace
from recommender.runtime import FloatArray
from recommender.runtime.style import StyleMap
from training.services.vectors import load_vectors

__all__ = ["Space", "serving_space", "space_of", "style_vectors"]


@dataclass(frozen=True, eq=False)
class Space:
    """A map from the embeddings of one encoder to vectors of unit length."""

    key: str
    encoder_key: str
    map: StyleMap

    @property
    def dimensions(self) -> int:
        return self.map.dimensions

    def project(self, embeddings: FloatArray) -> FloatArray:
        """[n, e] embeddings to [n, d] float32 of unit length. Raises ValueError on another encoder's."""
        return self.map.project(embeddings)


def serving_space() -> Space | None:
    """The one that answers shoppers, by one small query; None while there are too few photos for any."""
    key = StyleSpace.objects.serving_key()
    return space_of(key) if key else None


@lru_cache(maxsize=4)
def space_of(key: str) -> Space:
    """A space by its key. It never changes, so a few are kept in memory. Raises StyleSpace.DoesNotExist."""
    encoder_key, weights = StyleSpace.objects.values_list("encoder_key", "weights").get(key=key)
    return Space(key, encoder_key, StyleMap.from_bytes(bytes(weights)))


def style_vectors(image_ids: Iterable[int], space: Space | None = None) -> dict[int, FloatArray]:
    """By image its vector [d] in the space that serves, or in another; photos not embedded are left out."""
    space = space or serving_space()
    if space is None:
        return {}
    found = load_vectors(space.encoder_key, image_ids)
    if not len(found.image_ids):
        return {}
    return dict(zip(found.image_ids.tolist(), space.project(found.matrix), strict=True))
