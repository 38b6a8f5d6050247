"""What an encoder made of an image."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Cast
from pgvector.django import CosineDistance, HalfVectorField, HnswIndex

from catalog.models.product import ProductImage

INDEXED_DIMENSIONS = 1280
"""EfficientNet-Lite's. Vectors of another length are stored too, and compared without an index."""


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
