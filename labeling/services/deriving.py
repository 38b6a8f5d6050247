"""Labels in SQL: who said what of a cell, each person once, by what verdicts mean since tags were merged.

One statement derives the labels of a few cells after an answer, and of a hundred thousand after a merge: one
rule, in one place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from catalog.services.meanings import Meaning


class Derived(NamedTuple):
    """How many people said what of a cell, and what the word of sources weighs that say yes, and no."""

    image_id: int
    tag_id: int
    yes: int
    no: int
    unsure: int
    sourced_yes: Decimal
    sourced_no: Decimal

    @property
    def value(self) -> bool | None:
        """As `Label.value` is generated."""
        balance = self.yes + self.sourced_yes - self.no - self.sourced_no
        return None if balance == 0 else balance > 0


# A person counts once per tag and image. Of each tag that counts as this one their newest word counts.
# What they said of one of two tags once these were one is their newest word on both, and replaces what they
# had said of the other before; of words that are not replaced, yes goes before unsure, and that before no:
# whoever saw one of two things saw the two of them together.
_COUNTED = """
meaning AS (
    SELECT * FROM unnest(%(sources)s::bigint[], %(targets)s::bigint[], %(only_no)s::bool[])
        AS meaning (source, target, only_no)
), together AS (
    SELECT * FROM unnest(
        %(ones)s::bigint[], %(others)s::bigint[], %(of)s::bigint[], %(since)s::timestamptz[]
    ) AS together (source, other, target, since)
), newest AS (
    SELECT DISTINCT ON (review.image_id, meaning.target, review.curator_id, meaning.source)
        review.image_id, meaning.target AS tag_id, review.curator_id, verdict.value, meaning.source,
        meaning.only_no, review.id AS review_id, review.created_at AS at
    FROM meaning
    JOIN labeling_verdict verdict ON verdict.tag_id = meaning.source
    JOIN labeling_review review ON review.id = verdict.review_id
    LEFT JOIN labeling_withdrawal withdrawal ON withdrawal.review_id = review.id
    WHERE {standing} {images}
    ORDER BY review.image_id, meaning.target, review.curator_id, meaning.source, review.id DESC
), word AS (
    SELECT image_id, tag_id, curator_id, value, source, review_id, array_agg(source) OVER person AS sources,
        array_agg(review_id) OVER person AS reviews, array_agg(at) OVER person AS moments
    FROM newest WHERE value = 'no' OR NOT only_no
    WINDOW person AS (PARTITION BY image_id, tag_id, curator_id)
), said AS (
    SELECT DISTINCT ON (image_id, tag_id, curator_id) image_id, tag_id, value
    FROM word
    WHERE cardinality(sources) = 1 OR NOT EXISTS (
        SELECT FROM unnest(sources, reviews, moments) AS later (source, review_id, at)
        JOIN together ON together.other = later.source
        WHERE together.source = word.source AND together.target = word.tag_id
            AND later.at > together.since AND later.review_id > word.review_id
    )
    ORDER BY image_id, tag_id, curator_id, CASE value WHEN 'yes' THEN 0 WHEN 'unsure' THEN 1 ELSE 2 END
), told AS (
    SELECT DISTINCT ON (label.image_id, meaning.target, label.source_id)
        label.image_id, meaning.target AS tag_id, source.weight, label.value
    FROM meaning
    JOIN labeling_sourcedlabel label ON label.tag_id = meaning.source
    JOIN labeling_labelsource source ON source.id = label.source_id
    WHERE {counting} {told_of_images} AND (label.value IS FALSE OR NOT meaning.only_no)
    ORDER BY label.image_id, meaning.target, label.source_id,
        CASE WHEN label.value THEN 0 WHEN label.value IS NULL THEN 1 ELSE 2 END
), spoken AS (
    SELECT image_id, tag_id, value, 0 AS weight FROM said
    UNION ALL
    SELECT image_id, tag_id, CASE WHEN value THEN 'sourced yes' WHEN NOT value THEN 'sourced no' END, weight
    FROM told
), counted AS MATERIALIZED (
    SELECT image_id, tag_id,
        count(*) FILTER (WHERE value = 'yes') AS yes,
        count(*) FILTER (WHERE value = 'no') AS no,
        count(*) FILTER (WHERE value = 'unsure') AS unsure,
        coalesce(sum(weight) FILTER (WHERE value = 'sourced yes'), 0) AS sourced_yes,
        coalesce(sum(weight) FILTER (WHERE value = 'sourced no'), 0) AS sourced_no
    FROM spoken GROUP BY image_id, tag_id
)
"""
_WRITTEN = """
WITH {counted}, gone AS (
    DELETE FROM labeling_label label
    WHERE label.tag_id = ANY(%(tags)s) {of_images}
        AND (label.image_id, label.tag_id) NOT IN (SELECT image_id, tag_id FROM counted)
    RETURNING 1
), written AS (
    INSERT INTO labeling_label AS label
        (image_id, tag_id, yes, no, unsure, sourced_yes, sourced_no, updated_at)
    SELECT *, %(now)s FROM counted ORDER BY image_id, tag_id
    ON CONFLICT (image_id, tag_id) DO UPDATE
        SET yes = excluded.yes, no = excluded.no, unsure = excluded.unsure,
            sourced_yes = excluded.sourced_yes, sourced_no = excluded.sourced_no,
            updated_at = excluded.updated_at
        {if_another}
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
"""
_IF_ANOTHER = """
        WHERE (label.yes, label.no, label.unsure, label.sourced_yes, label.sourced_no)
            <> (excluded.yes, excluded.no, excluded.unsure, excluded.sourced_yes, excluded.sourced_no)
"""
_COUNTING = "source.state IN ('running', 'done')"
"""Sources whose word counts: LabelSource.objects.counting()."""


_RESTORED_SINCE = """ARRAY(
    SELECT unnest(bulk.reviews) FROM labeling_bulkwithdrawal bulk
    JOIN labeling_bulkrestoration restoration ON restoration.withdrawal_id = bulk.id
    WHERE bulk.created_at <= %(moment)s AND restoration.created_at > %(moment)s
)"""
"""Reviews that a manager had taken back at that moment, and that stand again since."""


def write_labels(
    *,
    tag_ids: Collection[int],
    meanings: Collection[Meaning],
    now: dt.datetime,
    image_ids: Collection[int] | None = None,
    is_an_answer: bool = False,
) -> int:
    """Bring the labels of these tags, on these images or on all, in line with the verdicts.

    How many were written or removed. Labels that are right already stay as they are, with the date that they
    have; but after an answer the date is that of the answer.
    """
    here = image_ids is not None
    query = _WRITTEN.format(
        counted=_COUNTED.format(
            standing="withdrawal.id IS NULL",
            images="AND review.image_id = ANY(%(images)s)" if here else "",
            counting=_COUNTING,
            told_of_images="AND label.image_id = ANY(%(images)s)" if here else "",
        ),
        of_images="AND label.image_id = ANY(%(images)s)" if here else "",
        if_another="" if is_an_answer else _IF_ANOTHER,
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
        f" AND review.id <> ALL({_RESTORED_SINCE})"
    )
    counted_then = (
        f"source.created_at <= %(moment)s AND ({_COUNTING} OR source.withdrawn_at > %(moment)s)"  # of ours
    )
    counted = _COUNTED.format(standing=stood, images="", counting=counted_then, told_of_images="")
    query = f"WITH {counted} SELECT * FROM counted"  # noqa: S608 (ours)
    with connection.cursor() as cursor:
        cursor.execute(query, _of(meanings) | {"moment": moment})
        return [Derived(*row) for row in cursor.fetchall()]


def counted_without(
    reviews: Collection[int], *, image_ids: Collection[int], meanings: Collection[Meaning]
) -> list[Derived]:
    """What would be counted on these images if these reviews did not stand; written nowhere."""
    counted = _COUNTED.format(
        standing="withdrawal.id IS NULL AND review.id <> ALL(%(left_out)s::bigint[])",
        images="AND review.image_id = ANY(%(images)s)",
        counting=_COUNTING,
        told_of_images="AND label.image_id = ANY(%(images)s)",
    )
    query = f"WITH {counted} SELECT * FROM counted"  # noqa: S608 (ours)
    parameters = _of(meanings) | {"left_out": list(reviews), "images": list(image_ids)}
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [Derived(*row) for row in cursor.fetchall()]


def _of(meanings: Collection[Meaning]) -> dict[str, Any]:
    together = [(one.source, *other, one.target) for one in meanings for other in one.since.items()]
    return {
        "sources": [meaning.source for meaning in meanings],
        "targets": [meaning.target for meaning in meanings],
        "only_no": [meaning.only_no for meaning in meanings],
        "ones": [source for source, _, _, _ in together],
        "others": [other for _, other, _, _ in together],
        "since": [since for _, _, since, _ in together],
        "of": [target for _, _, _, target in together],
    }
