"""Rows whose photos are in storage become products, photos and seller tags: a batch at a time, whole."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from catalog.models import Product, ProductImage, SellerTag, Tag
from catalog.services.copying import copy_in
from catalog.services.fetching import Photo
from catalog.services.offers import IN_STOCK, price_of, written_price, written_stock
from catalog.services.photos import kept_size, settle
from catalog.services.refusing import RefusalError, Refused
from catalog.services.rows import Claim, Row
from catalog.services.seen import Said, Seen
from catalog.services.vocabulary import Names


@dataclass
class Tally:
    """What became of some rows. `unchanged` and `updated` count rows and products that were there before."""

    products: int = 0
    images: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what is counted; refusals, which may be very many, are whoever's who asked."""
        self.products += other.products
        self.images += other.images
        self.updated += other.updated
        self.unchanged += other.unchanged


@dataclass
class Draft:
    """A product as it will be once the batch is written."""

    product: Product
    seller_tags: list[str]
    hashes: set[str]
    next_position: int
    changed: set[str] = field(default_factory=set)
    before: dict[str, object] = field(default_factory=dict)
    """What was known under each changed key."""
    is_new: bool = False
    meant: dict[str, int] = field(default_factory=dict)
    """Which tag the product's seller tags meant before, where they meant one."""
    photos: list[ProductImage] = field(default_factory=list)

    @classmethod
    def of(cls, product: Product) -> Draft:
        if product.pk is None:
            return cls(product, [], set(), 0, is_new=True)
        images = product.images.all()
        position = max((image.position for image in images), default=-1) + 1
        return cls(
            product,
            [tag.text for tag in product.seller_tags.all()],
            {image.sha256 for image in images},
            position,
            meant={tag.text: tag.tag_id for tag in product.seller_tags.all() if tag.tag_id},
        )

    def has(self, key: str) -> Claim:
        """What is claimed of the product, as a row would claim it."""
        if key == "seller_tags":
            return self.seller_tags
        if key == "price":
            return written_price(self.product.price)
        if key == "in_stock":  # of a new product nobody has said so yet
            is_said = self.product.pk is not None or key in self.changed
            return written_stock(self.product.in_stock) if is_said else ""
        return str(getattr(self.product, key))

    def take(self, key: str, value: Claim) -> None:
        self.before.setdefault(key, self.has(key))
        if key == "seller_tags":
            self.seller_tags = list(value)
        elif key == "price":
            self.product.price = price_of(str(value))
        elif key == "in_stock":
            self.product.in_stock = value == IN_STOCK
        else:
            setattr(self.product, key, value)
        self.changed.add(key)


@dataclass(frozen=True)
class Registrar:
    """Writes batches. What was not known is added; what is known changes only with `update`."""

    seen: Seen
    names: Names
    now: datetime
    update: bool
    on_written: Callable[[Sequence[Draft]], None] | None = None
    """Told of what a batch wrote, in its transaction."""

    def register(self, batch: Sequence[tuple[Row, Photo]]) -> Tally:
        tally = Tally()
        with transaction.atomic():
            drafts, known = self._drafts(batch), _known_sizes(photo for _, photo in batch)
            for row, photo in batch:
                size = photo.size or known.get(photo.sha256) or kept_size(photo.sha256)
                try:
                    self._enter(drafts[row.external_id], row, photo.sha256, size, tally)
                except RefusalError as refusal:
                    tally.refused.append(Refused(row.number, row.external_id, row.image, str(refusal)))
            written = [draft for draft in drafts.values() if draft.photos or draft.changed]
            self._write(written, known, tally)
            if self.on_written is not None:
                self.on_written(written)
        return tally

    def _drafts(self, batch: Sequence[tuple[Row, Photo]]) -> dict[str, Draft]:
        ids = list(dict.fromkeys(row.external_id for row, _ in batch))
        stored = Product.objects.filter(external_id__in=ids).prefetch_related("images", "seller_tags")
        products = {product.external_id: product for product in stored}
        return {id_: Draft.of(products.get(id_) or Product(external_id=id_)) for id_ in ids}

    def _enter(self, draft: Draft, row: Row, sha256: str, size: tuple[int, int], tally: Tally) -> None:
        said = self.seen.said_of(row.external_id)
        news = {key: value for key, value in row.claims().items() if draft.has(key) != value}
        for key in news:
            self._check(draft, row, key, said)
        before = len(draft.changed)
        for key, value in news.items():
            draft.take(key, value)
        self._take_attributes(draft, row, replace=self.update and said is None)
        self.seen.remember(row, said)
        if sha256 not in draft.hashes:
            draft.hashes.add(sha256)
            draft.photos.append(_image(draft, row, sha256, size))
            draft.next_position += 1
        elif len(draft.changed) == before:
            tally.unchanged += 1

    def _check(self, draft: Draft, row: Row, key: str, said: dict[str, Said] | None) -> None:
        """One product has one title. Raises RefusalError."""
        here = _shown(row.claims()[key])
        if said and key in said:
            raise RefusalError(
                f"“{key}” differs from row {said[key].row} of the same product: "
                f"{_shown(said[key].value)} there, {here} here"
            )
        if draft.has(key) and not self.update:
            raise RefusalError(
                f"“{key}” differs from the product in the catalog: "
                f"{_shown(draft.has(key))} there, {here} here (--update takes the new one)"
            )

    def _take_attributes(self, draft: Draft, row: Row, *, replace: bool) -> None:
        """Columns that we do not know are no contradiction: the first row's count, later ones add to them."""
        stored = draft.product.attributes
        merged = {**stored, **row.attributes} if replace else {**row.attributes, **stored}
        if merged != stored:
            draft.before.setdefault("attributes", stored)
            draft.product.attributes = merged
            draft.changed.add("attributes")

    def _write(self, drafts: Sequence[Draft], known: Container[str], tally: Tally) -> None:
        new = [draft for draft in drafts if draft.product.pk is None]
        changed = [draft for draft in drafts if draft.product.pk is not None and draft.changed]
        tally.products += len(new)
        tally.updated += len(changed)
        copy_in([draft.product for draft in new])
        for draft in changed:
            draft.product.updated_at = self.now
        if changed:
            fields = ["title", "category", "seller", "price", "in_stock", "attributes", "updated_at"]
            Product.objects.bulk_update([draft.product for draft in changed], fields)
        images = [image for draft in drafts for image in draft.photos]
        for image in images:
            image.product_id = image.product.pk  # which has its key since a moment ago only
        settle(image.sha256 for image in images if image.sha256 not in known)
        copy_in(images)
        tally.images += len(images)
        meant = _forget_seller_tags([draft.product for draft in changed if "seller_tags" in draft.changed])
        self._write_seller_tags([draft for draft in drafts if "seller_tags" in draft.changed], meant)

    def _write_seller_tags(self, drafts: Sequence[Draft], meant: Mapping[tuple[int, str], Tag]) -> None:
        texts = {text for draft in drafts for text in draft.seller_tags}
        resembling = {text: tag for text in texts if (tag := self.names.tag_for(text)) is not None}
        rows = []
        for draft in drafts:
            key = draft.product.pk
            for text in draft.seller_tags:
                tag = meant.get((key, text)) or resembling.get(text)
                rows.append(SellerTag(product_id=key, text=text, tag_id=None if tag is None else tag.pk))
        copy_in(rows)


def _forget_seller_tags(products: Sequence[Product]) -> dict[tuple[int, str], Tag]:
    """Make room for other seller tags; what people said that a text of a product means.

    That is worth more than what its name resembles.
    """
    if not products:
        return {}
    stored = SellerTag.objects.filter(product__in=products)
    meant = {(tag.product_id, tag.text): tag.tag for tag in stored.select_related("tag") if tag.tag}
    stored.delete()
    return meant


def _known_sizes(photos: Iterable[Photo]) -> dict[str, tuple[int, int]]:
    """Of photos that were in storage before, the (w, h) that the catalog says.

    It says nothing where an import was cut off between storing them and writing of them.
    """
    wanted = {photo.sha256 for photo in photos if photo.size is None}
    known = ProductImage.objects.filter(sha256__in=wanted).order_by().values_list("sha256", "width", "height")
    return {sha256: (width, height) for sha256, width, height in known.distinct()}


def _image(draft: Draft, row: Row, sha256: str, size: tuple[int, int]) -> ProductImage:
    width, height = size
    return ProductImage(
        product=draft.product,
        sha256=sha256,
        width=width,
        height=height,
        position=draft.next_position,
        source_name=row.image,
    )


def _shown(value: Claim) -> str:
    return f"“{value if isinstance(value, str) else ', '.join(value)}”"
