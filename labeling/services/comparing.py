"""Pairs for a curator: held ahead of need, answered exactly once, taken back without limit."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from catalog.models import ProductImage, Tag
from labeling.models import Comparison, ComparisonWithdrawal, Grade, Pair
from labeling.services.pairing import PER_PHOTO
from labeling.services.recording import AnswerError
from labeling.services.taking_back import hold_answers_of, is_taken_back_now

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LOCK = 5_010_103
"""With a curator's number behind it: of those who hold pairs."""
PASSED = 2
"""People who could not say: then a pair is left as it is."""
ENOUGH_TO_SHOW = 4
"""Graded photos: fewer make no order to look at."""


@dataclass(frozen=True)
class Choice:
    """One answer as the browser sends it. `client_id` names it, however often it is sent."""

    client_id: uuid.UUID
    answer: str
    seconds: float | None = None


@dataclass(frozen=True)
class PairsWaiting:
    """One tag's pairs that wait for a curator, and the photos of the first of them."""

    tag: Tag
    count: int
    photos: list[ProductImage]


@dataclass(frozen=True)
class Progress:
    """Of one tag: how many comparisons there are, and about how many until every photo has enough."""

    done: int
    about: int


def pairs_waiting(curator: User, now: dt.datetime) -> list[PairsWaiting]:
    """By tag, in the order in which people read tags; in two queries."""
    pairs = Pair.objects.waiting_for(curator, now=now).for_screen().order_by("id")
    by_tag: dict[int, list[Pair]] = {}
    for pair in pairs:
        by_tag.setdefault(pair.tag_id, []).append(pair)
    return [
        PairsWaiting(tag, len(by_tag[tag.pk]), [by_tag[tag.pk][0].left, by_tag[tag.pk][0].right])
        for tag in Tag.objects.in_use().filter(pk__in=by_tag)
    ]


def lease_pairs(*, curator: User, tag: Tag, count: int, now: dt.datetime) -> list[Pair]:
    """What the curator may answer of the tag now: held ones are renewed, free ones added up to `count`.

    No two curators get the same pair: free rows are locked, and rows that another has locked are passed over.
    Two tabs of one person wait for each other, or they would hold twice as many.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, curator.pk])
        held = Pair.objects.held_by(curator, now=now).filter(tag=tag).select_for_update(of=("self",))
        mine = list(held.values_list("pk", flat=True))[:count]
        mine_to_take = Pair.objects.answerable_by(curator).assigned_to(curator)
        free = mine_to_take.free(now=now).filter(tag=tag).order_by("id")
        found = free.select_for_update(skip_locked=True, of=("self",))
        mine += found.values_list("pk", flat=True)[: count - len(mine)]
        Pair.objects.filter(pk__in=mine).update(leased_by=curator, leased_until=Pair.lease_end(now))
    by_id = {pair.pk: pair for pair in Pair.objects.filter(pk__in=mine).for_screen()}
    return [by_id[pk] for pk in mine]


def record_comparison(
    *, curator: User, pair_id: int, choice: Choice, now: dt.datetime
) -> tuple[Comparison, bool]:
    """The comparison, and whether it is new: a resend records nothing twice.

    A lease that ran out, or that somebody else has taken since, costs nothing: the answer counts beside
    theirs. Whoever cannot say leaves the pair to somebody else. Raises Pair.DoesNotExist, and AnswerError for
    a client id that was used for something else.
    """
    with transaction.atomic():
        # One answer of a person at a time: the same client id could come for two pairs at once.
        hold_answers_of(curator)
        pair = Pair.objects.select_for_update(of=("self",)).get(pk=pair_id)
        known = Comparison.objects.filter(curator=curator, client_id=choice.client_id).first()
        if known is not None:
            if known.pair_id != pair_id:
                raise AnswerError(_("이 client_id는 다른 답에 쓰였습니다."))
            return known, False
        said = Comparison.objects.create(
            pair=pair,
            curator=curator,
            client_id=choice.client_id,
            answer=choice.answer,
            seconds=choice.seconds,
            created_at=now,
        )
        if not pair.is_held_by_another(curator, now=now):
            _let_go(pair, choice, now)
    return said, True


def _let_go(pair: Pair, choice: Choice, now: dt.datetime) -> None:
    passed = Comparison.objects.standing().filter(pair=pair, answer=Comparison.Answer.SKIP)
    if choice.answer != Comparison.Answer.SKIP or passed.values("curator").distinct().count() >= PASSED:
        pair.close(now=now)
    elif pair.closed_at is None:
        pair.pass_on()


def withdraw_comparison(*, curator: User, client_id: uuid.UUID, now: dt.datetime) -> Pair:
    """Take an answer back; its pair is the curator's again. Twice is the same as once.

    Raises Comparison.DoesNotExist for an answer that this curator never gave.
    """
    with transaction.atomic():
        hold_answers_of(curator)
        mine = Comparison.objects.select_for_update(of=("self",)).filter(curator=curator)
        said = mine.get(client_id=client_id)
        taken_back = {"by": curator, "created_at": now}
        found = ComparisonWithdrawal.objects.get_or_create(taken_back, comparison=said)
        is_new = is_taken_back_now(found, curator)
        pair = Pair.objects.select_for_update(of=("self",)).get(pk=said.pair_id)
        if is_new:
            pair.reopen_for(curator, now=now)
    return Pair.objects.for_screen().get(pk=pair.pk)


def progress_of(tag: Tag) -> Progress:
    """Of everybody's comparisons of the tag. "About", as photos join and pairs are passed over."""
    done = list(Comparison.objects.filter(pair__tag=tag).gradable().values_list("pair__left", "pair__right"))
    pairs = [*done, *Pair.objects.waiting().filter(tag=tag).values_list("left", "right")]
    photos = {photo for pair in pairs for photo in pair}
    enough = math.ceil(PER_PHOTO * len(photos) / 2)
    return Progress(len(done), max(len(pairs), enough))


def order_of(tag: Tag, *, most: int | None = None) -> list[Grade]:
    """The graded photos of the tag, from least to most so; `most` of them spread evenly over the line.

    Empty while too few were compared often enough.
    """
    grades = list(Grade.objects.telling().filter(tag=tag).least_first().select_related("image__product"))
    if len(grades) < ENOUGH_TO_SHOW:
        return []
    return grades if most is None else _spread(grades, most)


def _spread(grades: Sequence[Grade], most: int) -> list[Grade]:
    if len(grades) <= most:
        return list(grades)
    return [grades[round(place * (len(grades) - 1) / (most - 1))] for place in range(most)]
