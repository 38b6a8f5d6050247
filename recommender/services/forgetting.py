"""Forgotten with one click: out of sight at once, and deleted as soon as that cannot be undone any more."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from recommender.models import Shopper
from recommender.models.shopper import hash_of
from recommender.services.remembering import merge

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PORTION = 1_000


def forget(shopper: Shopper, key: str, *, now: dt.datetime) -> None:
    """From now on nobody is this shopper. Until it is deleted, `key` alone leads back to it.

    Sent twice it is forgotten once: the minute runs from the first time.
    """
    with transaction.atomic():
        before = Shopper.objects.filter(key_hash=hash_of(key)).exclude(forgotten_at=None)
        before.exclude(pk=shopper.pk).delete()  # forgotten a moment ago, and again: the last can be undone
        Shopper.objects.filter(pk=shopper.pk, forgotten_at=None).update(
            user=None, key_hash=hash_of(key), forgotten_at=now
        )


def can_undo(key: str, *, now: dt.datetime) -> bool:
    """Whether anything was forgotten under this key, and it is not too late."""
    return bool(key) and Shopper.objects.undoable(key, now=now).exists()


def undo(key: str, *, now: dt.datetime, present: Shopper | None, user: User | None) -> Shopper | None:
    """Take it back; who they are then, or None where it is too late.

    What was said since is kept, and wins where both spoke: then the rows go to who spoke it (`present`), or
    to the account of `user`. Else the browser is to be given its key again.
    """
    with transaction.atomic():
        found = Shopper.objects.undoable(key, now=now).select_for_update().first()
        if found is None:
            return None
        found.forgotten_at = None
        found.save(update_fields=["forgotten_at"])
        if present is None and user is not None:
            present = Shopper.objects.of_account(user, now=now)
        return found if present is None else merge(found, present)


def delete_forgotten(*, now: dt.datetime) -> int:
    """The sweep: with all that they did and all that followed from it; how many shoppers."""
    due = list(Shopper.objects.to_delete(now=now).order_by().values_list("pk", flat=True)[:PORTION])
    # Asked again: one that was taken back meanwhile stays.
    return Shopper.objects.to_delete(now=now).filter(pk__in=due).delete()[1].get("recommender.Shopper", 0)
