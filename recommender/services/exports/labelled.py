"""Photos of which something is known, a batch at a time, with what is known of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import ProductImage
from labeling.models import AuditImage, Label
from recommender.models import ExportJob

BATCH = 500


@dataclass
class Labelled:
    """A photo, and by tag's id what is believed of it: in `yes`, in `no`, or in `unsure`."""

    image: ProductImage
    split: str
    is_first: bool = False
    yes: list[int] = field(default_factory=list)
    no: list[int] = field(default_factory=list)
    unsure: list[int] = field(default_factory=list)

    @property
    def file_name(self) -> str:
        """Unique, short, and of letters that every system takes."""
        return f"{self.image.sha256[:16]}-{self.image.pk}.jpg"


def count_labelled(job: ExportJob) -> int:
    return _photos(job).count()


def labelled(job: ExportJob) -> Iterator[list[Labelled]]:
    """Batches by id: what comes in meanwhile is last.

    Photos of audited products, and copies of such photos, are the test split.
    """
    after = 0
    while True:
        some = list(_photos(job).filter(pk__gt=after).select_related("product").order_by("pk")[:BATCH])
        audited = AuditImage.objects.found_in([image.pk for image in some])
        batch = {
            image.pk: Labelled(image, "test" if image.pk in audited else "train", is_first=not after)
            for image in some
        }
        if not batch:
            return
        _tell(batch)
        yield list(batch.values())
        after = max(batch)


def _photos(job: ExportJob) -> QuerySet[ProductImage]:
    photos = ProductImage.objects.filter(Exists(Label.objects.filter(image=OuterRef("pk"))))
    return photos if job.product_ids is None else photos.filter(product__in=job.product_ids)


def _tell(batch: dict[int, Labelled]) -> None:
    by_image: dict[int, list[tuple[int, bool | None]]] = defaultdict(list)
    labels = Label.objects.filter(image__in=batch).order_by("tag_id")
    for image_id, tag_id, value in labels.values_list("image_id", "tag_id", "value"):
        by_image[image_id].append((tag_id, value))
    for image_id, said in by_image.items():
        photo = batch[image_id]
        for tag_id, value in said:
            {True: photo.yes, False: photo.no, None: photo.unsure}[value].append(tag_id)
