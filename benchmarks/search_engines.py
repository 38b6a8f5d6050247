"""The indexes that are held against each other, each asked in the same way."""
# ruff: noqa: S608 (statements are made of our own names and numbers)

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from django.db import connection
from search_data import Floats, Vectors

from recommender.index.base import Entry, Index, Where
from recommender.index.pgvector import PgvectorIndex, as_text
from recommender.index.plans import Tuning

FITS = 1
"""The tag that one in a hundred carries."""
PORTION = 20_000
MEGABYTE = 2**20


class Engine(Protocol):
    name: str

    def build(self, vectors: Vectors) -> float:
        """Put everything in; the seconds that took."""

    def search(self, vector: Floats, count: int, *, filtered: bool) -> list[int]:
        """Rows, the nearest first."""

    def hot_mb(self) -> float:
        """What should be in memory."""


def entries(vectors: Vectors) -> Iterator[list[Entry]]:
    for start in range(0, len(vectors.matrix), PORTION):
        part = vectors.matrix[start : start + PORTION]
        yield [
            Entry(
                image=start + at,
                product=start + at,
                vector=vector,
                tags=(FITS, 2 + (start + at) % 40) if vectors.fits[start + at] else (2 + (start + at) % 40,),
            )
            for at, vector in enumerate(part)
        ]


@dataclass
class Ours:
    """An index of the application, through the interface that the application uses."""

    name: str
    index: Index
    size: Callable[[], float]
    table: str = "recommender_index_1"

    def build(self, vectors: Vectors) -> float:
        began = time.perf_counter()
        self.index.create(self.table, vectors.matrix.shape[1])
        for part in entries(vectors):
            self.index.upsert(self.table, part)
        self.index.finish(self.table)
        return time.perf_counter() - began

    def search(self, vector: Floats, count: int, *, filtered: bool) -> list[int]:
        where = Where(tags_all=(FITS,)) if filtered else Where()
        [hits] = self.index.search(self.table, vector[None], count=count, where=where)
        return [hit.image for hit in hits]

    def hot_mb(self) -> float:
        return self.size()


def ours(tuning: Tuning) -> Ours:
    size = "SELECT pg_relation_size('recommender_index_1') + pg_relation_size('recommender_index_1_graph')"
    return Ours("ours", PgvectorIndex(tuning), lambda: float(_scalar(size)) / MEGABYTE)


def milvus(directory: Path, tuning: Tuning) -> Ours:
    from recommender.index.milvus import MilvusIndex  # noqa: PLC0415 (brings pandas and grpc along)

    file = directory / "milvus.db"
    index = MilvusIndex.connected(str(file), "", tuning)
    return Ours("milvus_lite", index, lambda: _size(file) / MEGABYTE)


@dataclass
class Stock:
    """pgvector as its README shows it: defaults of build and search, and a filter beside the order.

    It takes its rows from ours, so that its time is that of the table and the index alone.
    """

    name: str
    type: str

    def build(self, vectors: Vectors) -> float:
        began = time.perf_counter()
        dimensions = vectors.matrix.shape[1]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('maintenance_work_mem', '2GB', false)")
            cursor.execute(
                f"CREATE TABLE {self.name} AS"
                f" SELECT image, tags, vector::{self.type}({dimensions}) AS vector FROM recommender_index_1"
            )
            cursor.execute(
                f"CREATE INDEX {self.name}_graph ON {self.name} USING hnsw (vector {self.type}_cosine_ops)"
            )
            cursor.execute(f"CREATE INDEX {self.name}_tags ON {self.name} USING gin (tags)")
            cursor.execute(f"ANALYZE {self.name}")
        return time.perf_counter() - began

    def search(self, vector: Floats, count: int, *, filtered: bool) -> list[int]:
        where = f"WHERE tags @> ARRAY[{FITS}]::bigint[]" if filtered else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT image FROM {self.name} {where} ORDER BY vector <=> %s::{self.type} LIMIT {count}",
                [as_text(vector)],
            )
            return [image for (image,) in cursor.fetchall()]

    def hot_mb(self) -> float:
        size = f"SELECT pg_relation_size('{self.name}') + pg_relation_size('{self.name}_graph')"
        return float(_scalar(size)) / MEGABYTE


@dataclass
class Binary:
    """A graph over signs alone, walked farther; what it yields is put in order by the vectors themselves."""

    name: str = "binary"
    yielded: int = 400

    def build(self, vectors: Vectors) -> float:
        began = time.perf_counter()
        dimensions = vectors.matrix.shape[1]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('maintenance_work_mem', '1GB', false)")
            cursor.execute("CREATE TABLE binary_index AS SELECT image, tags, vector FROM recommender_index_1")
            cursor.execute(
                "CREATE INDEX binary_graph ON binary_index USING hnsw"
                f" ((binary_quantize(vector)::bit({dimensions})) bit_hamming_ops)"
                " WITH (m = 16, ef_construction = 128)"
            )
            cursor.execute("CREATE INDEX binary_tags ON binary_index USING gin (tags)")
            cursor.execute("ANALYZE binary_index")
        return time.perf_counter() - began

    def search(self, vector: Floats, count: int, *, filtered: bool) -> list[int]:
        where = f"WHERE tags @> ARRAY[{FITS}]::bigint[]" if filtered else ""
        text, d = as_text(vector), len(vector)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('hnsw.ef_search', %s, false)", [str(self.yielded)])
            cursor.execute(
                f"SELECT image FROM (SELECT image, vector FROM binary_index {where}"
                f" ORDER BY binary_quantize(vector)::bit({d}) <~> binary_quantize(%s::halfvec({d}))"
                f" LIMIT {self.yielded}) near ORDER BY vector <=> %s::halfvec({d}) LIMIT {count}",
                [text, text],
            )
            found = [image for (image,) in cursor.fetchall()]
            cursor.execute("SELECT set_config('hnsw.ef_search', '40', false)")
        return found

    def hot_mb(self) -> float:
        """The graph, and as much of the table as it points to: all of it, sooner or later."""
        return (
            float(_scalar("SELECT pg_relation_size('binary_graph') + pg_relation_size('binary_index')"))
            / MEGABYTE
        )


def _scalar(query: str, values: Sequence[Any] = ()) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return cursor.fetchone()[0]


def _size(path: Path) -> int:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)


def warm(engine: Engine, queries: Floats, count: int) -> None:
    """Caches are full, as they are in a shop that is open."""
    for vector in np.concatenate([queries, queries]):
        engine.search(vector, count, filtered=False)
        engine.search(vector, count, filtered=True)
