"""How fast is the catalog manager's office at a million products, and how many queries does each page take?

Products with photos, seller tags, published tags, verdicts, labels, conflicts and holds are drawn from the
seed inside Postgres; none has a file, as the office's pages only name them. Each page is asked for through
Django's whole stack by a manager who is signed in, several times, with other words, filters and places in the
list: `list_ms_p95_<what>` is the 95th percentile of those, `processor_ms_<what>` what a core of its own would
have taken, and `queries_<what>` the most that any took. What is similar in style is not among them: there are
no embeddings here (`benchmarks/search.py` has them).
"""

from __future__ import annotations

import gc
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import checkout  # noqa: F401 (finds the application)
import numpy as np
import office_world
import psutil
from figures import Report, arguments
from scratch import database

if TYPE_CHECKING:
    from django.test import Client

ROWS, QUICK_ROWS = 1_000_000, 20_000
TIMES, QUICK_TIMES = 30, 6
MOST_MS = 200.0
LIST = "/admin/catalog/product/"
WORDS = ["린넨", "dress", "셔츠", "Denim wide", "니트 크롭 코트", "silk", "원피스", "xyzzy"]
FILTERS = {
    "published": "state=published",
    "waiting": "state=waiting",
    "decided": "state=decided",
    "never": "state=never",
    "held": "state=held",
    "people": "source=curated",
    "model": "source=predicted",
    "seller": "source=seller",
    "sure": "confidence=sure",
    "doubtful": "confidence=low",
    "quarrel": "quarrel=people",
    "conflict": "quarrel=seller",
    "stock": "in_stock__exact=0",
}
OTHERS = {
    "photos": "/admin/catalog/productimage/",
    "seller_tags": "/admin/catalog/sellertag/",
    "published_tags": "/admin/recommender/publishedtag/",
    "labels": "/admin/labeling/label/",
    "verdicts": "/admin/labeling/verdict/",
    "queue": "/admin/labeling/queueitem/?state=open",
    "conflicts": "/admin/recommender/contradiction/",
}
Address = Callable[[np.random.Generator], str]


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, help="products in the catalog")
    parser.add_argument("--times", type=int, help="how often each page is asked for")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the database there for another run")
    options = arguments(parser)
    rows = options.rows or (QUICK_ROWS if options.quick else ROWS)
    report = Report("office", f"{rows} products drawn from the seed", options.seed)
    os.environ["DJANGO_HTTPS"] = "false"
    with ExitStack() as stack:
        scratch = options.keep or Path(stack.enter_context(TemporaryDirectory(prefix="moodloop-office-")))
        scratch.mkdir(parents=True, exist_ok=True)
        stack.enter_context(database(scratch, keep=options.keep is not None))
        client = prepare(rows, options)
        counting(report)
        for name, address in pages(rows).items():
            measure(report, client, name, address, options)
    return report.finish(options.json)


def prepare(rows: int, options: Namespace) -> Client:
    """The catalog, and a manager's browser."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from catalog.services.vocabulary_file import STARTER, load_vocabulary  # noqa: PLC0415

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.ALLOWED_HOSTS = ["*"]
    begun = time.perf_counter()
    load_vocabulary(path=STARTER)
    manager, _ = User.objects.get_or_create(username="manager", is_staff=True, is_superuser=True)
    office_world.fill(rows, options.seed, curator=manager.pk)
    print(f"prepared in {time.perf_counter() - begun:.0f} s", flush=True)
    client = Client()
    client.force_login(manager)
    client.get(LIST)
    gc.collect()
    gc.freeze()  # as the web process does (config/wsgi.py)
    return client


def counting(report: Report) -> None:
    """What the first page shows is counted in the background: how long that takes."""
    from django.utils import timezone  # noqa: PLC0415

    from recommender.services.tallying import tally  # noqa: PLC0415

    spent = []
    for _ in range(3):
        begun = time.perf_counter()
        tally(now=timezone.now())
        spent.append(time.perf_counter() - begun)
    report.add("tally_first_s", spent[0], samples=1, of="sweep over 14 days and all that stands")
    report.add("tally_s", spent[1:], samples=2, of="sweeps over today")


def pages(rows: int) -> dict[str, Address]:
    """By name, an address that differs from time to time."""
    from catalog.models import Facet, Tag  # noqa: PLC0415

    tags = list(Tag.objects.values_list("pk", flat=True))
    facets = list(Facet.objects.values_list("pk", flat=True))
    fixed: dict[str, str] = {
        "dashboard": "/admin/",
        "first": LIST,
        "last": f"{LIST}?after=0",
        **{f"filter_{name}": f"{LIST}?{query}" for name, query in FILTERS.items()},
        **OTHERS,
    }
    drawn: dict[str, Address] = {
        "page_1000": lambda chance: f"{LIST}?before={max(60, rows - 50_000 + int(chance.integers(50)))}",
        "search_name": lambda chance: f"{LIST}?q={chance.choice(WORDS)}",
        "search_number": lambda chance: f"{LIST}?q=SKU-{chance.integers(1, rows):08d}",
        "search_seller": lambda chance: f"{LIST}?q=판매자 {chance.integers(office_world.SELLERS)}",
        "search_tag": lambda chance: (
            f"{LIST}?q={chance.choice(['romantic', '캐주얼', 'minimal', '#러블리'])}"
        ),
        "search_and_filter": lambda chance: f"{LIST}?q={chance.choice(WORDS)}&state=published",
        "filter_tag": lambda chance: f"{LIST}?tag={chance.choice(tags)}",
        "filter_facet": lambda chance: f"{LIST}?facet=has-{chance.choice(facets)}",
        "filter_no_facet": lambda chance: f"{LIST}?facet=no-{chance.choice(facets)}",
        "deep_and_filter": lambda chance: f"{LIST}?state=published&before={chance.integers(60, rows)}",
        "product": lambda chance: f"{LIST}{chance.integers(1, rows)}/change/",
    }
    return {**{name: _always(path) for name, path in fixed.items()}, **drawn}


def processor() -> float:
    """Seconds of a core that we and our connection's Postgres have had, which others do not lengthen."""
    from django.db import connection  # noqa: PLC0415

    served = 0.0
    if (backend := connection.connection) is not None and not os.environ.get("DATABASE_URL"):
        times = psutil.Process(backend.info.backend_pid).cpu_times()
        served = times.user + times.system
    return time.process_time() + served


def _always(path: str) -> Address:
    return lambda _: path


def measure(report: Report, client: Client, name: str, address: Address, options: Namespace) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    chance = np.random.default_rng(options.seed)
    times = options.times or (QUICK_TIMES if options.quick else TIMES)
    spent, worked, queries, worst = [], [], [], (0.0, "")
    client.get(address(chance))  # what is loaded and planned once
    for _ in range(times):
        path = address(chance)
        with CaptureQueriesContext(connection) as captured:
            begun, core = time.perf_counter(), processor()
            response = client.get(path)
            spent.append(1000 * (time.perf_counter() - begun))
            worked.append(1000 * (processor() - core))
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")
        queries.append(len(captured))
        worst = max(worst, (spent[-1], path))
    p95 = float(np.quantile(spent, 0.95))
    low, high = min(spent), max(spent)
    report.add(f"list_ms_p95_{name}", p95, samples=times, of=f"times; slowest {worst[1]}", low=low, high=high)
    report.add(f"processor_ms_{name}", worked, samples=times, of="times, ours and Postgres's for us")
    report.add(f"queries_{name}", float(max(queries)), samples=times, of="times", low=min(queries))
    why = "a quick run says nothing about a million"
    claim = f"{name}: {p95:.0f} ms, at most {MOST_MS:.0f}"
    report.require(claim, holds=p95 <= MOST_MS, enforced=not options.quick, why_not=why)


if __name__ == "__main__":
    sys.exit(main())
