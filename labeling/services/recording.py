"""Recording what a person said: exactly once, never rewritten, labels in the same transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import ProductImage, Tag
from labeling.models import QueueItem, Review, Verdict, Withdrawal
from labeling.services.consensus import lock_images, refresh_labels
from labeling.services.taking_back import hold_answers_of, is_taken_back_now

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class AnswerError(Exception):
    """The answer contradicts itself or the question; the message says how."""


@dataclass(frozen=True)
class Said:
    """What a person said of one tag: "yes", "no" or "unsure"; or yes, but not where the model saw it."""

    tag_id: int
    value: str
    misplaced: bool = False


@dataclass(frozen=True)
class Answer:
    """One sitting with one item, as the browser sends it. `client_id` names it, however often it is sent."""

    client_id: uuid.UUID
    outcome: str
    verdicts: Sequence[Said]
    shown_tags: Sequence[int]
    seconds: float | None


def record_review(*, curator: User, item_id: int, answer: Answer, now: dt.datetime) -> tuple[Review, bool]:
    """The review of this answer, and whether it is new: a resend records nothing twice.

    A lease that ran out, or that somebody else has taken since, costs nothing: the answer counts, as a second
    opinion if need be. Raises QueueItem.DoesNotExist, and AnswerError for what cannot be believed.
    """
    with transaction.atomic():
        # One answer of a person at a time: the same client id could come for two items at once.
        hold_answers_of(curator)
        # A flag closes all that is asked about its photo: whoever comes for another question waits here.
        lock_images(ProductImage.objects.filter(pk__in=QueueItem.objects.filter(pk=item_id).values("image")))
        item = QueueItem.objects.select_for_update(of=("self",)).get(pk=item_id)
        known = Review.objects.filter(curator=curator, client_id=answer.client_id).first()
        if known is not None:
            if known.item_id != item_id:
                raise AnswerError(_("이 client_id는 다른 답에 쓰였습니다."))
            return known, False
        asked = dict(item.suggestions.values_list("tag_id", "probability"))
        tags = _tags_of(answer, asked)
        _check(item, answer, tags, asked)
        review = _written(curator, item, answer, asked, now)
        refresh_labels(image_id=item.image_id, tag_ids=list(tags), now=now)
        if not item.is_held_by_another(curator, now=now):
            item.close(now=now)
    return review, True


def withdraw_review(*, curator: User, client_id: uuid.UUID, now: dt.datetime) -> QueueItem:
    """Take an answer back; its item is the curator's again. Twice is the same as once.

    Raises Review.DoesNotExist for an answer that this curator never gave.
    """
    with transaction.atomic():
        hold_answers_of(curator)
        # A tile's answer is taken back with its grid.
        review = Review.objects.get(curator=curator, client_id=client_id, item__isnull=False)
        lock_images(ProductImage.objects.filter(pk=review.image_id))
        said = {"by": curator, "created_at": now}
        is_new = is_taken_back_now(Withdrawal.objects.get_or_create(said, review=review), curator)
        item = QueueItem.objects.select_for_update(of=("self",)).get(reviews=review)
        if is_new:
            tag_ids = list(review.verdicts.values_list("tag_id", flat=True))
            refresh_labels(image_id=review.image_id, tag_ids=tag_ids, now=now)
            item.reopen_for(curator, now=now)
    return QueueItem.objects.for_screen().get(pk=item.pk)


def _tags_of(answer: Answer, asked: Collection[int]) -> dict[int, Tag]:
    """Every tag that was answered. Raises AnswerError for one that is unknown, retired, or comes twice.

    What the item asks about may have been retired since it came on screen: that answer is no less true.
    """
    wanted = [said.tag_id for said in answer.verdicts]
    if len(set(wanted)) < len(wanted):
        raise AnswerError(_("한 태그에 답이 둘입니다."))
    tags = {tag.pk: tag for tag in Tag.objects.in_use_or(asked).filter(pk__in=wanted)}
    missing = set(wanted) - set(tags)
    if missing:
        numbers = ", ".join(map(str, sorted(missing)))
        raise AnswerError(_("쓰지 않는 태그입니다: %(numbers)s") % {"numbers": numbers})
    return tags


def _check(item: QueueItem, answer: Answer, tags: dict[int, Tag], asked: Collection[int]) -> None:
    if answer.outcome == Review.Outcome.SKIPPED:
        if answer.verdicts:
            raise AnswerError(_("건너뛴 사진에는 답이 없어야 합니다."))
        return
    if not answer.verdicts:
        raise AnswerError(_("답이 없습니다. 건너뛰려면 Space를 누르세요."))
    chosen: dict[int, Tag] = {}
    for said in answer.verdicts:
        tag = tags[said.tag_id]
        if said.value == Verdict.Value.YES and tag.facet.is_single:
            other = chosen.setdefault(tag.facet_id, tag)
            if other != tag:
                message = _("하나만 고를 수 있습니다: %(first)s, %(second)s")
                raise AnswerError(message % {"first": other, "second": tag})
    if item.facet_id is not None:
        # A tag that is newer than the question was not on screen.
        left_out = Tag.objects.in_use().filter(facet_id=item.facet_id, pk__in=asked).exclude(pk__in=tags)
        if left_out:
            names = ", ".join(tag.name_ko for tag in left_out)
            raise AnswerError(
                _("감사 이미지는 모든 태그에 답해야 합니다. 빠진 태그: %(names)s") % {"names": names}
            )


def _written(
    curator: User, item: QueueItem, answer: Answer, asked: Mapping[int, float | None], now: dt.datetime
) -> Review:
    answered = [said.tag_id for said in answer.verdicts]
    review = Review.objects.create(
        item=item,
        image_id=item.image_id,
        curator=curator,
        client_id=answer.client_id,
        outcome=answer.outcome,
        shown_tags=sorted({*answer.shown_tags, *answered}),
        model_key=item.model_key,
        seconds=answer.seconds,
        created_at=now,
    )
    seen = {} if item.hides_suggestions else asked
    Verdict.objects.bulk_create(
        Verdict(
            review=review,
            tag_id=said.tag_id,
            value=said.value,
            probability=seen.get(said.tag_id),
            misplaced=said.misplaced,
        )
        for said in answer.verdicts
    )
    return review
