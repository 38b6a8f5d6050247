"""Does memory stay flat when labels go out, and come in from elsewhere, however many there are?

The same is done with a quarter of the labels and with all of them; what the process takes at most may hardly
grow in between. Rows without photos, four tags a photo.
"""

from __future__ import annotations

import datetime as dt
import resource
import time
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import checkout  # noqa: F401 (finds the settings)
from figures import Report, arguments
from scratch import database

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LABELS, QUICK = 100_000, 12_000
TAGS, AT_ONCE = 4, 2_000
MOST_GROWTH = 48
"""Megabytes; what the allocator keeps between two exports is among them."""
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
FORMATS = ("csv", "jsonl", "parquet", "coco")

EXAMPLES = """examples:
  python benchmarks/exchange.py --quick
  python benchmarks/exchange.py --json exchange.json
"""


def main() -> int:
    options = arguments(ArgumentParser(description=__doc__, epilog=EXAMPLES))
    labels = QUICK if options.quick else LABELS
    report = Report("exchange", "rows without photos, four tags each", options.seed)
    with TemporaryDirectory(prefix="moodloop-exchange-") as scratch, database(Path(scratch)):
        measure(report, labels)
    return report.finish(options.json)


def measure(report: Report, labels: int) -> None:
    from django.contrib.auth.models import User  # noqa: PLC0415

    manager = User.objects.create_user("manager")
    few = labels // 4
    speak(0, few)
    out_and_in(manager, "few", report=None)
    before = megabytes()
    speak(few, labels)
    out_and_in(manager, "many", report=report)
    after = megabytes()
    report.add("peak_mb_quarter", before, samples=few, of="labels")
    report.add("peak_mb", after, samples=labels, of="labels")
    report.require(
        f"four times the labels take {after - before:.0f} MB more, at most {MOST_GROWTH}",
        holds=after - before <= MOST_GROWTH,
    )


def megabytes() -> float:
    """That this process has taken at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def speak(first: int, last: int) -> None:
    """So many labels, a few at a time: what the making of rows takes is not what is measured."""
    for begin in range(first, last, AT_ONCE):
        speak_some(begin, min(begin + AT_ONCE, last))


def speak_some(first: int, last: int) -> None:
    """By photos of four tags each."""
    from catalog.models import Facet, Product, ProductImage, Tag  # noqa: PLC0415
    from labeling.models import Label  # noqa: PLC0415

    facet, _ = Facet.objects.get_or_create(slug="mood", name_ko="무드", name_en="Mood")
    tags = [
        Tag.objects.get_or_create(facet=facet, slug=f"tag-{at}", name_ko=f"태그{at}", name_en=f"Tag {at}")[0]
        for at in range(TAGS)
    ]
    numbers = range(first // TAGS, last // TAGS)
    products = Product.objects.bulk_create(
        (Product(external_id=f"P{number}", title=f"상품 {number}", lot=0.9) for number in numbers), 5_000
    )
    images = ProductImage.objects.bulk_create(
        (
            ProductImage(product=product, sha256=f"{number:064x}", width=900, height=1200)
            for number, product in zip(numbers, products, strict=True)
        ),
        5_000,
    )
    Label.objects.bulk_create(
        (
            Label(image=image, tag=tag, yes=at % 2, no=1 - at % 2, updated_at=NOW)
            for image in images
            for at, tag in enumerate(tags)
        ),
        5_000,
    )


def out_and_in(manager: User, name: str, *, report: Report | None) -> None:
    """Every format of what is believed, and the CSV back as somebody's word."""
    from catalog.services.private import private_storage  # noqa: PLC0415
    from labeling.models import LabelSource  # noqa: PLC0415
    from labeling.services.sourcing import bring, confirm  # noqa: PLC0415
    from labeling.services.sourcing.taking import take_in_sources  # noqa: PLC0415
    from recommender.models import ExportJob  # noqa: PLC0415
    from recommender.services.exports import begin  # noqa: PLC0415
    from recommender.services.exports.making import make_exports  # noqa: PLC0415

    for format in FORMATS:
        job = begin(kind="labels", format=format, by=manager)
        began = time.perf_counter()
        make_exports(now=NOW)
        job.refresh_from_db()
        assert job.state == ExportJob.State.DONE, job.why
        if report is not None:
            report.add(f"{format}_s", time.perf_counter() - began, samples=job.done, of="rows")
    csv = ExportJob.objects.filter(format="csv").latest("pk")
    with private_storage().open(csv.file_name) as file:
        source = bring(name=name, weight=Decimal(1), file=file, original_name="x.csv", by=manager, now=NOW)
    confirm(source)
    began = time.perf_counter()
    take_in_sources(now=NOW)
    source.refresh_from_db()
    assert (source.state, source.refused_count) == (LabelSource.State.DONE, 0), source.why
    if report is not None:
        report.add("take_in_s", time.perf_counter() - began, samples=source.done, of="rows")


if __name__ == "__main__":
    raise SystemExit(main())
