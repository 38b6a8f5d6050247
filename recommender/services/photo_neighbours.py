"""What a photo is compared with: the style space that serves, or before there is one the plain embeddings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.models import F

from catalog.models import Embedding
from recommender.runtime import FloatArray
from recommender.services.neighbours import Found, each_once, indexed, nearest_products
from recommender.services.style import Space, serving_space
from training.services.serving import serving_encoder_key
from training.services.vectors import load_vectors

CONSIDERED = 60
"""Photos looked at for each query: enough to let copies and further angles fall out."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Where distances are measured. `space` is None before the first style space serves."""

    encoder_key: str
    space: Space | None

    @property
    def space_key(self) -> str:
        return self.space.key if self.space else ""

    def nearest(self, queries: FloatArray, *, count: int) -> list[Found]:
        """Products nearest to any of [q, e] unit embeddings, each once, and each picture once."""
        if self.space is not None:
            vectors, key = self.space.project(queries), self.space.key
            found = indexed(lambda: nearest_products(vectors, count=count, space_key=key), key)
            if found is not None:
                return found
        return self._by_embedding(queries, count)  # no space yet, no index of it, or it is away

    def _by_embedding(self, queries: FloatArray, count: int) -> list[Found]:
        candidates: list[tuple[Found, str, int | None]] = []
        for query in queries:
            rows = Embedding.objects.nearest_to(query, self.encoder_key).annotate(
                product=F("image__product"), sha256=F("image__sha256"), group=F("image__fingerprint__group")
            )
            candidates += [
                (Found(row["product"], row["image"], 1 - row["distance"]), row["sha256"], row["group"])
                for row in rows.values("image", "product", "sha256", "group", "distance")[:CONSIDERED]
            ]
        return each_once(sorted(candidates, key=lambda one: -one[0].similarity))[:count]

    def similarities(self, queries: FloatArray, found: list[Found]) -> FloatArray:
        """[q, n] cosines of each query to the photos found."""
        vectors = load_vectors(self.encoder_key, [near.image_id for near in found])
        if not len(vectors.image_ids):
            return np.zeros((len(queries), 1), np.float32)
        if self.space is None:
            return np.asarray(queries @ vectors.matrix.T, np.float32)
        return np.asarray(self.space.project(queries) @ self.space.project(vectors.matrix).T, np.float32)


def ground() -> Ground | None:
    """None while nothing of the catalog has been embedded."""
    space = serving_space()
    key = space.encoder_key if space else serving_encoder_key()
    return Ground(key, space) if key else None
