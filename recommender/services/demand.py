"""What shoppers look at is worth asking about: counted here, and written down to where it is asked."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from catalog.services.locks import held
from catalog.services.settings import value_of
from recommender.models import Event, Shopper, Slate
from training.services import demand

LOCK = 5_020_231
HALF_LIFE_DAYS = 7
"""What is looked at changes by the week."""
COUNTED_DAYS = 45
"""After six half-lives a look counts hardly more than nothing."""
LIKE = 3
"""Looks that a like is worth."""
MOST_IN_A_DAY = 40
"""Looks that one person's day counts for at most, however much they look at."""
KEPT = 5000
SHOPPER_DAYS = 400
"""A key that was not used for so long is no longer in any browser."""
PORTION = 10_000

_COUNTED = """
WITH looked AS (  -- a person, a product, a day: once
    SELECT product_id, coalesce('s' || shopper_id, visitor) AS who, (at AT TIME ZONE 'UTC')::date AS day,
           max(CASE kind WHEN 'like' THEN %(like)s ELSE 1 END)::float AS worth
    FROM recommender_event
    WHERE at > %(since)s AND at <= %(now)s AND (kind IN ('view', 'click') OR kind = 'like' AND EXISTS (
        SELECT FROM recommender_opinion AS held  -- a like that was taken back is none
        WHERE held.shopper_id = recommender_event.shopper_id AND held.value = 'like'
              AND held.product_id = recommender_event.product_id))
    GROUP BY 1, 2, 3
), shared AS (
    SELECT product_id, day, worth * least(1, %(most)s / sum(worth) OVER (PARTITION BY who, day)) AS worth
    FROM looked
)
SELECT product_id, sum(worth * power(0.5, (%(today)s - day) / %(half_life)s::float)) AS weight
FROM shared GROUP BY product_id ORDER BY weight DESC, product_id LIMIT %(kept)s
"""


def pass_on(*, now: dt.datetime) -> int:
    """Count what was looked at lately and write it down; of how many products. Repeating it is harmless."""
    with held(LOCK) as ours:
        return demand.note(counted(now=now), now=now) if ours else 0


def counted(*, now: dt.datetime) -> dict[int, float]:
    """By product, of those looked at most: people's days, the older the less. One query, by time."""
    values: dict[str, int | dt.date] = {
        "like": LIKE,
        "since": now - dt.timedelta(days=COUNTED_DAYS),
        "now": now,
        "most": MOST_IN_A_DAY,
        "today": now.astimezone(dt.UTC).date(),
        "half_life": HALF_LIFE_DAYS,
        "kept": KEPT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, values)
        return dict(cursor.fetchall())


def let_go(*, now: dt.datetime) -> int:
    """Delete looks and offers that have had their time, and shoppers who never came back; how many rows.

    A portion of each at a time: what is left goes with the next sweep.
    """
    before = now - dt.timedelta(days=value_of("event_days"))
    gone = Shopper.objects.unseen_since(now - dt.timedelta(days=SHOPPER_DAYS))
    old = (Event.objects.old_views(before=before), Slate.objects.filter(at__lt=before), gone)
    deleted = 0
    for rows in old:
        portion = list(rows.order_by().values_list("pk", flat=True)[:PORTION])
        deleted += rows.filter(pk__in=portion).order_by().delete()[0]
    return deleted
