"""What would come of a source: its first rows as they would be, and what would be refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from catalog.models import ProductImage, Tag
from catalog.services.private import private_path
from catalog.services.refusing import RefusalError
from catalog.services.sources import SourceError
from labeling.models import Label, LabelSource
from labeling.services.archive.reading import opened
from labeling.services.sourcing.reasons import in_words
from labeling.services.sourcing.rows import Photos, names_of_all
from labeling.services.sourcing.taking import first_records, sorted_out

LOOKED_AT, SHOWN = 1_000, 12


@dataclass(frozen=True)
class Shown:
    """A row as it would be: the photo, the tag, what is said of it, and what is believed so far."""

    number: int
    image: ProductImage
    tag: Tag
    value: bool | None
    so_far: Label | None


@dataclass
class Preview:
    """Of a table: its first rows. Of an archive: what it says that it holds."""

    problem: str = ""
    looked_at: int = 0
    is_all: bool = True
    fine: int = 0
    agrees: int = 0
    differs: int = 0
    rows: list[Shown] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    refused_count: int = 0
    photos: int | None = None
    labels: int = 0
    reviews: int = 0


def preview(source: LabelSource) -> Preview:
    try:
        path = private_path(source.file_name)
        return _of_archive(path) if source.is_archive else _of_table(source, path)
    except (SourceError, OSError) as error:
        return Preview(problem=in_words(str(error)))


def _of_archive(path: Path) -> Preview:
    with opened(path) as archive:
        photos, labels, reviews = map(archive.count, ("photos", "labels", "reviews"))
        return Preview(photos=photos, labels=labels, reviews=reviews)


def _of_table(source: LabelSource, path: Path) -> Preview:
    records = first_records(source, path)
    batch = list(islice(records, LOOKED_AT))
    rows, refused = sorted_out(batch, names_of_all())
    photos, placed = Photos(rows), []
    for row in rows:
        try:
            placed += [(row, image) for image in photos.of(row)]
        except RefusalError as refusal:
            refused.append((row.number, str(refusal)))
    labels = Label.objects.filter(image__in={image for _, image in placed})
    known = {(label.image_id, label.tag_id): label for label in labels}
    found = ProductImage.objects.select_related("product").in_bulk([image for _, image in placed[:SHOWN]])
    so_far = [(row.value, known.get((image, row.tag.pk))) for row, image in placed]
    said = [(value, label.value) for value, label in so_far if label is not None and label.value is not None]
    return Preview(
        looked_at=len(batch),
        is_all=next(records, None) is None,
        fine=len(batch) - len(refused),
        agrees=sum(value == believed for value, believed in said),
        differs=sum(value is not None and value != believed for value, believed in said),
        rows=[
            Shown(row.number, found[image], row.tag, row.value, known.get((image, row.tag.pk)))
            for row, image in placed[:SHOWN]
        ],
        refused=[(number, in_words(reason)) for number, reason in sorted(refused)[:SHOWN]],
        refused_count=len(refused),
    )
