"""What is asked of one person at a time: photos of the queue, grids, pairs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

from catalog.services.settings import value_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Asked = TypeVar("Asked", bound=models.Model)


class LeasedQuerySet(models.QuerySet[Asked]):
    def open(self) -> Self:
        """Neither answered nor replaced."""
        return self.filter(closed_at=None)

    def free(self, *, now: dt.datetime) -> Self:
        """Open, and held by nobody: a lease that ran out has returned by itself."""
        return self.open().filter(Q(leased_until=None) | Q(leased_until__lte=now))

    def free_for(self, curator: User, *, now: dt.datetime) -> Self:
        """Free, or held by this curator already."""
        return self.open().filter(
            Q(leased_by=curator) | Q(leased_until=None) | Q(leased_until__lte=now),
        )


class Leased(models.Model):
    """Held for a curator by a claim that ends by itself. Each kind has its own `leased_by`."""

    leased_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    if TYPE_CHECKING:
        leased_by_id: int | None

    class Meta:
        abstract = True

    @staticmethod
    def lease_end(now: dt.datetime) -> dt.datetime:
        return now + dt.timedelta(minutes=value_of("lease_minutes"))

    def is_held_by_another(self, curator: User, *, now: dt.datetime) -> bool:
        held = self.closed_at is None and self.leased_until is not None and self.leased_until > now
        return held and self.leased_by_id != curator.pk

    def close(self, *, now: dt.datetime) -> None:
        """Answered, or asked no more. Closing twice keeps the first time."""
        if self.closed_at is None:
            self.closed_at = now
            self.save(update_fields=["closed_at"])
