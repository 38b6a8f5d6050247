"""Writing an archive, in bounded memory but for the ZIP's list of files."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Protocol, TypeVar

from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product, ProductImage, SellerTag
from catalog.services import vocabulary_copy
from catalog.services.photos import open_photo
from catalog.services.writing import CHUNK, json_lines
from catalog.services.zipping import add_photo, add_text
from labeling.models import AuditImage, Label, Review
from labeling.services.archive import FORMAT, GRIDS, LABELS, MANIFEST, PRODUCTS, REVIEWS, VERSION, VOCABULARY
from labeling.services.archive.history import grid_lines, review_lines

Kept = TypeVar("Kept", bound=Model)
BATCH = 500
MOST_PHOTOS = 250_000
"""A ZIP's list of files is held in memory, here and by whoever reads it."""


class Teller(Protocol):
    """Hears how far it is; may raise, to end it."""

    def expect(self, total: int) -> None: ...

    def note(self, *, done: int = 0, remark: str = "") -> None: ...


class TooManyError(Exception):
    """More photos than one archive holds; the message says how many."""


@dataclass(frozen=True)
class Wanted:
    """Of these products, or of all; with history where people are called by something."""

    product_ids: Collection[int] | None = None
    called: Callable[[int | None], str] | None = None

    def of(self, rows: QuerySet[Kept], path: str) -> QuerySet[Kept]:
        return rows if self.product_ids is None else rows.filter(**{f"{path}__in": self.product_ids})


def write_archive(file: IO[bytes], wanted: Wanted, teller: Teller) -> None:
    """Into `file`, which can be sought in. Raises TooManyError."""
    photos = wanted.of(ProductImage.objects.all(), "product").count()
    if photos > MOST_PHOTOS:
        message = _("사진이 %(most)s장보다 많습니다. 상품을 나누어 골라 주세요.")
        raise TooManyError(message % {"most": f"{MOST_PHOTOS:,}"})
    labels = wanted.of(Label.objects.all(), "image__product").count()
    reviews = wanted.of(Review.objects.all(), "image__product").count() if wanted.called else 0
    teller.expect(photos + labels + reviews)
    with zipfile.ZipFile(file, "w") as archive:
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": timezone.now().isoformat(),
            "with_history": wanted.called is not None,
            "photos": photos,
            "labels": labels,
            "reviews": reviews,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        archive.writestr(VOCABULARY, json.dumps(vocabulary_copy.dump(), ensure_ascii=False, indent=1))
        _add_products(archive, wanted, teller)
        _add_lines(archive, LABELS, label_lines(wanted), teller)
        if wanted.called is not None:
            _add_lines(archive, GRIDS, grid_lines(wanted, wanted.called), None)
            _add_lines(archive, REVIEWS, review_lines(wanted, wanted.called), teller)


def _add_lines(
    archive: zipfile.ZipFile, name: str, lines: Iterator[dict[str, object]], teller: Teller | None
) -> None:
    with TemporaryFile() as text:
        for line in lines:
            text.write(json_lines([line]))
            if teller is not None:
                teller.note(done=1)
        add_text(archive, name, text)


def _add_products(archive: zipfile.ZipFile, wanted: Wanted, teller: Teller) -> None:
    """Photos as they come, and the lines about them behind: a ZIP takes one file at a time."""
    lost, there = 0, set[str]()
    with ExitStack() as stack:
        text = stack.enter_context(TemporaryFile())
        for image, line in _photo_lines(wanted):
            name = str(line["image"])
            if name not in there:
                try:
                    with open_photo(image.sha256) as photo:
                        add_photo(archive, name, photo.read())
                except FileNotFoundError:
                    lost += 1
                    continue
                there.add(name)
            text.write(json_lines([line]))
            teller.note(done=1)
        add_text(archive, PRODUCTS, text)
    if lost:
        teller.note(remark=_("저장소에 없는 사진 %(count)s장은 빠졌습니다.") % {"count": lost})


def _photo_lines(wanted: Wanted) -> Iterator[tuple[ProductImage, dict[str, object]]]:
    after = 0
    images = Prefetch("images", ProductImage.objects.order_by("position", "pk"))
    tags = Prefetch("seller_tags", SellerTag.objects.select_related("tag").order_by("pk"))
    while True:
        products = wanted.of(Product.objects.filter(pk__gt=after), "pk").order_by("pk")
        batch = list(products.prefetch_related(images, tags)[:BATCH])
        if not batch:
            return
        drawn = dict(AuditImage.objects.filter(image__product__in=batch).values_list("image_id", "drawn_at"))
        for product in batch:
            about = _about(product)
            for image in product.images.all():
                yield (
                    image,
                    about
                    | {
                        "image": f"photos/{image.sha256[:2]}/{image.sha256}.jpg",
                        "sha256": image.sha256,
                        "position": image.position,
                        "source_name": image.source_name,
                        "audit": drawn[image.pk].isoformat() if image.pk in drawn else None,
                    },
                )
        after = batch[-1].pk


def _about(product: Product) -> dict[str, object]:
    return {
        "external_id": product.external_id,
        "title": product.title,
        "category": product.category,
        "seller": product.seller,
        "price": None if product.price is None else str(product.price),
        "in_stock": product.in_stock,
        "seller_tags": [tag.text for tag in product.seller_tags.all()],
        "meant": {tag.text: tag.tag.slug for tag in product.seller_tags.all() if tag.tag},
        "attributes": product.attributes,
        "lot": product.lot,
    }


def label_lines(wanted: Wanted) -> Iterator[dict[str, object]]:
    columns = (
        "image__product__external_id", "image__sha256", "tag__slug", "value", "yes", "no", "unsure",
        "sourced_yes", "sourced_no",
    )  # fmt: skip
    rows = wanted.of(Label.objects.order_by("pk"), "image__product").values_list(*columns)
    for external_id, sha256, tag, value, yes, no, unsure, *sourced in rows.iterator(chunk_size=CHUNK):
        yield {
            "external_id": external_id,
            "sha256": sha256,
            "tag": tag,
            "value": {True: "yes", False: "no", None: "unsure"}[value],
            "people": {"yes": yes, "no": no, "unsure": unsure},
            "sources": {"yes": float(sourced[0]), "no": float(sourced[1])},
        }
