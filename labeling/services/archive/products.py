"""Products and photos of an archive; what the catalog has already stays as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.db import transaction

from catalog.models import Product, ProductImage, SellerTag, Tag
from catalog.services.archives import Archive
from catalog.services.copies import take_copy
from catalog.services.locks import waited_for
from catalog.services.photos import LOCK, settle
from catalog.services.refusing import RefusalError
from labeling.models import AuditImage, GridTile, QueueItem, SourcedLabel
from labeling.services.archive.reading import Line, LineError, field, moment, number, text

_SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_POSITION = 32_767


def sha256_of(line: Line) -> str:
    """Raises LineError."""
    sha256 = field(line, "sha256", str)
    if not _SHA256.fullmatch(sha256):
        raise LineError("“sha256” is not 64 hexadecimal digits")
    return sha256


def add_products(archive: Archive, lines: Sequence[Line]) -> None:
    """Of these lines, all or none. Raises LineError."""
    drafts = [draft(line) for line in lines]
    with waited_for(LOCK):  # what is in storage stays there until rows name it
        _add(archive, lines, drafts)


def _add(archive: Archive, lines: Sequence[Line], drafts: Sequence[ProductImage]) -> None:
    sizes = {}
    for line, image in zip(lines, drafts, strict=True):
        try:
            sizes[image.sha256] = take_copy(image.sha256, archive.read(field(line, "image", str)))
        except RefusalError as refusal:
            raise LineError(f"the photo {image.sha256[:12]}: {refusal}") from refusal
    with transaction.atomic():
        known = {
            product.external_id: product
            for product in Product.objects.filter(external_id__in=[d.product.external_id for d in drafts])
        }
        meant = {tag.slug: tag for tag in Tag.objects.all()}
        there = set(
            ProductImage.objects.filter(product__in=known.values()).values_list("product_id", "sha256")
        )
        settle(sizes)
        for line, image in zip(lines, drafts, strict=True):
            product = known.get(image.product.external_id)
            if product is None:
                product = known[image.product.external_id] = image.product
                product.save()
                _add_seller_tags(product, line, meant)
            if (product.pk, image.sha256) not in there:
                there.add((product.pk, image.sha256))
                image.product, (image.width, image.height) = product, sizes[image.sha256]
                image.save()
            if line.get("audit") is not None:
                _keep_audited(product, image.sha256, line)


def draft(line: Line) -> ProductImage:
    """Raises LineError."""
    lot, position = number(line, "lot", 0, 1), number(line, "position", 0, MOST_POSITION)
    if lot is None or position is None:
        raise LineError("“lot” or “position” is missing")
    attributes = field(line, "attributes", dict, default={})
    product = Product(
        external_id=text(line, "external_id", 200),
        title=text(line, "title", 500),
        category=text(line, "category", 200),
        seller=text(line, "seller", 200),
        price=_price(line),
        in_stock=field(line, "in_stock", bool, default=True),
        attributes=attributes,
        lot=lot,
    )
    if not product.external_id:
        raise LineError("“external_id” is empty")
    return ProductImage(
        product=product,
        sha256=sha256_of(line),
        position=int(position),
        source_name=text(line, "source_name", 500),
    )


def _price(line: Line) -> Decimal | None:
    if line.get("price") is None:
        return None
    try:
        price = Decimal(field(line, "price", str))
    except InvalidOperation as error:
        raise LineError("“price” is no number") from error
    if not (price.is_finite() and 0 <= price < 10**10):
        raise LineError("“price” is out of range")
    return price


def _add_seller_tags(product: Product, line: Line, tags: dict[str, Tag]) -> None:
    texts, meant = field(line, "seller_tags", list, default=[]), field(line, "meant", dict, default={})
    if not all(isinstance(one, str) and len(one) <= 120 and "\0" not in one for one in texts):
        raise LineError("“seller_tags” is not a list of short texts")
    SellerTag.objects.bulk_create(
        SellerTag(product=product, text=one, tag=tags.get(str(meant.get(one))))
        for one in dict.fromkeys(texts)
    )


def _keep_audited(product: Product, sha256: str, line: Line) -> None:
    """Unless something was asked of the product here with suggestions in sight, or told by a source."""
    image = ProductImage.objects.get(product=product, sha256=sha256)
    asked = (
        QueueItem.objects.filter(image__product=product).exclude(reason="audit").exists()
        or GridTile.objects.filter(image__product=product).exists()
        or SourcedLabel.objects.filter(image__product=product).exists()
    )
    if not asked:
        AuditImage.objects.get_or_create(image=image, defaults={"drawn_at": moment(line, "audit")})
