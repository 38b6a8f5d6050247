"""Labels in SQL: who said what of a cell, each person once, by what verdicts mean since tags were merged.

One statement derives the labels of a few cells after an answer, and of a hundred thousand after a merge: one
rule, in one place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from catalog.services.meanings import Meaning


class Derived(NamedTuple):
    """How many people said what of a cell."""

    image_id: int
    tag_id: int
    yes: int
    no: int
    unsure: int


# A person counts once per tag and image. Of each tag that counts as this one their newest word counts.
# What they said since the tags were put together is their newest word on the whole, and replaces what they
# had said before; of words from before, yes goes before unsure, and that before no: whoever saw one of two
# things saw the two of them together.
_COUNTED = """
meaning AS (
    SELECT * FROM unnest(
        %(sources)s::bigint[], %(targets)s::bigint[], %(only_no)s::bool[], %(since)s::timestamptz[]
    ) AS meaning (source, target, only_no, since)
), newest AS (
    SELECT DISTINCT ON (review.image_id, meaning.target, review.curator_id, meaning.source)
        review.image_id, meaning.target AS tag_id, review.curator_id, verdict.value, meaning.only_no,
        review.id AS review_id, coalesce(review.created_at > meaning.since, true) AS is_since
    FROM meaning
    JOIN labeling_verdict verdict ON verdict.tag_id = meaning.source
    JOIN labeling_review review ON review.id = verdict.review_id
    LEFT JOIN labeling_withdrawal withdrawal ON withdrawal.review_id = review.id
    WHERE {standing} {images}
    ORDER BY review.image_id, meaning.target, review.curator_id, meaning.source, review.id DESC
), said AS (
    SELECT DISTINCT ON (image_id, tag_id, curator_id) image_id, tag_id, value
    FROM newest WHERE value = 'no' OR NOT only_no
    ORDER BY image_id, tag_id, curator_id, is_since DESC, CASE WHEN is_since THEN review_id ELSE 0 END DESC,
        CASE value WHEN 'yes' THEN 0 WHEN 'unsure' THEN 1 ELSE 2 END
), counted AS MATERIALIZED (
    SELECT image_id, tag_id,
        count(*) FILTER (WHERE value = 'yes') AS yes,
        count(*) FILTER (WHERE value = 'no') AS no,
        count(*) FILTER (WHERE value = 'unsure') AS unsure
    FROM said GROUP BY image_id, tag_id
)
"""
_WRITTEN = """
WITH {counted}, gone AS (
    DELETE FROM labeling_label label
    WHERE label.tag_id = ANY(%(tags)s) {of_images}
        AND (label.image_id, label.tag_id) NOT IN (SELECT image_id, tag_id FROM counted)
    RETURNING 1
), written AS (
    INSERT INTO labeling_label AS label (image_id, tag_id, yes, no, unsure, updated_at)
    SELECT image_id, tag_id, yes, no, unsure, %(now)s FROM counted ORDER BY image_id, tag_id
    ON CONFLICT (image_id, tag_id) DO UPDATE
        SET yes = excluded.yes, no = excluded.no, unsure = excluded.unsure, updated_at = excluded.updated_at
        {if_another}
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
"""
_IF_ANOTHER = """
        WHERE (label.yes, label.no, label.unsure) <> (excluded.yes, excluded.no, excluded.unsure)
"""


def write_labels(
    *,
    tag_ids: Collection[int],
    meanings: Collection[Meaning],
    now: dt.datetime,
    image_ids: Collection[int] | None = None,
) -> int:
    """Bring the labels of these tags, on these images or on all, in line with the verdicts.

    How many were written or removed. Where all images are meant, labels that are right already stay as they
    are, with the date that they have; after an answer the date is that of the answer.
    """
    here = image_ids is not None
    query = _WRITTEN.format(
        counted=_COUNTED.format(
            standing="withdrawal.id IS NULL", images="AND review.image_id = ANY(%(images)s)" if here else ""
        ),
        of_images="AND label.image_id = ANY(%(images)s)" if here else "",
        if_another="" if here else _IF_ANOTHER,
    )
    parameters = _of(meanings) | {"tags": list(tag_ids), "images": list(image_ids or []), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        [changed] = cursor.fetchone()
    return int(changed)


def counted_at(moment: dt.datetime, meanings: Collection[Meaning]) -> list[Derived]:
    """The same as it stood at that moment, written nowhere."""
    stood = (
        "review.created_at <= %(moment)s AND (withdrawal.id IS NULL OR withdrawal.created_at > %(moment)s)"
    )
    query = f"WITH {_COUNTED.format(standing=stood, images='')} SELECT * FROM counted"  # noqa: S608 (ours)
    with connection.cursor() as cursor:
        cursor.execute(query, _of(meanings) | {"moment": moment})
        return [Derived(*row) for row in cursor.fetchall()]


def _of(meanings: Collection[Meaning]) -> dict[str, object]:
    return {
        "sources": [meaning.source for meaning in meanings],
        "targets": [meaning.target for meaning in meanings],
        "only_no": [meaning.only_no for meaning in meanings],
        "since": [meaning.since for meaning in meanings],
    }
