"""Holding images for a curator, ahead of need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakSet

from django.db import connection

from labeling.models import Queue, QueueItem, Reason, assignment_of
from labeling.models.queue import reasons_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from labeling.models import Assignment

LOCK = 5_010_101
"""With a curator's number behind it: of those who hold items."""
_ANSWERABLE = f"""(item.meant_for_id IS NULL OR item.meant_for_id = $1)
    AND NOT (item.reason = '{Reason.DISAGREEMENT}' AND EXISTS (
        SELECT FROM labeling_review AS review WHERE review.image_id = item.image_id AND review.curator_id = $1
        AND (review.item_id IS NOT NULL OR item.reason_tag_id = ANY (review.shown_tags))
    )) AND NOT EXISTS (
        SELECT FROM labeling_flag AS flag WHERE flag.image_id = item.image_id AND flag.curator_id = $1
        AND NOT EXISTS (SELECT FROM labeling_flagwithdrawal AS undone WHERE undone.flag_id = flag.id)
    )"""  # noqa: S608 (what is put in is ours)
"""As QueueItemQuerySet.answerable_by: no second opinion of whoever gave the first, nothing they flagged."""
_ASSIGNED = """(item.meant_for_id = $1 OR (($5::text[] IS NULL OR item.reason = ANY ($5)) AND (
        $6::bigint[] IS NULL OR item.reason_tag_id = ANY ($6) OR item.facet_id = ANY ($7)
        OR item.reason_tag_id IN (SELECT id FROM catalog_tag WHERE facet_id = ANY ($7))
    )))"""
"""As QueueItemQuerySet.assigned_to."""
# Planning takes longer than running, and Postgres, which cannot know how many will be missing, would plan
# each time if it were not told to stop.
_STATEMENT = f"""
PREPARE %(name)s (int, bigint, timestamptz, timestamptz, text[], bigint[], bigint[]) AS
WITH held AS (
    UPDATE labeling_queueitem SET leased_until = $4
    WHERE id IN (
        SELECT id FROM labeling_queueitem AS item
        WHERE closed_at IS NULL AND leased_by_id = $1 AND leased_until IS NOT NULL
            AND (leased_until > $3 OR {_ANSWERABLE})
        ORDER BY leased_until > $3 DESC, priority DESC, id
        LIMIT greatest($2, (
            SELECT count(*) FROM labeling_queueitem
            WHERE closed_at IS NULL AND leased_by_id = $1 AND leased_until > $3
        ))
    ) AND closed_at IS NULL AND leased_by_id = $1
    RETURNING id, priority
), missing AS (
    SELECT greatest($2 - count(*), 0) AS items FROM held
), never_leased AS (
    SELECT id, priority FROM labeling_queueitem AS item
    WHERE closed_at IS NULL AND leased_until IS NULL AND {_ANSWERABLE} AND {_ASSIGNED} %(only)s
    ORDER BY priority DESC, id LIMIT (SELECT items FROM missing) FOR NO KEY UPDATE SKIP LOCKED
), returned AS (
    SELECT id, priority FROM labeling_queueitem AS item
    WHERE closed_at IS NULL AND leased_until <= $3 AND {_ANSWERABLE} AND {_ASSIGNED} %(only)s
    ORDER BY priority DESC, id LIMIT (SELECT items FROM missing) FOR NO KEY UPDATE SKIP LOCKED
), chosen AS (
    SELECT id FROM (TABLE never_leased UNION ALL TABLE returned) AS free
    ORDER BY priority DESC, id LIMIT (SELECT items FROM missing)
), leased AS (
    UPDATE labeling_queueitem AS item SET leased_by_id = $1, leased_until = $4
    FROM chosen WHERE item.id = chosen.id
    RETURNING item.id, item.priority
)
SELECT id FROM (TABLE held UNION ALL TABLE leased) AS mine ORDER BY priority DESC, id LIMIT $2
"""  # noqa: S608 (what is put in is ours)
_OPINIONS = f"AND item.reason = '{Reason.DISAGREEMENT}'"
"""Written out, or the index by reason could not be used: few among a hundred thousand would be walked to."""
_PREPARE = f"""
SET plan_cache_mode = force_generic_plan;
{_STATEMENT % {"name": "hold_items", "only": ""}};
{_STATEMENT % {"name": "hold_opinions", "only": _OPINIONS}}
"""
# One message, hence one round trip and one transaction: the second statement sees what the curator's
# other tab has done while the first was waiting for it.
_HOLD = """
SELECT pg_advisory_xact_lock(%(lock)s, %(curator)s);
EXECUTE {statement} (
    %(curator)s, %(count)s, %(now)s, %(until)s, %(reasons)s::text[], %(tags)s::bigint[], %(facets)s::bigint[]
)
"""
_prepared: WeakSet[object] = WeakSet()
"""Connections that know the statement."""


@dataclass(frozen=True)
class Scope:
    """What may be leased: of these reasons (None: of all), for the sake of these tags (None: of all)."""

    reasons: list[str] | None = None
    tags: list[int] | None = None
    facets: list[int] | None = None

    def as_parameters(self) -> dict[str, list[str] | list[int] | None]:
        return {"reasons": self.reasons, "tags": self.tags, "facets": self.facets}


def lease(*, curator: User, count: int, now: dt.datetime) -> list[QueueItem]:
    """What the curator may answer now: held ones are renewed, and free ones added until there are `count`.

    A lease that ran out is as good as held while nobody has taken the item since.
    """
    ids = hold(curator=curator, count=count, now=now)
    place = {pk: position for position, pk in enumerate(ids)}
    return sorted(QueueItem.objects.these(ids).for_screen(), key=lambda item: place[item.pk])


def hold(*, curator: User, count: int, now: dt.datetime) -> list[int]:
    """The ids of what is leased, the next one first: within the person's assignment, if they have one.

    Whoever gives second opinions first is given these before all else.
    """
    given = assignment_of(curator)
    scope = scope_of(given)
    if given is None or not (given.opinions_first and given.covers(Queue.SINGLE)):
        return _hold(curator, count, now, scope)
    opinions = _hold(curator, count, now, scope, statement="hold_opinions")
    torn = set(
        QueueItem.objects.filter(pk__in=opinions, reason=Reason.DISAGREEMENT).values_list("pk", flat=True)
    )
    if len(torn) >= count:
        return [pk for pk in opinions if pk in torn]
    rest = _hold(curator, count, now, scope)
    return [*(pk for pk in opinions if pk in torn), *(pk for pk in rest if pk not in torn)][:count]


def scope_of(given: Assignment | None) -> Scope:
    if given is None:
        return Scope()
    if not given.is_narrow:
        return Scope(reasons_of(given))
    return Scope(reasons_of(given), given.tags, given.facets)


def _hold(
    curator: User, count: int, now: dt.datetime, scope: Scope, *, statement: str = "hold_items"
) -> list[int]:
    """No two curators get the same item: free rows are locked, and those that another has locked passed over.

    Two tabs of one person wait for each other, or they would both fill up and hold twice as many.
    """
    with connection.cursor() as cursor:
        if connection.connection not in _prepared:
            cursor.execute(_PREPARE)
            _prepared.add(connection.connection)
        cursor.execute(
            _HOLD.format(statement=statement),
            {
                "lock": LOCK,
                "curator": curator.pk,
                "count": count,
                "now": now,
                "until": QueueItem.lease_end(now),
                **scope.as_parameters(),
            },
        )
        cursor.nextset()
        return [pk for (pk,) in cursor.fetchall()]
