"""Everybody who is here, what they do, and how it goes; in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import OuterRef, Q, Subquery

from config.roles import ROLES, roles_of
from labeling.models import Review
from labeling.services.colleagues import Numbers, numbers_of
from labeling.services.working import Work, works

MOST = 200
"""People on one page; more are found by name."""


@dataclass(frozen=True)
class Colleague:
    """`seen` is the last login or answer, whichever is later; `numbers` None where nobody may see them."""

    person: User
    roles: list[str]
    seen: dt.datetime | None
    given: Work | None
    numbers: Numbers | None


def colleagues(*, name: str, with_numbers: bool, now: dt.datetime) -> list[Colleague]:
    # Of each the newest alone, by the index: some have given hundreds of thousands.
    answered = Review.objects.standing().filter(curator=OuterRef("pk")).order_by("-created_at")
    found = (
        User.objects.filter(Q(username__icontains=name) | Q(email__icontains=name))
        .select_related("assignment__by")
        .prefetch_related("groups")
        .annotate(answered_at=Subquery(answered.values("created_at")[:1]))
        .order_by("-is_active", "username")
    )
    people = list(found[:MOST])
    numbers = numbers_of([one.pk for one in people], now=now) if with_numbers else {}
    words = works([given for one in people if (given := getattr(one, "assignment", None))])
    return [
        Colleague(
            person=one,
            roles=[str(ROLES[role]) for role in roles_of(one)],
            seen=max(filter(None, [one.last_login, one.answered_at]), default=None),
            given=words.get(one.pk),
            numbers=numbers.get(one.pk, Numbers()) if with_numbers else None,
        )
        for one in people
    ]
