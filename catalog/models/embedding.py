"""What an encoder made of an image."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Cast
from pgvector.django import HalfVectorField, HnswIndex

from catalog.models.product import ProductImage

INDEXED_DIMENSIONS = 1280
"""EfficientNet-Lite's. Vectors of another length are stored too, and compared without an index."""


class Embedding(models.Model):
    """One unit-length vector per image and encoder. Encoders stand beside each other until a switch."""

    image = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="embeddings")
    encoder_key = models.CharField(max_length=80)
    dimensions = models.PositiveSmallIntegerField()
    vector = HalfVectorField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["image", "encoder_key"], name="one_embedding_per_encoder")]
        indexes = [
            HnswIndex(
                OpClass(Cast("vector", HalfVectorField(dimensions=INDEXED_DIMENSIONS)), name="halfvec_cosine_ops"),
                name="embedding_hnsw",
                condition=models.Q(dimensions=INDEXED_DIMENSIONS),
                m=16,
                ef_construction=64,
            )
        ]

    def __str__(self) -> str:
        return f"{self.image_id} · {self.encoder_key}"
