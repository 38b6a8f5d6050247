"""How long do people wait while tags with 100,000 labels are merged, split, and all of it is undone?

Nobody can answer while it lasts, so it has to be seconds. Of 50,000 photos two people have said yes or no to
two tags each; all labels are derived anew in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import checkout  # noqa: F401 (finds the settings)
from figures import Report, arguments
from scratch import database

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LABELS, QUICK = 100_000, 10_000
BAR = 10.0
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

EXAMPLES = """examples:
  python benchmarks/revocabulary.py --quick
  python benchmarks/revocabulary.py --json revocabulary.json
"""


def main() -> int:
    options = arguments(ArgumentParser(description=__doc__, epilog=EXAMPLES))
    labels = QUICK if options.quick else LABELS
    report = Report("revocabulary", "rows without photos, two tags a photo, two people", options.seed)
    with TemporaryDirectory(prefix="moodloop-revocabulary-") as scratch, database(Path(scratch)):
        measure(report, labels)
    return report.finish(options.json)


def measure(report: Report, labels: int) -> None:
    from catalog.models import Tag, VocabularyChange  # noqa: PLC0415
    from catalog.services.vocabulary_acts import Names  # noqa: PLC0415
    from labeling.services.consensus import rebuild_labels  # noqa: PLC0415
    from labeling.services.revocabulary import Actor, merge, split, undo  # noqa: PLC0415

    first, second, by = speak(labels)
    actor, before = Actor(by, NOW), counted()
    versions = dict(Tag.objects.values_list("pk", "version"))
    parts = [Names(f"부분{number}", f"Part {number}", f"part-{number}") for number in range(2)]
    last = VocabularyChange.objects.latest
    for name, act in (
        ("merge", lambda: merge([first], second, seen=versions, actor=actor)),
        ("undo_merge", lambda: undo(last("pk"), actor=actor)),
        (
            "split",
            lambda: split(first, parts, seen=dict(Tag.objects.values_list("pk", "version")), actor=actor),
        ),
        ("undo_split", lambda: undo(last("pk"), actor=actor)),
        ("rebuild_all", lambda: rebuild_labels(now=NOW)),
    ):
        seconds = timed(act)
        report.add(f"{name}_s", seconds, samples=labels, of="labels")
        report.require(f"{name} takes {seconds:.1f} s, at most {BAR:.0f}", holds=seconds <= BAR)
    report.require("all labels are as they were", holds=counted() == before)


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def counted() -> set[tuple[object, ...]]:
    from labeling.models import Label  # noqa: PLC0415

    return set(Label.objects.values_list("image_id", "tag_id", "yes", "no", "unsure"))


def speak(labels: int) -> tuple[int, int, User]:
    """Two tags' ids and a manager; two people have spoken of both tags on every photo."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    from catalog.models import Facet, Product, ProductImage, Tag  # noqa: PLC0415
    from labeling.models import QueueItem, Review, Verdict  # noqa: PLC0415
    from labeling.services.consensus import rebuild_labels  # noqa: PLC0415

    facet = Facet.objects.create(slug="mood", name_ko="무드", name_en="Mood")
    tags = [
        Tag.objects.create(facet=facet, slug=f"t{number}", name_ko=f"태그{number}", name_en=f"Tag {number}")
        for number in range(2)
    ]
    products = Product.objects.bulk_create(
        Product(external_id=f"P{number}") for number in range(labels // len(tags))
    )
    images = ProductImage.objects.bulk_create(
        ProductImage(product=product, sha256=f"{number:064x}", width=30, height=40)
        for number, product in enumerate(products)
    )
    items = QueueItem.objects.bulk_create(
        QueueItem(image=image, reason="doubt", closed_at=NOW) for image in images
    )
    spoken_at = NOW - dt.timedelta(days=1)
    for step in (2, 3):
        person = User.objects.create_user(f"curator-{step}")
        reviews = Review.objects.bulk_create(
            Review(
                item=item,
                image_id=item.image_id,
                curator=person,
                client_id=uuid.uuid4(),
                outcome="answered",
                created_at=spoken_at,
            )
            for item in items
        )
        Verdict.objects.bulk_create(
            Verdict(review=review, tag=tag, value="no" if (number + place) % step else "yes")
            for number, review in enumerate(reviews)
            for place, tag in enumerate(tags)
        )
    rebuild_labels(now=spoken_at)
    return tags[0].pk, tags[1].pk, User.objects.create_user("manager")


if __name__ == "__main__":
    raise SystemExit(main())
