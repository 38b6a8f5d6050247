"""The audit set: drawn by product when it arrives, before anybody has said anything of it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Exists, OuterRef

from catalog.models import Facet, ProductImage
from labeling.models import AuditImage, QueueItem, Reason, Review

ROUND = 20
"""Audit images are asked about one facet after the other, so many at a time: a first figure comes early."""


def draw_audit_images(*, now: dt.datetime) -> int:
    """Draw the first photo of every product whose lot falls below the share; how many are new.

    A product of whose photos, or copies of them, something else was asked already stays out, as it does when
    the share is raised later: its answers were or will be given with suggestions in sight.
    """
    of_product = OuterRef("product_id")
    led = QueueItem.objects.exclude(reason=Reason.AUDIT)
    drawn = ProductImage.objects.filter(position=0, product__lot__lt=settings.AUDIT_SHARE).exclude(
        Exists(AuditImage.objects.filter(image__product=of_product))
        | Exists(led.filter(image__product=of_product))
        | Exists(led.filter(image__sha256=OuterRef("sha256")))
    )
    new = [AuditImage(image=image, drawn_at=now) for image in drawn.only("pk")]
    AuditImage.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def next_audit_questions(count: int) -> list[tuple[int, int]]:
    """(image id, facet id) of at most `count` audit questions that nobody answered and nobody is asked.

    All facets of the first twenty images, then of the next twenty, and so on, in the order of their lots.
    """
    if count <= 0:
        return []
    facets = list(
        Facet.objects.filter(tags__retired_at=None, tags__isnull=False)
        .distinct()
        .values_list("pk", flat=True)
        .order_by("position", "pk")
    )
    # Skipped is answered too: whoever cannot judge an audit photo is not asked until they give in.
    asked = set(
        QueueItem.objects.filter(reason=Reason.AUDIT)
        .exclude(Exists(Review.objects.filter(item=OuterRef("pk"), withdrawal__isnull=False)))
        .values_list("image_id", "facet_id")
    )
    found: list[tuple[int, int]] = []
    images = list(AuditImage.objects.order_by("image__product__lot").values_list("image_id", flat=True))
    for start in range(0, len(images), ROUND):
        for facet in facets:
            for image in images[start : start + ROUND]:
                if (image, facet) not in asked:
                    found.append((image, facet))
                    if len(found) == count:
                        return found
    return found
