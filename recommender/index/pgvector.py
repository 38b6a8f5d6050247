"""The index in Postgres: a table for each generation, with pgvector's HNSW graph over it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import DatabaseError, connection, transaction
from psycopg import errors, sql

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
from recommender.index.plans import Tuning, build_graph, is_worth_scanning

PORTION = 5_000
"""Photos that go over in one statement."""
_COLUMNS = ("image", "product", "vector", "tags", "category", "price", "seller", "in_stock")
_TYPES = ("int8", "int8", "bytea", "int8[]", "int8", "int8", "text", "bool")
"""As they travel. A vector goes in Postgres' own bytes; written as text it took ten times as long."""


@dataclass(frozen=True)
class PgvectorIndex:
    """Which generation answers is a row in the same database: nothing here has to be told of a swap."""

    tuning: Tuning
    engine: str = "pgvector"

    def create(self, name: str, dimensions: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL(
                    """
                    CREATE TABLE IF NOT EXISTS {table} (
                        image bigint PRIMARY KEY,
                        product bigint NOT NULL,
                        vector halfvec({dimensions}) NOT NULL,
                        tags bigint[] NOT NULL,
                        category bigint,
                        price bigint,
                        seller text NOT NULL,
                        in_stock boolean NOT NULL
                    ) WITH (fillfactor = 90)
                    """
                ).format(table=sql.Identifier(name), dimensions=sql.Literal(int(dimensions)))
            )

    def upsert(self, name: str, entries: Sequence[Entry]) -> None:
        dimensions = self._dimensions(name)
        for entry in entries:
            if len(entry.vector) != dimensions:
                raise DimensionError(wrong_length(len(entry.vector), dimensions, name))
        for start in range(0, len(entries), PORTION):
            with _known(name), transaction.atomic():
                self._upsert(sql.Identifier(name), entries[start : start + PORTION])

    def _upsert(self, table: sql.Identifier, entries: Sequence[Entry]) -> None:
        """By COPY into a table of the transaction's own; of a photo that is there twice the last counts."""
        arriving = sql.Identifier("index_arriving")
        last = {entry.image: entry for entry in entries}
        columns = sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
        news = sql.SQL(", ").join(
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column)) for column in _COLUMNS[1:]
        )
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE TEMPORARY TABLE {} (LIKE {}) ON COMMIT DROP").format(arriving, table)
            )
            with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(arriving)) as copy:
                copy.set_types(_TYPES)
                for entry in last.values():
                    copy.write_row(_row(entry))
            cursor.execute(
                sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT (image) DO UPDATE SET {}").format(
                    table, columns, columns, arriving, news
                )
            )
            cursor.execute(sql.SQL("DROP TABLE {}").format(arriving))

    def delete(self, name: str, images: Collection[int]) -> None:
        with _known(name), transaction.atomic(), connection.cursor() as cursor:
            query = sql.SQL("DELETE FROM {} WHERE image = ANY(%s)").format(sql.Identifier(name))
            cursor.execute(query, [list(images)])

    def finish(self, name: str) -> None:
        with _known(name):
            build_graph(name, count=self.count(name), dimensions=self._dimensions(name), tuning=self.tuning)

    def search(
        self, name: str, vectors: FloatArray, *, count: int, where: Where = EVERYTHING
    ) -> list[list[Hit]]:
        dimensions = self._dimensions(name)
        if vectors.ndim != 2 or vectors.shape[1] != dimensions:
            raise DimensionError(wrong_length(vectors.shape[-1], dimensions, name))
        conditions = _conditions(where)
        with _known(name), _unharmed(), connection.cursor() as cursor:
            if where.narrows and is_worth_scanning(cursor, name, conditions, self.tuning):
                return self._nearest(cursor, name, vectors, count, conditions, exact=True)
            found = self._nearest(cursor, name, vectors, count, conditions, exact=False)
            if where.narrows and min(map(len, found), default=count) < count:
                # Fewer fit than was estimated: the walk ended before it had found them all.
                return self._nearest(cursor, name, vectors, count, conditions, exact=True)
            return found

    def _nearest(
        self,
        cursor: Any,
        name: str,
        vectors: FloatArray,
        count: int,
        conditions: list[sql.Composable],
        *,
        exact: bool,
    ) -> list[list[Hit]]:
        """For all vectors in one statement. A sum hides the distance from the graph: then all are read.

        How far the graph is walked is said in the same message: each other one costs a busy machine a turn.
        """
        distance = sql.SQL("(vector <=> asked.vector)")
        query = sql.SQL(
            """
            SELECT asked.number, near.image, near.product, 1 - near.distance
            FROM unnest(%s::halfvec[]) WITH ORDINALITY AS asked (vector, number) CROSS JOIN LATERAL (
                SELECT image, product, {distance} AS distance FROM {table} {where}
                ORDER BY {order} LIMIT {count}
            ) near ORDER BY asked.number, near.distance, near.image
            """
        ).format(
            distance=distance,
            table=sql.Identifier(name),
            where=where_clause(conditions),
            order=sql.SQL("{} + 0").format(distance) if exact else distance,
            count=sql.Literal(count),
        )
        if exact:
            cursor.execute(query, [[as_text(vector) for vector in vectors]])
        else:
            both = sql.SQL("{}; {}").format(self.tuning.walk(count), query)
            cursor.execute(both, [[as_text(vector) for vector in vectors]])
            cursor.nextset()
        found: list[list[Hit]] = [[] for _ in vectors]
        for number, image, product, similarity in cursor.fetchall():
            found[number - 1].append(Hit(image, product, similarity))
        return found

    def count(self, name: str) -> int:
        with _known(name), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            return int(cursor.fetchone()[0])

    def swap(self, name: str) -> None:
        self._dimensions(name)

    def drop(self, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))

    def _dimensions(self, name: str) -> int:
        """A small lookup in Postgres' own catalog, whose pages are always in memory."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT atttypmod FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = 'vector'",
                [sql.Identifier(name).as_string(cursor.connection)],
            )
            found = cursor.fetchone()
        if found is None:
            raise UnknownGenerationError(f"There is no index “{name}”.")
        return int(found[0])


def as_text(vector: FloatArray) -> str:
    return f"[{','.join(map(str, np.asarray(vector, np.float32).tolist()))}]"


def where_clause(conditions: list[sql.Composable]) -> sql.Composable:
    return sql.SQL("WHERE ") + sql.SQL(" AND ").join(conditions) if conditions else sql.SQL("")


def _row(entry: Entry) -> tuple[object, ...]:
    header = np.array([len(entry.vector), 0], ">i2").tobytes()  # as pgvector's halfvec_recv reads it
    return (
        entry.image,
        entry.product,
        header + np.asarray(entry.vector).astype(">f2").tobytes(),
        sorted(entry.tags),
        entry.category,
        None if entry.price is None else hundredths(entry.price),
        entry.seller,
        entry.in_stock,
    )


def _conditions(where: Where) -> list[sql.Composable]:
    """Values as literals, quoted by psycopg: an estimate needs to know them."""
    asked: list[tuple[str, object | None]] = [
        ("tags @> {}::bigint[]", list(where.tags_all) or None),
        ("tags && {}::bigint[]", list(where.tags_any) or None),
        ("NOT tags && {}::bigint[]", list(where.tags_none) or None),
        ("category = {}", where.category),
        ("price >= {}", None if where.price_from is None else hundredths(where.price_from)),
        ("price <= {}", None if where.price_to is None else hundredths(where.price_to)),
        ("seller = {}", where.seller),
        ("in_stock = {}", where.in_stock),
        ("product <> ALL({}::bigint[])", list(where.without_products) or None),
    ]
    return [sql.SQL(text).format(sql.Literal(value)) for text, value in asked if value is not None]


def _unharmed() -> AbstractContextManager[object]:
    """A savepoint where a transaction is open, which an error would end; by itself a search needs none."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


@contextmanager
def _known(name: str) -> Iterator[None]:
    """What Postgres says of this table, in the words of an index."""
    try:
        yield
    except DatabaseError as error:
        if isinstance(error.__cause__, errors.UndefinedTable):
            raise UnknownGenerationError(f"There is no index “{name}”.") from error
        raise IndexFailure(str(error).strip()) from error
