"""How fast does a catalog come in, beside the plain ways; and does memory stay flat?

Rows whose photos are in storage, by the application's import and by one `save()` an object; rows with new
photos, beside nothing but decoding the same photos on as many threads; and the peak of memory of an import of
few rows and of twenty times as many, each in a process of its own.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import resource
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import checkout
from figures import Report, arguments
from PIL import Image
from scratch import database

ROW_BAR, DECODE_BAR, MEMORY_BAR = 10.0, 0.8, 1.15
SIZES = {"rows": 4000, "saved": 400, "images": 400, "few": 10_000, "many": 200_000}
QUICK = {"rows": 4000, "saved": 200, "images": 60, "few": 2000, "many": 20_000}
STORED = 200
REPEATS = 3
SEVERAL_AT_ONCE = 2 * (os.cpu_count() or 1)
PEAK = "peak_mb "

EXAMPLES = """examples:
  python benchmarks/importing.py --quick
  python benchmarks/importing.py --json importing.json
  DATABASE_URL=postgresql://… python benchmarks/importing.py
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument(
        "--import-alone", type=Path, metavar="TABLE", help="import, and say the peak of memory"
    )
    options = arguments(parser)
    if options.import_alone:
        return import_alone(options.import_alone)
    sizes, repeats = QUICK if options.quick else SIZES, REPEATS
    report = Report("importing", "drawn photos of one garment a product", options.seed)
    with TemporaryDirectory(prefix="moodloop-importing-") as scratch, database(Path(scratch)):
        shop = Path(scratch) / "shop"
        shop.mkdir()
        rows(report, shop, sizes, repeats)
        images(report, shop, sizes["images"], repeats)
        memory(report, shop, sizes)
    return report.finish(options.json)


def rows(report: Report, shop: Path, sizes: dict[str, int], repeats: int) -> None:
    """Rows whose photos are in storage: ours, and one `save()` an object, by turns."""
    from django.db import transaction  # noqa: PLC0415

    names = stored_photos(shop)
    ours, plain, at_once = [], [], []
    for turn in range(repeats):
        table = write_table(shop, f"rows-{turn}", sizes["rows"], names)
        ours.append(sizes["rows"] / seconds(lambda table=table: bring_in(table)))  # type: ignore[misc]
        table = write_table(shop, f"saved-{turn}", sizes["saved"], names)
        plain.append(sizes["saved"] / seconds(lambda table=table: save_each(table)))  # type: ignore[misc]
        table = write_table(shop, f"at-once-{turn}", sizes["saved"], names)
        with transaction.atomic():
            at_once.append(sizes["saved"] / seconds(lambda table=table: save_each(table)))  # type: ignore[misc]
    speedups = [fast / slow for fast, slow in zip(ours, plain, strict=True)]
    report.add("rows_per_s", ours, samples=sizes["rows"], of="rows a turn")
    report.add("rows_per_s_saved_one_by_one", plain, samples=sizes["saved"], of="rows a turn")
    report.add("rows_per_s_in_one_transaction", at_once, samples=sizes["saved"], of="rows a turn")
    report.add("row_speedup", speedups, samples=repeats, of="turns")
    speedup = sorted(speedups)[repeats // 2]
    report.require(
        f"rows come in {speedup:.1f} times as fast as one save an object, at least {ROW_BAR:.0f}",
        holds=speedup >= ROW_BAR,
    )


def images(report: Report, shop: Path, count: int, repeats: int) -> None:
    """New photos: imported, and only decoded on as many threads, by turns."""
    from catalog.services.decoding import decode  # noqa: PLC0415

    imported, decoded = [], []
    for turn in range(repeats):
        names = [photo(shop, f"new-{turn}-{number}.jpg", number + turn * count) for number in range(count)]
        contents = [(shop / name).read_bytes() for name in names]
        with ThreadPoolExecutor(SEVERAL_AT_ONCE) as pool:
            decoded.append(count / seconds(lambda: list(pool.map(decode, contents))))  # noqa: B023
        table = write_table(shop, f"images-{turn}", count, names)
        imported.append(count / seconds(lambda table=table: bring_in(table)))  # type: ignore[misc]
    shares = [ours / limit for ours, limit in zip(imported, decoded, strict=True)]
    report.add("images_per_s", imported, samples=count, of="photos of 1200 × 1600 a turn")
    report.add("images_per_s_decoded_only", decoded, samples=count, of="photos of 1200 × 1600 a turn")
    report.add("share_of_decode_rate", shares, samples=repeats, of="turns")
    share = sorted(shares)[repeats // 2]
    report.require(
        f"photos come in at {share:.2f} of the rate at which they are decoded, at least {DECODE_BAR}",
        holds=share >= DECODE_BAR,
    )


def memory(report: Report, shop: Path, sizes: dict[str, int]) -> None:
    """The peak of an import of few rows and of many, in processes of their own."""
    names = [path.name for path in sorted(shop.glob("stored-*"))]
    peaks = {}
    for size in ("few", "many"):
        table = write_table(shop, f"memory-{size}", sizes[size], names)
        peaks[size] = peak_of(table)
        report.add(f"peak_mb_{sizes[size]}_rows", peaks[size], samples=sizes[size], of="rows")
    report.add("peak_mb", peaks["many"], samples=sizes["many"], of="rows")
    growth = peaks["many"] / peaks["few"]
    times = sizes["many"] // sizes["few"]
    report.require(
        f"{times} times as many rows take {growth:.2f} times the memory, at most {MEMORY_BAR}",
        holds=growth <= MEMORY_BAR,
    )


def peak_of(table: Path) -> float:
    from django.db import connection  # noqa: PLC0415

    to = connection.settings_dict
    who = f"{to['USER']}:{to['PASSWORD']}" if to["PASSWORD"] else to["USER"]
    where = f"{to['HOST'].replace('/', '%2F')}:{to['PORT']}".rstrip(":")
    result = subprocess.run(
        [sys.executable, __file__, "--import-alone", table],
        env=os.environ | {"DATABASE_URL": f"postgresql://{who}@{where}/{to['NAME']}"},
        cwd=checkout.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(result.stdout.rpartition(PEAK)[2])


def import_alone(table: Path) -> int:
    """In a process of its own: import a table and say the peak of memory, in MB."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415

    django.setup()
    bring_in(table)
    print(f"{PEAK}{peak_mb():.1f}")
    return 0


def peak_mb() -> float:
    """Of this process alone; `getrusage` counts what its parent had when it was forked."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.open() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def bring_in(table: Path) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from catalog.services.importing import import_catalog  # noqa: PLC0415

    report = import_catalog(path=table, now=timezone.now())
    if report.refused:
        raise RuntimeError(report.refused[0].reason)


def save_each(table: Path) -> None:
    """What one writes first: read a row, hash its photo, save each object by itself."""
    from catalog.models import Product, ProductImage, SellerTag, Tag  # noqa: PLC0415
    from catalog.services.photos import is_kept  # noqa: PLC0415
    from catalog.services.vocabulary import Names  # noqa: PLC0415

    names = Names(Tag.objects.in_use())
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            content = (table.parent / row["image"]).read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            with Image.open(io.BytesIO(content)) as image:
                width, height = image.size
            if not is_kept(sha256):
                raise RuntimeError(f"{row['image']} is not in storage")
            product = Product.objects.create(
                external_id=row["external_id"], title=row["title"], category=row["category"]
            )
            ProductImage.objects.create(
                product=product, sha256=sha256, width=width, height=height, source_name=row["image"]
            )
            for text in row["seller_tags"].split("|"):
                SellerTag.objects.create(product=product, text=text, tag=names.tag_for(text))


def stored_photos(shop: Path) -> list[str]:
    """The names of some small photos that are in storage already."""
    names = [photo(shop, f"stored-{number}.jpg", number, (96, 128)) for number in range(STORED)]
    bring_in(write_table(shop, "stored", STORED, names))
    return names


def photo(shop: Path, name: str, number: int, size: tuple[int, int] = (1200, 1600)) -> str:
    """A photo unlike the others, with as much in it as a shop's have."""
    picture = Image.linear_gradient("L").resize(size).rotate(number % 360).convert("RGB")
    picture.paste((number % 256, number // 256 % 256, 90), (8, 8, 40, 40))
    grain = Image.effect_noise((size[0] // 2, size[1] // 2), 24).resize(size).convert("RGB")
    Image.blend(picture, grain, 0.3).save(shop / name, quality=85)
    return name


def write_table(shop: Path, name: str, count: int, photos: list[str]) -> Path:
    """A CSV of so many products with a photo and two seller tags each."""
    path = shop / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["external_id", "title", "category", "image", "seller_tags"])
        for number in range(count):
            image = photos[number % len(photos)]
            writer.writerow([f"{name}-{number}", f"Dress {number}", "dress", image, "귀여운|spring"])
    return path


def seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
