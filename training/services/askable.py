"""Which images may be asked about. What it costs depends on how many are looked at, not on the catalog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from random import Random

from catalog.models import Product, ProductImage
from labeling.models import AuditImage, QueueItem, Review
from labeling.services.flagging import kept_out
from training.models import EmbeddingFailure

Photo = tuple[int, int, str, int | None]
"""An image's id, its product's, the hash of its bytes, and its group of near-duplicates if it has any."""
LEAST = 500
"""Products looked at together."""
PARTS = 40
"""So many of them, at most: before a million photos are embedded most cannot be asked about."""
_COLUMNS = ("pk", "product_id", "sha256", "fingerprint__group")


def draw(
    count: int, *, encoder_key: str, model_key: str, seed: int, now: dt.datetime, again: bool = False
) -> list[int]:
    """At least `count` images that may be asked about, products at random, or all where there are fewer.

    Where few of the catalog may be asked about, as many as PARTS of it hold, if those hold any.
    """
    found: list[int] = []
    for number, image_ids in enumerate(_by_lot(max(LEAST, count // 2), seed), start=1):
        found += askable(
            image_ids, encoder_key=encoder_key, model_key=model_key, now=now, besides=found, again=again
        )
        if len(found) >= count or (found and number >= PARTS):
            break
    return found


def askable(
    image_ids: Collection[int],
    *,
    encoder_key: str,
    model_key: str,
    now: dt.datetime,
    besides: Collection[int] = (),
    again: bool = False,
) -> list[int]:
    """Those of the images, in their order, that may be asked about; of several copies the first.

    Not those of which this or a copy is audited, waits already, was flagged away, was reviewed (unless
    `again`), or is among the images `besides`. What waits with another model's suggestions, and nobody holds,
    will be replaced.
    """
    photos = _photos(image_ids, encoder_key, now)
    copies = _copies(photos)
    spoken_for = _spoken_for(copies, model_key, now, again=again) | set(besides)
    gone: set[str | int | None] = set()
    for image_id, _, sha256, group_id in copies:
        if image_id in spoken_for:
            gone |= {sha256, group_id}
    gone.discard(None)
    free = []
    for image_id in image_ids:
        if image_id not in photos:
            continue
        _, _, sha256, group_id = photos[image_id]
        if sha256 not in gone and group_id not in gone:
            free.append(image_id)
            gone |= {sha256} if group_id is None else {sha256, group_id}
    return free


def _by_lot(portion: int, seed: int) -> Iterator[list[int]]:
    """A product's lot is uniform: from a random one on, and around the end, is a random sample.

    Products first, then their photos: joined, Postgres would rather sort a million than walk the index.
    """
    start = Random(seed).random()  # noqa: S311 (a sample, not a secret)
    products = Product.objects.order_by("lot")
    for part, last in (products.filter(lot__gte=start), -1.0), (products.filter(lot__lt=start), -1.0):
        while found := list(part.filter(lot__gt=last).values_list("pk", "lot")[:portion]):
            last = found[-1][1]  # noqa: PLW2901 (lots are drawn from so many that no two are the same)
            yield _photos_of([pk for pk, _ in found])


def _photos_of(product_ids: Collection[int]) -> list[int]:
    """Not of audited products. They lie together, below the audit's share, and are passed over quickly."""
    audited = AuditImage.objects.filter(image__product__in=product_ids)
    left = set(product_ids).difference(audited.values_list("image__product_id", flat=True))
    return list(ProductImage.objects.filter(product__in=left).order_by("pk").values_list("pk", flat=True))


def _photos(image_ids: Collection[int], encoder_key: str, now: dt.datetime) -> dict[int, Photo]:
    """Those that the encoder has seen, and that could be opened when it was last tried."""
    seen = ProductImage.objects.filter(pk__in=list(image_ids), embeddings__encoder_key=encoder_key)
    failures = EmbeddingFailure.objects.fresh(encoder_key, now=now)
    lost = set(failures.filter(image__in=list(image_ids)).values_list("image_id", flat=True))
    return {photo[0]: photo for photo in seen.values_list(*_COLUMNS) if photo[0] not in lost}


def _copies(photos: dict[int, Photo]) -> list[Photo]:
    """These photos and all that show the same picture."""
    hashes = [sha256 for _, _, sha256, _ in photos.values()]
    groups = {group_id for *_, group_id in photos.values() if group_id is not None}
    # Two queries: with an OR between them Postgres would use neither index.
    by_bytes = ProductImage.objects.filter(sha256__in=hashes).values_list(*_COLUMNS)
    by_group = ProductImage.objects.filter(fingerprint__group__in=groups).values_list(*_COLUMNS)
    return list({*photos.values(), *by_bytes, *by_group})


def _spoken_for(photos: Collection[Photo], model_key: str, now: dt.datetime, *, again: bool) -> set[int]:
    """Of these photos those of audited products, that wait, were flagged away, or reviewed."""
    image_ids = [photo[0] for photo in photos]
    items = QueueItem.objects.filter(image__in=image_ids)
    replaced = set(items.free(now=now).outdated(model_key).values_list("pk", flat=True))
    waiting = items.open().values_list("pk", "image_id")
    found = {image_id for pk, image_id in waiting if pk not in replaced}
    products = {photo[1] for photo in photos}
    audited = AuditImage.objects.filter(image__product__in=products)
    of_audited = set(audited.values_list("image__product_id", flat=True))
    found |= {image_id for image_id, product_id, *_ in photos if product_id in of_audited}
    found |= kept_out(image_ids)
    if not again:
        # A tile of a grid was asked about one tag alone: of the others nothing is known.
        reviewed = Review.objects.standing().filter(image__in=image_ids, item__isnull=False)
        found |= set(reviewed.values_list("image_id", flat=True))
    return found
