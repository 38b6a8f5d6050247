"""Photos that are the same picture, brought together and taken apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import combinations, product
from typing import TYPE_CHECKING

from django.db import connection, transaction

from catalog.models import DuplicateGroup, Fingerprint, Separation

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_TAKEN_APART = 60
"""Photos of one group: each is kept from each, and pairs grow with the square."""
_LOCK = 5_020_002


class TooLargeError(Exception):
    """A group has more photos than can be kept from each other one by one."""


def join(one: int, other: int, *, now: dt.datetime) -> bool:
    """Bring two photos that were compared into one group, with those that either is grouped with already.

    False where a person said of any two of them that they are not the same picture: then nothing happens. Of
    two groups the older stays.
    """
    with transaction.atomic():
        _one_at_a_time()
        some, others = _mates(one), _mates(other)
        if other in some:
            return True
        if Separation.objects.between(some, others).exists():
            return False
        members = Fingerprint.objects.filter(image__in=some | others)
        groups = list(DuplicateGroup.objects.filter(fingerprints__in=members).distinct().order_by("pk"))
        group = groups[0] if groups else DuplicateGroup.objects.create(created_at=now)
        group.absorb(groups[1:])
        members.update(group=group)
    return True


def take_out(image_ids: Collection[int], *, by: User, now: dt.datetime) -> int:
    """Keep these photos from the rest of their groups for good; how many had a group. Those that were taken
    out of one group together stay together."""
    with transaction.atomic():
        _one_at_a_time()
        taken = list(Fingerprint.objects.grouped().filter(image__in=image_ids))
        for group in DuplicateGroup.objects.filter(fingerprints__in=taken).distinct():
            members = set(group.fingerprints.values_list("image", flat=True))
            out = members & {fingerprint.pk for fingerprint in taken}
            if rest := members - out:
                _separate(product(out, rest), by, now)
                apart = DuplicateGroup.objects.create(created_at=now)
                Fingerprint.objects.filter(image__in=out).update(group=apart)
                for part in (group, apart):
                    part.dissolve_if_alone()
    return len(taken)


def dissolve(group: DuplicateGroup, *, by: User, now: dt.datetime) -> None:
    """None of its photos is the same picture as another: the group is gone, and does not come back.

    Raises TooLargeError, of groups of more than MOST_TAKEN_APART photos.
    """
    with transaction.atomic():
        _one_at_a_time()
        members = list(group.fingerprints.values_list("image", flat=True))
        if len(members) > MOST_TAKEN_APART:
            raise TooLargeError
        _separate(combinations(members, 2), by, now)
        group.delete()


def _separate(pairs: Iterable[tuple[int, int]], by: User, now: dt.datetime) -> None:
    Separation.objects.bulk_create(
        (Separation(one_id=min(pair), other_id=max(pair), by=by, created_at=now) for pair in pairs),
        ignore_conflicts=True,
    )


def _mates(image_id: int) -> set[int]:
    """The photo, and those in its group."""
    group = Fingerprint.objects.filter(image=image_id).values_list("group", flat=True).first()
    if group is None:
        return {image_id}
    return set(Fingerprint.objects.filter(group=group).values_list("image", flat=True))


def _one_at_a_time() -> None:
    """Wait for whoever else groups or takes apart; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
