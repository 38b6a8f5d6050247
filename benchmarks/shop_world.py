"""A shop to be visited: real photos, published tags and outlines drawn from the seed, and a web server."""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import million
import numpy as np
from checkout import ROOT
from photos import Photos

STARTS_WITHIN_S = 60.0
SELLERS = 40
MOODS_EACH = (1, 4)
BY_PEOPLE, SOLD_OUT = 0.2, 0.1


def fill(found: Photos, folder: Path, most: int, seed: int) -> int:
    """Import so many of the photos with prices and sellers, and publish; how many products there are.

    Kinds of things are the folder's own. Moods are drawn: what a page costs depends on how many there are,
    not on whether they are right. So are outlines and embeddings, which cost what real ones do.
    """
    from django.utils import timezone  # noqa: PLC0415

    from catalog.models import Product  # noqa: PLC0415
    from catalog.services.importing import import_catalog  # noqa: PLC0415
    from catalog.services.vocabulary_file import STARTER, load_vocabulary  # noqa: PLC0415

    now = timezone.now()
    load_vocabulary(path=STARTER)
    import_catalog(path=_table(found, folder, most, seed), now=now)
    _publish(seed, now)
    _embed(seed)
    return Product.objects.count()


def _table(found: Photos, folder: Path, most: int, seed: int) -> Path:
    chance = np.random.default_rng(seed)
    folder.mkdir()
    table = folder / "products.csv"
    with table.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(["image", "title", "category", "seller", "price", "in_stock"])
        for row in chance.permutation(len(found.paths))[:most]:
            name = f"{row:05}{found.paths[row].suffix}"
            shutil.copyfile(found.paths[row], folder / name)
            price = int(chance.lognormal(10.6, 0.5)) // 100 * 100
            sold = "false" if chance.random() < SOLD_OUT else "true"
            title = f"{found.category[row]} No. {row}"
            writer.writerow(
                [name, title, found.category[row], f"shop {chance.integers(SELLERS)}", price, sold]
            )
    return table


def _publish(seed: int, now: dt.datetime) -> None:
    from catalog.models import ProductImage, Tag  # noqa: PLC0415
    from ml.outline import outline  # noqa: PLC0415
    from recommender.models import PublishedEvidence, PublishedTag  # noqa: PLC0415

    chance = np.random.default_rng(seed + 1)
    moods = list(Tag.objects.in_use().filter(facet__slug="mood"))
    rows, photos = [], {}
    for photo in ProductImage.objects.order_by("pk"):
        for at in chance.choice(len(moods), int(chance.integers(*MOODS_EACH)), replace=False):
            people = chance.random() < BY_PEOPLE
            row = PublishedTag(
                product_id=photo.product_id,
                tag=moods[at],
                source="curated" if people else "predicted",
                confidence=float(chance.uniform(0.7, 0.99)),
                published_at=now,
            )
            rows.append(row)
            photos[photo.product_id] = photo
    PublishedTag.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)
    kept = PublishedTag.objects.order_by("pk")
    evidence = []
    for row in kept:
        photo = photos[row.product_id]
        views = [{"box": [0, 0, 1, 1], "cells": chance.normal(size=(7, 7)).tolist()}]
        path = outline(views, photo.width, photo.height)
        evidence.append(
            PublishedEvidence(published=row, image=photo, model_key="drawn", outline=path, made_at=now)
        )
    PublishedEvidence.objects.bulk_create(evidence, batch_size=5000)


def _embed(seed: int) -> None:
    from django.db import connection  # noqa: PLC0415

    from catalog.models import Embedding, ProductImage  # noqa: PLC0415

    drawn = million.Drawn(seed)
    photos = list(ProductImage.objects.order_by("pk").values_list("pk", flat=True))
    for number, start in enumerate(range(0, len(photos), million.CHUNK)):
        vectors = drawn.chunk(number)
        Embedding.objects.bulk_create(
            (
                Embedding(
                    image_id=pk,
                    encoder_key=million.KEY,
                    dimensions=million.DIMENSIONS,
                    vector=vector.tolist(),
                )
                for pk, vector in zip(photos[start : start + million.CHUNK], vectors, strict=False)
            ),
            batch_size=500,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def served(scratch: Path, port: int) -> Iterator[str]:
    """The web process as the demo runs it, with hashed and compressed files; its address."""
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(scratch),
        "MOODLOOP_VAR": str(scratch),
        "MOODLOOP_DEMO": "1",
        "MOODLOOP_MEDIA": str(scratch / "media"),
        "MOODLOOP_STATIC": str(scratch / "static"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "1", "--threads", "4", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            with urllib.request.urlopen(f"{address}/style/", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.2)  # not there yet: asked again until the deadline


def _database_url(scratch: Path) -> str:
    """Of the benchmark's own database, on the server that it was made on."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from config.services import addresses  # noqa: PLC0415

    url = urlsplit(settings.DATABASE_URL or addresses.postgres_url(scratch))
    return urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
