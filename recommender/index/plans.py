"""How Postgres builds the graph, how far it walks it, and when reading what fits is cheaper than walking."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg import errors, sql

logger = logging.getLogger(__name__)
_LINK_BYTES = 8
"""Of a neighbour in the graph while it is built; each photo has 2m of them on the ground floor."""
_OWN_BYTES = 160
_LEAST_MB = 64


@dataclass(frozen=True)
class Tuning:
    """HNSW's parameters (Malkov and Yashunin 2018, section 4), chosen by benchmarks/search.py."""

    m: int
    ef_construction: int
    ef_search: int
    scanned: int
    """Photos at most that are read one by one when a filter leaves so few."""
    build_mb: int
    build_workers: int

    def walk(self, count: int) -> sql.Composable:
        """How far, for the rest of the message or transaction. What a filter throws away is made up for by
        walking on."""
        return sql.SQL(
            "SELECT set_config('hnsw.ef_search', {}, true), set_config('hnsw.iterative_scan', {}, true)"
        ).format(sql.Literal(str(min(1000, max(self.ef_search, 2 * count)))), sql.Literal("relaxed_order"))


def is_worth_scanning(cursor: Any, name: str, conditions: Sequence[sql.Composable], tuning: Tuning) -> bool:
    """Whether, by Postgres' statistics, so few photos fit that reading them all costs less than a walk.

    An estimate, a fraction of a millisecond. Being wrong costs time and never a result.
    """
    query = sql.SQL("EXPLAIN (FORMAT JSON) SELECT 1 FROM {} WHERE {}").format(
        sql.Identifier(name), sql.SQL(" AND ").join(conditions)
    )
    cursor.execute(query)
    [[plan]] = cursor.fetchall()
    return float(plan[0]["Plan"]["Plan Rows"]) <= tuning.scanned


def build_graph(name: str, *, count: int, dimensions: int, tuning: Tuning) -> None:
    """The graph and the filters' indexes, by several processes where there is shared memory for them.

    The graph is built in memory; where it does not fit, the rest is put in one by one, ten times as slowly.
    """
    try:
        _build(name, count, dimensions, tuning, workers=tuning.build_workers)
    except OperationalError as error:
        if not isinstance(error.__cause__, errors.DiskFull | errors.OutOfMemory) or not tuning.build_workers:
            raise
        logger.warning("no shared memory to build %s in parallel: %s", name, error)
        _build(name, count, dimensions, tuning, workers=0)


def _build(name: str, count: int, dimensions: int, tuning: Tuning, *, workers: int) -> None:
    table = sql.Identifier(name)
    each = 2 * dimensions + 2 * tuning.m * _LINK_BYTES + _OWN_BYTES
    megabytes = min(tuning.build_mb, max(_LEAST_MB, count * each * 13 // 10 // 2**20))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('maintenance_work_mem', %s, true),"
            " set_config('max_parallel_maintenance_workers', %s, true)",
            [f"{megabytes}MB", str(workers)],
        )
        graph = sql.SQL(
            "CREATE INDEX IF NOT EXISTS {} ON {} USING hnsw (vector halfvec_cosine_ops)"
            " WITH (m = {}, ef_construction = {})"
        )
        parameters = sql.Literal(tuning.m), sql.Literal(tuning.ef_construction)
        cursor.execute(graph.format(sql.Identifier(f"{name}_graph"), table, *parameters))
        for column, kind in (
            ("tags", "gin"),
            ("product", "btree"),
            ("category", "btree"),
            ("price", "btree"),
            ("seller", "btree"),
        ):
            cursor.execute(
                sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} USING {} ({})").format(
                    sql.Identifier(f"{name}_{column}"), table, sql.SQL(kind), sql.Identifier(column)
                )
            )
        cursor.execute(sql.SQL("ANALYZE {}").format(table))
