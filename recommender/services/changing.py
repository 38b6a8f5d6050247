"""What a sweep writes: published tags as they are to be, and the log of what that changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from catalog.models import Product
from recommender.models import Publication, PublicationChange, PublishedTag, Why
from recommender.services.deciding import Claim, ProductTag
from recommender.services.explaining import Reasons

SAME = 1e-6
"""Batches of another size add up in another order; that is no news."""
ROWS = 2_000
"""Rows per statement."""


@dataclass
class Difference:
    """Between what some products carried and what they are to carry."""

    written: list[PublishedTag] = field(default_factory=list)
    gone: list[PublishedTag] = field(default_factory=list)
    changes: list[PublicationChange] = field(default_factory=list)


def difference(held: Mapping[ProductTag, PublishedTag], reasons: Reasons, now: dt.datetime) -> Difference:
    """What to write and why. Changes have no external id and no publication yet."""
    found = Difference()
    for cell, claim in reasons.claims.items():
        old = held.get(cell)
        if old is None or not _stands(old, claim):
            found.written.append(_row(cell, claim, old, now))
            found.changes.append(_change(cell, old, claim, reasons.of_coming(old, claim)))
    for cell, old in held.items():
        if cell not in reasons.claims:
            found.gone.append(old)
            found.changes.append(_change(cell, old, None, reasons.of_going(old)))
    return found


@transaction.atomic
def write(found: Difference, publication: Publication, lock: int) -> None:
    """All of it or nothing, with the publication's tally. Nobody else writes changes meanwhile.

    The lock is held until the rows are visible, and their ids are drawn while it is: what has a greater id
    becomes visible later.
    """
    if not found.changes:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
    PublishedTag.objects.filter(pk__in=[row.pk for row in found.gone]).delete()
    PublishedTag.objects.bulk_create(
        found.written,
        batch_size=ROWS,
        update_conflicts=True,
        unique_fields=["product", "tag"],
        update_fields=["source", "confidence", "model_key", "published_at"],
    )
    _record(found.changes, publication)


@transaction.atomic
def write_gone(publication: Publication, lock: int) -> None:
    """Products that were deleted took their published tags with them: the log says so afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
    orphans = PublicationChange.objects.orphaned()
    changes = [
        PublicationChange(
            external_id=last.external_id,
            tag_id=last.tag_id,
            why=Why.GONE,
            from_source=last.to_source,
            from_confidence=last.to_confidence,
            from_model_key=last.to_model_key,
        )
        for last in orphans.iterator(chunk_size=ROWS)
    ]
    if changes:
        _record(changes, publication)


def _record(changes: Sequence[PublicationChange], publication: Publication) -> None:
    names = _external_ids(change.product_id for change in changes if change.product_id)
    for change in changes:
        change.publication, change.changed_at = publication, publication.published_at
        if change.product_id:
            change.external_id = names[change.product_id]
    PublicationChange.objects.bulk_create(changes, batch_size=ROWS)
    publication.tally(change.kind for change in changes)


def _external_ids(products: Iterable[int]) -> dict[int, str]:
    return dict(Product.objects.filter(pk__in=set(products)).values_list("pk", "external_id"))


def _stands(held: PublishedTag, claim: Claim) -> bool:
    return (
        held.source == claim.source
        and held.model_key == claim.model_key
        and abs(held.confidence - claim.confidence) < SAME
    )


def _row(cell: ProductTag, claim: Claim, held: PublishedTag | None, now: dt.datetime) -> PublishedTag:
    """It is dated from when this source first said so."""
    is_same_source = held is not None and held.source == claim.source
    return PublishedTag(
        product_id=cell[0],
        tag_id=cell[1],
        source=claim.source,
        confidence=claim.confidence,
        model_key=claim.model_key,
        published_at=held.published_at if held is not None and is_same_source else now,
    )


def _change(cell: ProductTag, old: PublishedTag | None, new: Claim | None, why: Why) -> PublicationChange:
    return PublicationChange(
        product_id=cell[0],
        tag_id=cell[1],
        why=why,
        from_source=old.source if old else "",
        from_confidence=old.confidence if old else None,
        from_model_key=old.model_key if old else "",
        to_source=new.source if new else "",
        to_confidence=new.confidence if new else None,
        to_model_key=new.model_key if new else "",
    )
