"""Figures of the house, day by day, counted in the background: no page counts a table of a million rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import models, transaction


class TallyQuerySet(models.QuerySet["Tally"]):
    def since(self, day: dt.date) -> TallyQuerySet:
        return self.filter(day__gte=day)

    @transaction.atomic
    def write(self, day: dt.date, counts: Mapping[tuple[str, str], int], *, now: dt.datetime) -> None:
        """Replace what that day says of these kinds of figure, with all that they are counted `of`."""
        self.filter(day=day, what__in={what for what, _ in counts}).delete()
        self.bulk_create(
            Tally(day=day, what=what, of=of, count=n, at=now) for (what, of), n in counts.items()
        )


class Tally(models.Model):
    """How many of what: on that day where it is something that happens, at its end where it is something
    that stands. The day is the installation's."""

    day = models.DateField()
    what = models.CharField(max_length=24)
    of = models.CharField(max_length=200, blank=True, help_text="Such as a seller; empty: altogether.")
    count = models.PositiveBigIntegerField()
    at = models.DateTimeField(help_text="When it was counted.")

    objects = TallyQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "what", "-count"]
        constraints = [
            models.UniqueConstraint(fields=["day", "what", "of"], name="a_figure_of_a_day_is_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.of}: {self.count}"
