"""Holding images for a curator, ahead of need."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction

from labeling.models import QueueItem

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def lease(*, curator: User, count: int, now: dt.datetime) -> list[QueueItem]:
    """What the curator may answer now: held ones are renewed, and free ones added until there are `count`.

    No two curators get the same item: free rows are locked, and rows that another has locked are passed over.
    """
    with transaction.atomic():
        # Two tabs of one person would otherwise both fill up, and hold twice as many.
        get_user_model().objects.select_for_update(no_key=True).get(pk=curator.pk)
        held = QueueItem.objects.held_by(curator, now=now)
        until = QueueItem.lease_end(now)
        missing = count - held.update(leased_until=until)
        if missing > 0:
            free = QueueItem.objects.answerable_by(curator).free(now=now).order_by("-priority", "id")
            chosen = list(
                free.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:missing]
            )
            QueueItem.objects.filter(pk__in=chosen).update(leased_by=curator, leased_until=until)
    return list(held.for_screen()[:count])
