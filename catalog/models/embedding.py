"""What an encoder made of an image."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np
from django.contrib.postgres.indexes import OpClass
from django.db import connection, models
from django.db.models.functions import Cast
from pgvector.django import CosineDistance, HalfVectorField, HnswIndex

from catalog.models.product import ProductImage

INDEXED_DIMENSIONS = 1280
"""EfficientNet-Lite's. Vectors of another length are stored too, and compared without an index."""


class Near(NamedTuple):
    """Two images, and the cosine of their embeddings."""

    image_id: int
    other_id: int
    cosine: float


class EmbeddingQuerySet(models.QuerySet["Embedding"]):
    def nearest_to(self, vector: Sequence[float] | np.ndarray, encoder_key: str) -> EmbeddingQuerySet:
        """This encoder's embeddings with their cosine `distance` (0 to 2) to `vector` [d], the nearest first.

        Take a slice: only with a LIMIT does Postgres walk the index. Filters may follow; they are applied to
        what the index yields, and `hnsw.iterative_scan` (see `catalog.apps`) has it yield more until the
        slice is full.
        """
        dimensions = len(vector)
        here: models.F | Cast = models.F("vector")
        if dimensions == INDEXED_DIMENSIONS:
            here = Cast("vector", HalfVectorField(dimensions=dimensions))  # as the index spells it
        return (
            self.filter(encoder_key=encoder_key, dimensions=dimensions)
            .annotate(distance=CosineDistance(here, vector))
            .order_by("distance")
            .defer("vector")
        )

    def neighbours(self, image_ids: Collection[int], encoder_key: str, *, count: int) -> list[Near]:
        """Of each image the `count` others that this encoder finds nearest, for all of them in one query."""
        dimensions = self._dimensions(image_ids, encoder_key)
        if dimensions is None:
            return []
        mine, other = _as_indexed("mine.vector", dimensions), _as_indexed("other.vector", dimensions)
        return self._pairs(
            f"""
            SELECT mine.image_id, near.image_id, 1 - near.distance
            FROM catalog_embedding mine CROSS JOIN LATERAL (
                SELECT other.image_id, {other} <=> {mine} AS distance FROM catalog_embedding other
                WHERE other.encoder_key = %s AND other.dimensions = {dimensions}
                ORDER BY {other} <=> {mine} LIMIT %s
            ) near
            WHERE mine.encoder_key = %s AND mine.image_id = ANY(%s) AND near.image_id <> mine.image_id
            """,  # noqa: S608 (what is put in is columns and a number of ours)
            [encoder_key, count + 1, encoder_key, list(image_ids)],
        )

    def cosines(self, pairs: Collection[tuple[int, int]], encoder_key: str) -> list[Near]:
        """Of these pairs of images those of which this encoder has seen both."""
        ones, others = [one for one, _ in pairs], [other for _, other in pairs]
        return self._pairs(
            """
            SELECT mine.image_id, other.image_id, 1 - (mine.vector <=> other.vector)
            FROM unnest(%s::bigint[], %s::bigint[]) AS pair (one, other)
            JOIN catalog_embedding mine ON mine.image_id = pair.one AND mine.encoder_key = %s
            JOIN catalog_embedding other ON other.image_id = pair.other AND other.encoder_key = %s
            """,
            [ones, others, encoder_key, encoder_key],
        )

    def _dimensions(self, image_ids: Collection[int], encoder_key: str) -> int | None:
        seen = self.filter(encoder_key=encoder_key, image__in=image_ids)
        return seen.values_list("dimensions", flat=True).first()

    def _pairs(self, query: str, parameters: Sequence[Any]) -> list[Near]:
        with connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return [Near(*row) for row in cursor.fetchall()]


def _as_indexed(vector: str, dimensions: int) -> str:
    """The expression as the index spells it, or Postgres would not use that."""
    return f"({vector}::halfvec({dimensions}))" if dimensions == INDEXED_DIMENSIONS else vector


class Embedding(models.Model):
    """One unit-length vector per image and encoder. Encoders stand beside each other until a switch."""

    image = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="embeddings")
    encoder_key = models.CharField(max_length=80)
    dimensions = models.PositiveSmallIntegerField()
    vector = HalfVectorField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EmbeddingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["image", "encoder_key"], name="one_embedding_per_encoder")
        ]
        indexes = [
            HnswIndex(
                OpClass(
                    Cast("vector", HalfVectorField(dimensions=INDEXED_DIMENSIONS)), name="halfvec_cosine_ops"
                ),
                name="embedding_hnsw",
                condition=models.Q(dimensions=INDEXED_DIMENSIONS),
                m=16,
                ef_construction=64,
            )
        ]

    def __str__(self) -> str:
        return f"{self.image_id} · {self.encoder_key}"
