"""How long does it take to look at a person's careless weeks, to take them back, and to bring them back?

One person has said so much of photos about which another has spoken, too; the labels of all of them follow in
the same transaction.
"""

from __future__ import annotations

import datetime as dt
import os
import time
import uuid
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import checkout  # noqa: F401 (finds the settings)
from figures import Report, arguments
from scratch import database

if TYPE_CHECKING:
    from django.contrib.auth.models import User

VERDICTS, QUICK = 100_000, 10_000
TAGS = 4
"""Verdicts of a review."""
BAR = 30.0
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

EXAMPLES = """examples:
  python benchmarks/withdrawing.py --quick
  python benchmarks/withdrawing.py --json withdrawing.json
"""


def main() -> int:
    options = arguments(ArgumentParser(description=__doc__, epilog=EXAMPLES))
    verdicts = QUICK if options.quick else VERDICTS
    report = Report("withdrawing", "rows without photos, four tags a review, two people", options.seed)
    with TemporaryDirectory(prefix="moodloop-withdrawing-") as scratch, database(Path(scratch)):
        measure(report, verdicts)
    return report.finish(options.json)


def measure(report: Report, verdicts: int) -> None:
    from labeling.models import Label  # noqa: PLC0415
    from labeling.services.bulk_withdrawing import restore, withdraw_range  # noqa: PLC0415
    from labeling.services.ranging import Found, Range, changes_without  # noqa: PLC0415

    careless, manager = people()
    speak(careless, verdicts)
    meant = Range(careless.pk, NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=1))
    began = time.perf_counter()
    found = Found.of(meant)
    told = len(changes_without(found.reviews))
    looked = time.perf_counter()
    done, _ = withdraw_range(
        meant, expected=found.digest, by=manager, reason="x", client_id=uuid.uuid4(), now=NOW
    )
    taken = time.perf_counter()
    restore(done, by=manager, now=NOW)
    ended = time.perf_counter()
    report.add("preview_s", looked - began, samples=verdicts, of="verdicts")
    report.add("withdrawal_s", taken - looked, samples=verdicts, of="verdicts")
    report.add("restoration_s", ended - taken, samples=verdicts, of="verdicts")
    report.require("the preview counts the labels that change", holds=told == done.label_count)
    report.require("all labels are back", holds=Label.objects.filter(yes=1, no=1).count() == verdicts)
    report.require(
        f"{verdicts:,} verdicts are taken back in {taken - looked:.1f} s, at most {BAR:.0f}",
        holds=taken - looked <= BAR,
        enforced=os.getloadavg()[0] <= (os.cpu_count() or 1),
        why_not="other work keeps this machine busy",
    )


def people() -> tuple[User, User]:
    from django.contrib.auth.models import User  # noqa: PLC0415

    return User.objects.create_user("careless"), User.objects.create_user("manager")


def speak(careless: User, verdicts: int) -> None:
    """Of every photo the careless person says yes, and somebody else no, of all tags; nobody is hurried."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    from catalog.models import Facet, Product, ProductImage, Tag  # noqa: PLC0415
    from labeling.models import QueueItem, Review, Verdict  # noqa: PLC0415
    from labeling.services.consensus import rebuild_labels  # noqa: PLC0415

    other = User.objects.create_user("other")
    facet = Facet.objects.create(slug="mood", name_ko="무드", name_en="Mood")
    tags = [
        Tag.objects.create(facet=facet, slug=f"t{number}", name_ko=f"태그{number}", name_en=f"Tag {number}")
        for number in range(TAGS)
    ]
    count = verdicts // TAGS
    products = Product.objects.bulk_create(Product(external_id=f"P{number}") for number in range(count))
    images = ProductImage.objects.bulk_create(
        ProductImage(product=product, sha256=f"{number:064x}", width=30, height=40)
        for number, product in enumerate(products)
    )
    items = QueueItem.objects.bulk_create(
        QueueItem(image=image, reason="doubt", closed_at=NOW) for image in images
    )
    for person, value in ((careless, "yes"), (other, "no")):
        reviews = Review.objects.bulk_create(
            Review(
                item=item,
                image_id=item.image_id,
                curator=person,
                client_id=uuid.uuid4(),
                outcome="answered",
                created_at=NOW,
            )
            for item in items
        )
        Verdict.objects.bulk_create(
            Verdict(review=review, tag=tag, value=value) for review in reviews for tag in tags
        )
    rebuild_labels(now=NOW)


if __name__ == "__main__":
    raise SystemExit(main())
