"""How truly and how fast the nearest of a million vectors are found, beside stock pgvector and Milvus Lite.

    python benchmarks/search.py --rows 1000000 --json search.json
    python benchmarks/search.py --keep path/to/indexes     # the next run with the same folder builds nothing

Engines are asked in turn, query by query, by one client. `ours` goes through the application's own index,
with its statements, estimates and transactions; `stock_vector` and `stock_halfvec` are pgvector's defaults
(m 16, ef_construction 64, ef_search 40) asked as its README shows; `binary` is signs first, then the vectors
of what they yield; `milvus_lite` is our second index, embedded. The filter keeps one row in a hundred.
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from figures import Report, arguments
from search_data import Ints, Vectors, clustered, exact, intrinsic_dimension, loaded, recall

if TYPE_CHECKING:
    from search_engines import Engine

COUNT, QUERIES, ROWS, DIMENSIONS = 10, 500, 1_000_000, 256
QUICK_ROWS, QUICK_QUERIES = 20_000, 100
RECALL, P95_MS, FILTERED_RECALL, FILTERED_TIMES = 0.99, 10.0, 0.98, 2.0
ENGINES = ("ours", "stock_halfvec", "stock_vector", "binary", "milvus_lite")


def main() -> int:
    asked = options()
    report = Report("search", f"{asked.rows} × {asked.dimensions}", asked.seed)
    vectors = chosen(asked)
    dimension = intrinsic_dimension(vectors.matrix, vectors.queries[:100])
    report.add("intrinsic_dimension", dimension, samples=100, of="queries, their 20 nearest")
    with ExitStack() as stack:
        scratch = asked.keep or Path(stack.enter_context(TemporaryDirectory(prefix="moodloop-search-")))
        scratch.mkdir(parents=True, exist_ok=True)
        started(scratch, asked, stack)
        measure(report, vectors, asked, scratch)
    return report.finish(asked.json)


def options() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=None, help=f"vectors (default: {ROWS:,})")
    parser.add_argument("--dimensions", type=int, default=DIMENSIONS)
    parser.add_argument("--queries", type=int, default=None)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--buffers-mb", type=int, default=4096, help="Postgres' shared_buffers")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="leave the indexes there, and find them again"
    )
    for name in ("m", "ef-construction", "ef-search", "scanned", "build-workers"):
        parser.add_argument(f"--{name}", type=int, help="in place of the setting, for ours")
    asked = arguments(parser)
    asked.rows = asked.rows or (QUICK_ROWS if asked.quick else ROWS)
    asked.queries = asked.queries or (QUICK_QUERIES if asked.quick else QUERIES)
    return asked


def chosen(asked: Namespace) -> Vectors:
    if asked.data is not None:
        return loaded(asked.data, asked.rows, asked.queries, asked.seed)
    return clustered(asked.rows, asked.queries, asked.dimensions, asked.seed)


def started(scratch: Path, asked: Namespace, stack: ExitStack) -> None:
    """A Postgres of the benchmark's own, as the application runs it, with memory for the whole index."""
    os.environ |= {"MOODLOOP_VAR": str(scratch), "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ.pop("DATABASE_URL", None)
    # No application is set up: what is measured needs settings and a connection alone.
    from django.db import connection  # noqa: PLC0415

    from config.services import postgres  # noqa: PLC0415
    from config.services.processes import running  # noqa: PLC0415

    server = postgres.program(scratch, durable=False)
    more = ["-c", f"shared_buffers={asked.buffers_mb}MB", "-c", "max_wal_size=8GB"]
    stack.enter_context(running(replace(server, command=[*server.command, *more]), scratch / "postgres.log"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
        # As whoever knows nothing of this application would find it; ours sets what it needs by itself.
        cursor.execute("SET hnsw.iterative_scan = off; SET hnsw.ef_search = 40")
    stack.callback(connection.close)


def measure(report: Report, vectors: Vectors, asked: Namespace, scratch: Path) -> None:
    from search_engines import Binary, Stock, milvus, ours, warm  # noqa: PLC0415

    from recommender.index import tuning  # noqa: PLC0415

    names = ("m", "ef_construction", "ef_search", "scanned", "build_workers")
    mine = replace(tuning(), build_mb=4096, **{n: v for n in names if (v := getattr(asked, n)) is not None})
    print(mine, flush=True)
    makers: dict[str, Callable[[], Engine]] = {
        "ours": lambda: ours(mine),
        "stock_halfvec": lambda: Stock("stock_halfvec", "halfvec"),
        "stock_vector": lambda: Stock("stock_vector", "vector"),
        "binary": Binary,
        "milvus_lite": lambda: milvus(scratch, mine),
    }
    made: dict[str, Engine] = {}
    for name in sorted(set(asked.engines) | {"ours"}, key=ENGINES.index):
        made[name] = makers[name]()
        graph = f", m {mine.m}, ef_construction {mine.ef_construction}" if name == "ours" else ""
        seconds = built(made[name], vectors, f"{report.data}, seed {asked.seed}{graph}")
        report.add(f"build_s_{name}", seconds, samples=len(vectors.matrix), of="vectors")
        report.add(f"hot_mb_{name}", made[name].hot_mb(), samples=len(vectors.matrix), of="vectors")
    fitting = np.flatnonzero(vectors.fits)
    truths = {
        False: exact(vectors.matrix, vectors.queries, COUNT),
        True: fitting[exact(vectors.matrix[fitting], vectors.queries, COUNT)],
    }
    for engine in made.values():
        warm(engine, vectors.queries[:50], COUNT)
    for filtered, truth in truths.items():
        ask(report, list(made.values()), vectors, truth, filtered=filtered)
    judge(report, asked)


def built(engine: Engine, vectors: Vectors, mark: str) -> float:
    """The seconds of its build: now, or in the run that left it here."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS built (engine text PRIMARY KEY, mark text, seconds float)")
        cursor.execute("SELECT mark, seconds FROM built WHERE engine = %s", [engine.name])
        found = cursor.fetchone()
        if found is None:
            seconds = engine.build(vectors)
            cursor.execute("INSERT INTO built VALUES (%s, %s, %s)", [engine.name, mark, seconds])
            return seconds
    if found[0] != mark:
        raise SystemExit(f"The folder holds another index of {engine.name}: {found[0]}. Choose another one.")
    return float(found[1])


def ask(report: Report, engines: Sequence[Engine], vectors: Vectors, truth: Ints, *, filtered: bool) -> None:
    """Every query to every engine, who is first changing from query to query."""
    seconds: dict[str, list[float]] = {}
    found: dict[str, list[list[int]]] = {}
    for number, vector in enumerate(vectors.queries):
        for turn in range(len(engines)):
            engine = engines[(number + turn) % len(engines)]
            began = time.perf_counter()
            rows = engine.search(vector, COUNT, filtered=filtered)
            seconds.setdefault(engine.name, []).append(time.perf_counter() - began)
            found.setdefault(engine.name, []).append(rows)
    prefix = "filtered_" if filtered else ""
    for name, times in seconds.items():
        milliseconds = 1000 * np.array(times)
        report.add_mean(f"{prefix}recall10_{name}", recall(found[name].__getitem__, truth), of="queries")
        for part in (50, 95):
            value = float(np.percentile(milliseconds, part))
            low, high = spread(milliseconds, part)
            of = "queries, one client"
            report.add(f"{prefix}p{part}_ms_{name}", value, samples=len(times), of=of, low=low, high=high)


def spread(values: np.ndarray, part: int) -> tuple[float, float]:
    """95 % interval of a percentile over resampled queries."""
    draws = np.random.default_rng(0).choice(values, (1000, len(values)))
    low, high = np.quantile(np.percentile(draws, part, axis=1), [0.025, 0.975])
    return float(low), float(high)


def judge(report: Report, asked: Namespace) -> None:
    of = {figure.name: figure.value for figure in report.figures}
    whole = {"enforced": asked.rows >= ROWS, "why_not": f"the bars are those of {ROWS:,} vectors"}
    report.require(f"recall@10 of ours at least {RECALL}", holds=of["recall10_ours"] >= RECALL, **whole)
    report.require(f"p95 of ours at most {P95_MS:.0f} ms", holds=of["p95_ms_ours"] <= P95_MS, **whole)
    report.require(
        f"filtered recall@10 of ours at least {FILTERED_RECALL}",
        holds=of["filtered_recall10_ours"] >= FILTERED_RECALL,
        **whole,
    )
    report.require(
        f"filtered p95 of ours at most {FILTERED_TIMES:.0f} times that of all",
        holds=of["filtered_p95_ms_ours"] <= FILTERED_TIMES * of["p95_ms_ours"],
        **whole,
    )


if __name__ == "__main__":
    raise SystemExit(main())
