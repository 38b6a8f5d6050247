"""The log of changes, made shorter: what something newer has overtaken goes, and after a while what went.

As in any compacted log (Kafka's, say), who follows it comes to the same end, whatever was taken out of the
middle. Removals are another matter: a copy that never heard of one would keep the tag for ever. So how far
they were taken out is kept, and who has read less than that is told to begin anew (`floor`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction

from catalog.services.locks import held
from recommender.models import Publication, PublicationChange, TableWatch

LOCK = 5_020_242
NAME = "shorten the log"
RANGE = 20_000
"""Ids that one transaction goes over."""
_Span = tuple[int, int]

_OVERTAKEN_BY = """
    DELETE FROM recommender_publicationchange old USING recommender_publicationchange newer
    WHERE newer.id > %(after)s AND newer.id <= %(upto)s AND old.id <= %(old)s AND old.id < newer.id
        AND old.external_id = newer.external_id AND old.tag_id = newer.tag_id
"""
_OVERTAKEN = """
    DELETE FROM recommender_publicationchange old
    WHERE old.id > %(after)s AND old.id <= %(upto)s AND EXISTS (
        SELECT FROM recommender_publicationchange newer
        WHERE newer.external_id = old.external_id AND newer.tag_id = old.tag_id AND newer.id > old.id)
"""
_WENT = """
    WITH gone AS (
        DELETE FROM recommender_publicationchange old
        WHERE old.id > %(after)s AND old.id <= %(upto)s AND old.to_source = '' AND old.id < %(newest)s
            AND NOT EXISTS (SELECT FROM recommender_publicationchange other
                WHERE other.external_id = old.external_id AND other.tag_id = old.tag_id
                    AND other.id <> old.id)
        RETURNING old.id
    ) SELECT count(*), coalesce(max(id), 0) FROM gone
"""


def shorten(*, now: dt.datetime) -> int:
    """Of what is older than `MOODLOOP_CHANGES_DAYS`; how many rows. What is cut off goes on next time.

    Only what came since the last time is gone over: newer changes, which overtake older ones, and older ones
    that have come of age. The newest change stays, whatever it is: exports are known by its number.
    """
    with held(LOCK) as ours:
        if not ours:
            return 0
        watch = TableWatch.objects.get_or_create(name=NAME, defaults={"looked_at": now})[0]
        done = {"newest": 0, "aged": 0} | watch.written
        newest, aged = PublicationChange.objects.newest_id(), _aged(now)
        gone = 0
        for after, upto in _spans(done["newest"], newest):
            gone += _delete(_OVERTAKEN_BY, after=after, upto=upto, old=done["aged"])
            watch.written = done = done | {"newest": upto}
            watch.save(update_fields=["written"])
        for after, upto in _spans(done["aged"], aged):
            with transaction.atomic():
                gone += _delete(_OVERTAKEN, after=after, upto=upto)
                gone += _forget_what_went(watch, after, upto, newest)
                watch.written = done = done | {"aged": upto}
                watch.looked_at = now
                watch.save(update_fields=["written", "reached", "looked_at"])
        return gone


def floor() -> int:
    """The id of the last removal that is not told any more: who has read less than that has missed it.

    To be asked after the changes were read: then no removal can be taken out between the two.
    """
    return TableWatch.objects.filter(name=NAME).values_list("reached", flat=True).first() or 0


def is_shortened(publication: Publication, *, now: dt.datetime) -> bool:
    """Whether some of what it changed may not be told any more."""
    return publication.published_at < now - dt.timedelta(days=settings.CHANGES_DAYS)


def _aged(now: dt.datetime) -> int:
    """The last change of the last publication that is old enough."""
    before = now - dt.timedelta(days=settings.CHANGES_DAYS)
    old = Publication.objects.with_news().filter(published_at__lt=before).exclude(finished_at=None)
    for publication in old.order_by("-pk")[:20]:  # of one that was overtaken as a whole nothing is left
        last = publication.changes.order_by("-pk").values_list("pk", flat=True).first()
        if last is not None:
            return int(last)
    return 0


def _forget_what_went(watch: TableWatch, after: int, upto: int, newest: int) -> int:
    """Of products and tags of which nothing else is told."""
    with connection.cursor() as cursor:
        cursor.execute(_WENT, {"after": after, "upto": upto, "newest": newest})
        count, last = cursor.fetchone()
    watch.reached = max(watch.reached, last)
    return int(count)


def _delete(query: str, **values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.rowcount)


def _spans(after: int, upto: int) -> Iterator[_Span]:
    for start in range(after, upto, RANGE):
        yield start, min(start + RANGE, upto)
