"""Saying that a photo cannot or should not be judged; and what follows from it for others.

A photo is kept from everybody once two people say so, or a manager does. One person's flag keeps it from that
person alone: what disturbs one may be a fine photo to the next.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from catalog.models import ProductImage
from labeling.models import Flag, FlagRuling, FlagWithdrawal, QueueItem, Review
from labeling.services.consensus import lock_images
from labeling.services.recording import Answer, AnswerError, record_review, withdraw_review

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ENOUGH_PEOPLE = 2


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a photo: a Flag.Kind, and the curator's own words if they have any."""

    kind: str
    words: str = ""


def record_answer(
    *, curator: User, item_id: int, answer: Answer, wrong: Wrong | None, now: dt.datetime
) -> tuple[Review, bool]:
    """As record_review; what skips a photo because something is wrong with it is a flag, too."""
    if wrong is None:
        return record_review(curator=curator, item_id=item_id, answer=answer, now=now)
    flag, is_new = record_flag(curator=curator, item_id=item_id, answer=answer, wrong=wrong, now=now)
    return flag.review, is_new


def withdraw_answer(*, curator: User, client_id: uuid.UUID, now: dt.datetime) -> QueueItem:
    """As withdraw_review, with the flag of the review if it has one; what is kept out stays closed."""
    if Flag.objects.filter(curator=curator, client_id=client_id).exists():
        return withdraw_flag(curator=curator, client_id=client_id, now=now)
    return _taken_back(curator, client_id, now)


def record_flag(
    *, curator: User, item_id: int, answer: Answer, wrong: Wrong, now: dt.datetime
) -> tuple[Flag, bool]:
    """The flag, and whether it is new; `answer` skips its item. The photo is asked of this curator no more.

    Raises QueueItem.DoesNotExist, and AnswerError for a client id that was used for something else.
    """
    with transaction.atomic():
        review, is_new = record_review(curator=curator, item_id=item_id, answer=answer, now=now)
        if not is_new:
            known = Flag.objects.filter(review=review).first()
            if known is None:
                raise AnswerError(_("이 client_id는 다른 답에 쓰였습니다."))
            return known, False
        flag = Flag.objects.create(
            image_id=review.image_id,
            review=review,
            curator=curator,
            client_id=answer.client_id,
            kind=wrong.kind,
            words=wrong.words,
            created_at=now,
        )
        waiting = QueueItem.objects.open().filter(image=review.image_id)
        waiting.filter(leased_by=curator).update(leased_by=None, leased_until=None)
        if kept_out([review.image_id]):
            waiting.update(closed_at=now)
    return flag, True


def withdraw_flag(*, curator: User, client_id: uuid.UUID, now: dt.datetime) -> QueueItem:
    """Take a flag back; its item is the curator's again, and others' questions that it had closed are open.

    Nothing is asked again of a photo that others or a manager keep from everybody nevertheless. Twice is the
    same as once. Raises Flag.DoesNotExist for a flag that this curator never set.
    """
    with transaction.atomic():
        flag = Flag.objects.get(curator=curator, client_id=client_id)
        _lock(flag)
        _, is_new = FlagWithdrawal.objects.get_or_create(
            flag=flag, defaults={"by": curator, "created_at": now}
        )
        if is_new and not kept_out([flag.image_id]):
            _reopen(flag)
        return _taken_back(curator, client_id, now)


@transaction.atomic
def _taken_back(curator: User, client_id: uuid.UUID, now: dt.datetime) -> QueueItem:
    """The item of the withdrawn review, which is not asked again if its photo is asked of nobody."""
    item = withdraw_review(curator=curator, client_id=client_id, now=now)
    if kept_out([item.image_id]):
        item.close(now=now)
    return item


def rule(flag: Flag, *, keeps_out: bool, by: User, now: dt.datetime) -> bool:
    """A manager's decision about a standing flag; False where one was made before, or it was taken back.

    Either nobody is asked about the photo any more, or others are, and the flag weighs nothing.
    """
    with transaction.atomic():
        _lock(flag)
        if not Flag.objects.unhandled().filter(pk=flag.pk).exists():
            return False
        FlagRuling.objects.create(flag=flag, keeps_out=keeps_out, by=by, created_at=now)
        if keeps_out:
            QueueItem.objects.open().filter(image=flag.image_id).update(closed_at=now)
        elif not kept_out([flag.image_id]):
            _reopen(flag)
            for item in QueueItem.objects.filter(reviews=flag.review):  # no more of whoever flagged it
                item.reopen()
    return True


def kept_out(image_ids: Collection[int] | None = None) -> set[int]:
    """Of these images, or of all, those that nobody is asked about: two people or a manager said so."""
    flags = Flag.objects.all() if image_ids is None else Flag.objects.filter(image__in=list(image_ids))
    people = Count("curator", distinct=True)
    warned = flags.warning().order_by().values("image").annotate(people=people)
    by_people = warned.filter(people__gte=ENOUGH_PEOPLE).values_list("image", flat=True)
    return {*by_people, *flags.forbidding().values_list("image", flat=True)}


def _lock(flag: Flag) -> None:
    """Of two that flag, take back or rule at once, the second sees what the first did."""
    lock_images(ProductImage.objects.filter(pk=flag.image_id))


def _reopen(flag: Flag) -> None:
    """Ask anew what was closed the moment that the photo was kept from everybody, and nobody had answered."""
    moments = [
        moment
        for moments in Flag.objects.filter(image=flag.image_id).values_list(
            "created_at", "ruling__created_at"
        )
        for moment in moments
    ]
    for item in QueueItem.objects.filter(image=flag.image_id, reviews=None, closed_at__in=moments):
        item.reopen()
