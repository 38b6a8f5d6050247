"""Saying where in a photo the product is, and taking it back. The embedding follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from catalog.models import Embedding, ProductImage, Region, RegionWithdrawal
from catalog.models.region import Box

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def set_region(*, image_id: int, curator: User, box: Box, now: dt.datetime) -> tuple[Region, bool]:
    """The curator's region of the image, and whether it is new: the same box twice in a row is once.

    The image's embeddings go in the same transaction, and the sweep makes them anew from what the region
    shows. Raises ProductImage.DoesNotExist.
    """
    with transaction.atomic():
        image = _locked(image_id)
        counting = Region.objects.counting().filter(image=image).first()
        if counting is not None and counting.by_id == curator.pk and counting.box == box:
            return counting, False
        x0, y0, x1, y1 = box
        region = Region.objects.create(
            image=image,
            x0=x0,
            y0=y0,
            x1=x1,
            y1=y1,
            source=Region.Source.CURATOR,
            by=curator,
            created_at=now,
        )
        Embedding.objects.filter(image=image).delete()
    return region, True


def undo_region(*, image_id: int, curator: User, region_id: int | None, now: dt.datetime) -> Region | None:
    """Take back a region that this curator set, the last one unless another is named; what counts then.

    The same named region twice is the same as once. Raises ProductImage.DoesNotExist, and
    Region.DoesNotExist where there is nothing of theirs to take back.
    """
    with transaction.atomic():
        image = _locked(image_id)
        mine = Region.objects.filter(image=image, by=curator).order_by("-id")
        region = mine.filter(pk=region_id).first() if region_id else mine.filter(withdrawal=None).first()
        if region is None:
            raise Region.DoesNotExist
        _, is_new = RegionWithdrawal.objects.get_or_create(
            region=region, defaults={"by": curator, "created_at": now}
        )
        if is_new:
            Embedding.objects.filter(image=image).delete()
        return Region.objects.counting().filter(image=image).first()


def curated_boxes(image_ids: Iterable[int]) -> dict[int, Box]:
    """Where people said that the product is, of those of the images of which somebody did."""
    said = Region.objects.counting().filter(image__in=list(image_ids), source=Region.Source.CURATOR)
    return {region.image_id: region.box for region in said}


def note_seen(boxes: Mapping[int, Box], *, encoder_key: str, now: dt.datetime) -> None:
    """Keep where an encoder sees the products, by image; what it has said before stays."""
    Region.objects.bulk_create(
        (
            Region(
                image_id=image_id,
                x0=x0,
                y0=y0,
                x1=x1,
                y1=y1,
                source=Region.Source.CNN,
                encoder_key=encoder_key,
                created_at=now,
            )
            for image_id, (x0, y0, x1, y1) in boxes.items()
        ),
        ignore_conflicts=True,
    )


def _locked(image_id: int) -> ProductImage:
    """Held until the transaction ends, so that no sweep writes an embedding of the region before."""
    return ProductImage.objects.select_for_update(no_key=True).get(pk=image_id)
