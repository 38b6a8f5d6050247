"""What was taken back, or stands again, after a moment: to a model that learned from it that is news."""

from __future__ import annotations

import datetime as dt

from labeling.models import BulkRestoration, Reason, Review, Withdrawal

LATE = dt.timedelta(seconds=15)
"""An act is dated when it begins, and seen when it is done: so much earlier ones are counted once more."""


def reviews_unsaid(*, upto: int, since: dt.datetime) -> int:
    """Of the teaching reviews with ids up to that, how many stand or fall otherwise than at that moment."""
    moment = since - LATE
    fallen = Withdrawal.objects.filter(
        created_at__gt=moment, review__lte=upto, review__outcome=Review.Outcome.ANSWERED
    ).exclude(review__item__reason=Reason.AUDIT)
    stand_again = BulkRestoration.objects.filter(created_at__gt=moment).values_list(
        "withdrawal__reviews", flat=True
    )
    restored = {review for reviews in stand_again for review in reviews if review <= upto}
    return fallen.count() + Review.objects.teaching().filter(pk__in=restored).count()
