"""What people are not of one mind about, as long as another person's word may help."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalog.services.settings import value_of
from labeling.models import AuditImage, Label, Reason, Review
from labeling.services.consensus import Cell

ASKED_AGAIN = 2
"""Second opinions about a cell, at most, unless a manager says otherwise; whoever skipped gave theirs."""
AT_WORK = dt.timedelta(days=30)
"""Who has answered in this time may be counted on."""


def disputed_cells(*, limit: int, now: dt.datetime) -> list[Cell]:
    """At most `limit` cells that are torn or unsure, of which somebody at work has seen nothing yet.

    Those come first of which yes and no were both said. Once three people were asked, or two second opinions
    were given or refused, it is left as it is: some things nobody can say. Nothing of the audit set.
    """
    people = list(_at_work(now).values_list("pk", flat=True))
    # In a grid one tag of the photo is seen.
    of_the_tag = Q(item__isnull=False) | Q(tile__grid__tag=OuterRef("tag"))
    seen = Review.objects.filter(of_the_tag, image=OuterRef("image"), curator__in=people)
    seen_by = _count(seen, Count("curator", distinct=True))
    given = Review.objects.standing().filter(
        image=OuterRef("image"), item__reason=Reason.DISAGREEMENT, item__reason_tag=OuterRef("tag")
    )
    cells = (
        Label.objects.disputed()
        .filter(tag__retired_at=None)
        .exclude(Exists(AuditImage.objects.filter(image__product=OuterRef("image__product"))))
        .annotate(seen_by=seen_by, given=_count(given, Count("pk")))
        .filter(seen_by__lt=len(people), given__lt=value_of("second_opinions"))
        .torn_first()
    )
    return list(cells.values_list("image_id", "tag_id")[:limit])


def _at_work(now: dt.datetime) -> QuerySet:  # type: ignore[type-arg]
    """Curators who have answered lately."""
    lately = Review.objects.filter(curator=OuterRef("pk"), created_at__gte=now - AT_WORK)
    return get_user_model().objects.with_perm("labeling.add_review").filter(Exists(lately))


def _count(rows: QuerySet, counted: Count) -> Coalesce:  # type: ignore[type-arg]
    """How many there are, for each row of the query around it."""
    counts = rows.order_by().values("image").annotate(counted=counted).values("counted")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)
