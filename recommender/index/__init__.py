"""The vector index: a few methods, and an engine for each way of running it."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from recommender.index.base import (
    EVERYTHING,
    DimensionError,
    Entry,
    FloatArray,
    Hit,
    Index,
    IndexFailure,
    UnknownGenerationError,
    Where,
)
from recommender.index.pgvector import PgvectorIndex
from recommender.index.plans import Tuning

__all__ = [
    "EVERYTHING",
    "DimensionError",
    "Entry",
    "FloatArray",
    "Hit",
    "Index",
    "IndexFailure",
    "UnknownGenerationError",
    "Where",
    "serving_index",
]


def serving_index() -> Index:
    """The one that the setting MOODLOOP_INDEX names."""
    if settings.INDEX == "milvus":
        return _milvus(settings.MILVUS_URI, settings.MILVUS_TOKEN)
    return PgvectorIndex(tuning())


def tuning() -> Tuning:
    """As the settings have it."""
    return Tuning(
        m=settings.INDEX_M,
        ef_construction=settings.INDEX_EF_CONSTRUCTION,
        ef_search=settings.INDEX_EF_SEARCH,
        scanned=settings.INDEX_SCANNED,
        build_mb=settings.INDEX_BUILD_MB,
        build_workers=settings.INDEX_BUILD_WORKERS,
    )


@lru_cache(maxsize=4)
def _milvus(uri: str, token: str) -> Index:
    """One connection per process. Imported only when it is asked for: it brings pandas and grpc along."""
    from recommender.index.milvus import MilvusIndex  # noqa: PLC0415 (see above)

    return MilvusIndex.connected(uri, token, tuning())
