"""The audit set: drawn by product when it arrives, before anybody has said anything of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q

from catalog.models import Facet, ProductImage, same_picture_as
from catalog.services.settings import value_of
from labeling.models import AuditImage, GridTile, QueueItem, Reason, Review, SourcedLabel
from labeling.services.flagging import kept_out

ROUND = 20
"""Audit images are asked about one facet after the other, so many at a time: a first figure comes early."""
READ_FIRST = 50 * ROUND
LOCK = 5_010_104
"""Of whoever draws, or has grids wait: what the one shows the other must not draw meanwhile."""
_gone_through: set[tuple[object, ...]] = set()
"""How many photos there were, the newest, and the share, when nothing was left to draw; one at most."""


def draw_audit_images(*, now: dt.datetime) -> int:
    """Draw the first photo of every product whose lot falls below the share; how many are new.

    A product of whose photos, or copies of them, something else was asked already stays out, as it does when
    the share is raised later: its answers were or will be given with suggestions in sight. So does one of
    which a source has spoken: models may have learned from it. Of several copies of a picture one is drawn.
    """
    _keep_one_of_each_picture(now=now)
    # A share of a large catalog takes a while to go through, and this is asked every few seconds.
    catalog = (*ProductImage.objects.aggregate(Count("pk"), Max("pk")).values(), value_of("audit_on_arrival"))
    if catalog in _gone_through:
        return 0
    new = _draw(now)
    _gone_through.clear()
    if not new:
        _gone_through.add(catalog)
    return new


@transaction.atomic
def _draw(now: dt.datetime) -> int:
    wait_for_the_draw()
    of_product = OuterRef("product_id")
    led = QueueItem.objects.exclude(reason=Reason.AUDIT)
    first = (
        ProductImage.objects.filter(position=0, product__lot__lt=value_of("audit_on_arrival"))
        .exclude(Exists(AuditImage.objects.filter(image__product=of_product)))
        .exclude(Exists(led.filter(image__product=of_product)))
        .exclude(Exists(GridTile.objects.filter(image__product=of_product)))
        .exclude(Exists(SourcedLabel.objects.filter(image__product=of_product)))
    )
    # Of a large catalog few are left after the first draw: only they are compared with what was shown.
    left = list(first.values_list("pk", flat=True))
    if not left:
        return 0
    shown = ProductImage.objects.filter(
        Q(pk__in=led.order_by().values("image")) | Q(pk__in=GridTile.objects.order_by().values("image"))
    )
    audited = ProductImage.objects.filter(pk__in=AuditImage.objects.order_by().values("image"))
    drawn = (
        ProductImage.objects.filter(pk__in=left)
        .exclude(same_picture_as(shown))
        .exclude(same_picture_as(audited))
        .exclude(_told_of_a_copy())
        .order_by("pk")
    )
    new = _one_of_each_picture(drawn.values_list("pk", "sha256", "fingerprint__group"))
    AuditImage.objects.bulk_create(
        [AuditImage(image_id=image_id, drawn_at=now) for image_id in new], ignore_conflicts=True
    )
    return len(new)


def _told_of_a_copy() -> Q:
    """Whether a source has spoken of the same picture: looked up photo by photo, as there may be a million
    such words and but few photos."""
    told = Exists(SourcedLabel.objects.filter(image=OuterRef("pk")))
    bytes_alike = ProductImage.objects.filter(told, sha256=OuterRef("sha256"))
    near = ProductImage.objects.filter(told, fingerprint__group=OuterRef("fingerprint__group"))
    return Q(Exists(bytes_alike)) | Q(Exists(near))


def wait_for_the_draw() -> None:
    """Until the end of this transaction nothing is drawn into the audit set but by it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _one_of_each_picture(photos: Iterable[tuple[int, str, int | None]]) -> list[int]:
    seen: set[str | int] = set()
    kept = []
    for image_id, sha256, group_id in photos:
        if sha256 not in seen and group_id not in seen:
            kept.append(image_id)
        seen.add(sha256)
        if group_id is not None:
            seen.add(group_id)
    return kept


def _keep_one_of_each_picture(*, now: dt.datetime) -> None:
    """Of audit images that turned out to be the same picture one remains: the most answered, or first drawn.

    What was said of the others stands; but it is not measured by, and, the picture being audited, not learned
    from.
    """
    grouped = AuditImage.objects.exclude(image__fingerprint__group=None).order_by()
    counted = grouped.values("image__fingerprint__group").annotate(photos=Count("pk"))
    several = counted.filter(photos__gt=1).values("image__fingerprint__group")
    answers = Count("image__reviews", filter=Q(image__reviews__item__reason=Reason.AUDIT))
    found = list(
        grouped.filter(image__fingerprint__group__in=several)
        .annotate(answers=answers)
        .order_by("-answers", "pk")
        .values_list("image_id", "image__sha256", "image__fingerprint__group")
    )
    surplus = {image_id for image_id, _, _ in found} - set(_one_of_each_picture(found))
    if surplus:
        with transaction.atomic():
            AuditImage.objects.filter(image__in=surplus).delete()
            asked = QueueItem.objects.free(now=now).filter(image__in=surplus, reason=Reason.AUDIT)
            asked.update(closed_at=now)


def next_audit_questions(count: int) -> list[tuple[int, int]]:
    """(image id, facet id) of at most `count` audit questions that nobody answered and nobody is asked.

    All facets of the first twenty images, then of the next twenty, and so on, in the order of their lots.
    Nothing of photos that flags keep from everybody.
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
    flagged = kept_out()
    for images in _rounds():
        for facet in facets:
            for image in images:
                if (image, facet) not in asked and image not in flagged:
                    found.append((image, facet))
                    if len(found) == count:
                        return found
    return found


def _rounds() -> Iterator[list[int]]:
    """The audit images in the order of their lots. Of a large set the first last for years."""
    images = AuditImage.objects.order_by("image__product__lot").values_list("image_id", flat=True)
    for part in images[:READ_FIRST], images[READ_FIRST:]:
        some = list(part)
        yield from (some[at : at + ROUND] for at in range(0, len(some), ROUND))
