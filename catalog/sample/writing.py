"""The sample catalog on disk: `products.csv`, the photos, and the hidden truth beside them.

Everything follows from (products, seed), byte for byte. A directory whose `manifest.json` names the same
catalog is left alone; the manifest is written last, so a run that was interrupted is simply run again.
"""

import csv
import io
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from catalog.sample.collection import Product, photos, product

VERSION = 3
"""To be raised whenever the same seed would draw something else."""
QUALITY = 90
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Summary:
    """What lies in the directory, and whether this call drew it."""

    directory: Path
    products: int
    images: int
    drawn: bool


def generate(directory: Path, *, products: int, seed: int, progress: Progress | None = None) -> Summary:
    """Draws the catalog into `directory`, unless it is already there.

    `progress(done, products)` is called after each product. Raises ValueError for fewer than one product
    or a negative seed, OSError where the directory cannot be written.
    """
    if products < 1 or seed < 0:
        raise ValueError("A sample catalog needs at least one product and a seed of 0 or more.")
    items = [product(seed, number) for number in range(products)]
    summary = Summary(directory, products, sum(len(item.images) for item in items), drawn=False)
    manifest = {"version": VERSION, "products": products, "seed": seed, "images": summary.images}
    if _read(directory / "manifest.json") == manifest and all(
        (directory / path).exists() for item in items for path in item.images
    ):
        return summary
    (directory / "images").mkdir(parents=True, exist_ok=True)
    (directory / "manifest.json").unlink(missing_ok=True)
    _draw(directory, products, seed, progress)
    for name, text in (
        ("products.csv", _claims(items)),
        ("truth.csv", _benchmark(items)),
        ("truth.jsonl", _truth(items)),
    ):
        _replace(directory / name, text.encode())
    _remove_strangers(directory / "images", {Path(path).name for item in items for path in item.images})
    _replace(directory / "manifest.json", (json.dumps(manifest, indent=1) + "\n").encode())
    return Summary(**{**asdict(summary), "drawn": True})


def draw_product(directory: Path, seed: int, number: int) -> None:
    """Writes the photos of one product."""
    for path, picture in zip(product(seed, number).images, photos(seed, number), strict=True):
        _replace(directory / path, encoded(picture))


def encoded(picture: np.ndarray) -> bytes:
    """A JPEG of the picture [h, w, 3]."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _draw(directory: Path, products: int, seed: int, progress: Progress | None) -> None:
    """All photos, on every core. Workers are spawned: a fork would copy threads and connections."""
    work = partial(draw_product, directory, seed)
    workers = min(os.cpu_count() or 1, max(1, products // 4))
    if workers == 1:
        _follow(map(work, range(products)), products, progress)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        _follow(pool.map(work, range(products), chunksize=4), products, progress)


def _follow(finished: Iterable[None], products: int, progress: Progress | None) -> None:
    for done, _ in enumerate(finished, start=1):
        if progress is not None:
            progress(done, products)


def _claims(items: list[Product]) -> str:
    """What the shop imports: one row per photo, nothing but what a seller would have said."""
    rows = [
        (
            item.external_id,
            item.title,
            path,
            item.claimed_category,
            "|".join(item.seller_tags),
            item.seller,
            item.price,
            "yes" if item.in_stock else "no",
        )
        for item in items
        for path in item.images
    ]
    columns = ["external_id", "title", "image", "category", "seller_tags", "seller", "price", "in_stock"]
    return _csv(columns, rows)


def _benchmark(items: list[Product]) -> str:
    rows = [
        (path, item.title, item.look.category, "|".join(item.moods), item.split)
        for item in items
        for path in item.images
    ]
    return _csv(["image", "title", "category", "style_labels", "split"], rows)


def _truth(items: list[Product]) -> str:
    lines = [
        {
            "image": path,
            "external_id": item.external_id,
            "category": item.look.category,
            "mood": list(item.moods),
            "sleeve": item.look.sleeve or None,
            "pattern": list(item.pattern),
            "split": item.split,
            "seller_tags_wrong": item.tags_wrong,
        }
        for item in items
        for path in item.images
    ]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _csv(header: list[str], rows: Iterable[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a file."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None


def _remove_strangers(folder: Path, known: set[str]) -> None:
    """Photos of an earlier, other catalog in the same place."""
    for path in folder.iterdir():
        if path.name not in known and path.suffix in (".jpg", ".part"):
            path.unlink()
