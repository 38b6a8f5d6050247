"""The index in Milvus: a collection for each generation, and an alias for the one that is live.

Milvus Lite (a file, for trials and tests) and a cluster (an address) are spoken to by the same client.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pymilvus import DataType, MilvusClient, MilvusException

from recommender.index.base import (
    EVERYTHING,
    DimensionError,
    Entry,
    FloatArray,
    Hit,
    IndexFailure,
    UnknownGenerationError,
    Where,
    hundredths,
    wrong_length,
)
from recommender.index.plans import Tuning

ALIAS = "recommender_index_live"
PORTION = 2_000
NOTHING = -1
"""In place of a price or a category that is not known: a column of Milvus Lite cannot be empty."""
_MOST_TAGS = 1_024
ASKING, WRITING = 2.0, 60.0
"""Seconds to wait for an answer. Without a limit the client tries again 75 times, up to three seconds apart:
a shopper is not made to wait for an index that is away."""


@dataclass(frozen=True)
class MilvusIndex:
    client: MilvusClient
    tuning: Tuning
    engine: str = "milvus"
    _lengths: dict[str, int] = field(default_factory=dict)
    """Of vectors by generation, which never change."""

    @classmethod
    def connected(cls, uri: str, token: str, tuning: Tuning) -> MilvusIndex:
        """Raises IndexFailure where nobody answers."""
        try:
            return cls(MilvusClient(uri, token=token, timeout=ASKING), tuning)
        except MilvusException as error:
            raise IndexFailure(f"Milvus does not answer: {error.message}") from error

    def create(self, name: str, dimensions: int) -> None:
        with self._known(name):
            if self.client.has_collection(name, timeout=ASKING):
                return
        schema = self.client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("image", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimensions)
        for column in ("product", "category", "price", "seller"):
            schema.add_field(column, DataType.INT64)
        schema.add_field("tags", DataType.ARRAY, element_type=DataType.INT64, max_capacity=_MOST_TAGS)
        schema.add_field("in_stock", DataType.BOOL)
        graph = self.client.prepare_index_params()
        parameters = {"M": self.tuning.m, "efConstruction": self.tuning.ef_construction}
        graph.add_index("vector", index_type="HNSW", metric_type="COSINE", params=parameters)
        with self._known(name):
            # Whoever has just put something in wants to find it, whichever node answers.
            self.client.create_collection(
                name, schema=schema, index_params=graph, consistency_level="Strong", timeout=WRITING
            )

    def upsert(self, name: str, entries: Sequence[Entry]) -> None:
        dimensions = self._dimensions(name)
        for entry in entries:
            if len(entry.vector) != dimensions:
                raise DimensionError(wrong_length(len(entry.vector), dimensions, name))
        last = list({entry.image: entry for entry in entries}.values())
        with self._known(name):
            for start in range(0, len(last), PORTION):
                rows = [_row(entry) for entry in last[start : start + PORTION]]
                self.client.upsert(name, rows, timeout=WRITING)

    def delete(self, name: str, images: Collection[int]) -> None:
        self._dimensions(name)
        with self._known(name):
            if images:
                self.client.delete(name, ids=[int(image) for image in images], timeout=WRITING)

    def finish(self, name: str) -> None:
        """What was put in becomes segments, whose graphs Milvus builds by itself."""
        self._dimensions(name)
        with self._known(name):
            self.client.flush(name, timeout=WRITING)

    def search(
        self, name: str, vectors: FloatArray, *, count: int, where: Where = EVERYTHING
    ) -> list[list[Hit]]:
        dimensions = self._dimensions(name)
        if vectors.ndim != 2 or vectors.shape[1] != dimensions:
            raise DimensionError(wrong_length(vectors.shape[-1], dimensions, name))
        with self._known(name):
            answers = self.client.search(
                name,
                data=np.asarray(vectors, np.float32).tolist(),
                anns_field="vector",
                limit=count,
                filter=expression(where),
                output_fields=["product"],
                search_params={"params": {"ef": max(self.tuning.ef_search, 2 * count)}},
                timeout=ASKING,
            )
        return [
            [Hit(int(hit["image"]), int(hit["entity"]["product"]), float(hit["distance"])) for hit in answer]
            for answer in answers
        ]

    def count(self, name: str) -> int:
        self._dimensions(name)
        with self._known(name):
            [row] = self.client.query(name, filter="", output_fields=["count(*)"], timeout=WRITING)
        return int(row["count(*)"])

    def swap(self, name: str) -> None:
        self._dimensions(name)
        with self._known(name):
            if self._live():
                self.client.alter_alias(name, ALIAS, timeout=WRITING)
            else:
                self.client.create_alias(name, ALIAS, timeout=WRITING)

    def drop(self, name: str) -> None:
        self._lengths.pop(name, None)
        with self._known(name):
            if self._live() == name:
                self.client.drop_alias(ALIAS, timeout=WRITING)
            if self.client.has_collection(name, timeout=ASKING):
                self.client.drop_collection(name, timeout=WRITING)

    def _live(self) -> str:
        """The generation that the alias stands for; "" while there is none."""
        for name in self.client.list_collections(timeout=ASKING):
            if ALIAS in self.client.list_aliases(name, timeout=ASKING)["aliases"]:
                return str(name)
        return ""

    def _dimensions(self, name: str) -> int:
        if name not in self._lengths:
            with self._known(name):
                if not self.client.has_collection(name, timeout=ASKING):
                    raise UnknownGenerationError(f"There is no index “{name}”.")
                fields = self.client.describe_collection(name, timeout=ASKING)["fields"]
            [vector] = [column for column in fields if column["name"] == "vector"]
            self._lengths[name] = int(vector["params"]["dim"])
        return self._lengths[name]

    @contextmanager
    def _known(self, name: str) -> Iterator[None]:
        """Whatever Milvus complains of becomes an IndexFailure."""
        try:
            yield
        except MilvusException as error:
            if self._is_gone(name):
                self._lengths.pop(name, None)
                raise UnknownGenerationError(f"There is no index “{name}”.") from error
            raise IndexFailure(f"Milvus: {error.message}") from error

    def _is_gone(self, name: str) -> bool:
        """False as well where nobody answers: then nothing is known."""
        try:
            return not self.client.has_collection(name, timeout=ASKING)
        except MilvusException:
            return False


def expression(where: Where) -> str:
    """Milvus' filter. It holds nothing but numbers: no text from outside can be part of it."""
    parts = []
    if where.tags_all:
        parts.append(f"array_contains_all(tags, {_numbers(where.tags_all)})")
    if where.tags_any:
        parts.append(f"array_contains_any(tags, {_numbers(where.tags_any)})")
    if where.tags_none:
        parts.append(f"not array_contains_any(tags, {_numbers(where.tags_none)})")
    if where.category is not None:
        parts.append(f"category == {int(where.category)}")
    if where.price_from is not None or where.price_to is not None:
        parts.append(f"price >= {max(0, hundredths(where.price_from or 0))}")
    if where.price_to is not None:
        parts.append(f"price <= {hundredths(where.price_to)}")
    if where.seller is not None:
        parts.append(f"seller == {_number(where.seller)}")
    if where.in_stock is not None:
        parts.append(f"in_stock == {str(where.in_stock).lower()}")
    if where.without_products:
        parts.append(f"product not in {_numbers(where.without_products)}")
    return " and ".join(parts)


def _number(text: str) -> int:
    """A text as 63 bits of its hash: equal where the texts are, and never anything but a number."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def _numbers(values: Collection[int]) -> str:
    return str([int(value) for value in values])


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "image": entry.image,
        "product": entry.product,
        "vector": np.asarray(entry.vector, np.float32).tolist(),
        "tags": sorted(entry.tags),
        "category": NOTHING if entry.category is None else entry.category,
        "price": NOTHING if entry.price is None else hundredths(entry.price),
        "seller": _number(entry.seller),
        "in_stock": entry.in_stock,
    }
