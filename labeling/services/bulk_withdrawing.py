"""Taking back everything that a person said in a range, as one act; and bringing it back, as one act."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import ProductImage
from labeling.models import (
    BulkRestoration,
    BulkWithdrawal,
    ComparisonWithdrawal,
    GridWithdrawal,
    Review,
    Withdrawal,
)
from labeling.services.consensus import lock_images, refresh_labels_of_many
from labeling.services.ranging import Found, Range, believed, cells_of, differences

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ROWS = 5_000
"""Rows per statement."""


class CannotWithdraw(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """There is nothing to take back, or it is not what was looked at; the message says which."""


def withdraw_range(
    meant: Range, *, expected: str, by: User, reason: str, client_id: uuid.UUID, now: dt.datetime
) -> tuple[BulkWithdrawal, bool]:
    """Take all of it back, with its labels, as one; and whether that is new: sent twice, it is done once.

    `expected` is the digest of what the preview found: what people did not see is not done. Whoever
    answers, or takes back, about the same photos waits, and is counted before or after. No question is opened
    again by this: what nobody has answered any more is chosen anew like anything else. Hidden checks stay, as
    they tell of a person's attention, not of photos. Raises CannotWithdraw.
    """
    with transaction.atomic():
        # One act on a person's answers at a time, and none of theirs is recorded meanwhile.
        get_user_model().objects.select_for_update(no_key=True).get(pk=meant.curator_id)
        known = BulkWithdrawal.objects.filter(client_id=client_id).first()
        if known is not None:
            return known, False
        found = _held(meant)
        if not found.count:
            raise CannotWithdraw(_("이 범위에는 되돌릴 답이 없습니다."))
        if found.digest != expected:
            raise CannotWithdraw(_("보시는 동안 답이 달라졌습니다. 미리 보기를 다시 확인해 주세요."))
        return _withdrawn(meant, found, by=by, reason=reason, client_id=client_id, now=now), True


def restore(
    withdrawal: BulkWithdrawal, *, by: User, reason: str = "", now: dt.datetime
) -> tuple[BulkRestoration, bool]:
    """All of it stands again; and whether that is new. The act itself stays on record, with both dates.

    But what its author has taken back themselves by now stays so.
    """
    with transaction.atomic():
        get_user_model().objects.select_for_update(no_key=True).get(pk=withdrawal.curator_id)
        held = BulkWithdrawal.objects.select_for_update(no_key=True).get(pk=withdrawal.pk)
        known = BulkRestoration.objects.filter(withdrawal=held).first()
        if known is not None:
            return known, False
        images, tags = cells_of(held.reviews)
        lock_images(ProductImage.objects.filter(pk__in=images))
        for rows in (held.withdrawals, held.grid_withdrawals, held.comparison_withdrawals):
            rows.all().delete()
        done = BulkRestoration.objects.create(withdrawal=held, by=by, reason=reason, created_at=now)
        refresh_labels_of_many(image_ids=images, tag_ids=tags, now=now)
        return done, True


def _held(meant: Range) -> Found:
    """What is meant, locked: in the order in which those lock who take back a sitting, or a comparison."""
    list(meant.sittings().select_for_update(of=("self",)).values_list("pk", flat=True))
    list(meant.comparisons().select_for_update(of=("self",)).values_list("pk", flat=True))
    images = Review.objects.filter(pk__in=Found.of(meant).reviews).order_by().values("image")
    lock_images(ProductImage.objects.filter(pk__in=images))
    return Found.of(meant)  # anew: somebody may have taken one back while we waited


def _withdrawn(
    meant: Range, found: Found, *, by: User, reason: str, client_id: uuid.UUID, now: dt.datetime
) -> BulkWithdrawal:
    images, tags = cells_of(found.reviews)
    before = believed(images, tags)
    bulk = BulkWithdrawal.objects.create(
        curator_id=meant.curator_id,
        since=meant.since,
        until=meant.until,
        tags=list(meant.tag_ids),
        kinds=list(meant.kinds),
        reviews=found.reviews,
        sittings=found.sittings,
        comparisons=found.comparisons,
        review_count=len(found.reviews),
        comparison_count=len(found.comparisons),
        label_count=0,
        client_id=client_id,
        by=by,
        reason=reason,
        created_at=now,
    )
    _write(bulk, found)
    refresh_labels_of_many(image_ids=images, tag_ids=tags, now=now)
    bulk.label_count = len(differences(before, believed(images, tags)))
    bulk.save(update_fields=["label_count"])
    return bulk


def _write(bulk: BulkWithdrawal, found: Found) -> None:
    said = {"bulk": bulk, "by": bulk.by, "created_at": bulk.created_at}
    Withdrawal.objects.bulk_create(
        (Withdrawal(review_id=pk, **said) for pk in found.reviews), batch_size=ROWS
    )
    GridWithdrawal.objects.bulk_create(
        (GridWithdrawal(grid_review_id=pk, **said) for pk in found.sittings), batch_size=ROWS
    )
    ComparisonWithdrawal.objects.bulk_create(
        (ComparisonWithdrawal(comparison_id=pk, **said) for pk in found.comparisons), batch_size=ROWS
    )
