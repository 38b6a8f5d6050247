"""Audit answers put a head right; its rows say how true it is, from where on to publish, or why not yet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.utils import translation

from catalog.models import Tag
from tests.making import ENCODER, NOON
from tests.training.school import DIMENSIONS, audit
from training.models import Calibration, ModelVersion, Snapshot, TrainingRun
from training.runtime import Head
from training.services.calibrating import calibrated, calibrations
from training.services.evaluating import AuditTruth, audit_truth

MOODS = ("romantic", "cute")


def a_head(*, slope: float = 9.0, shift: float = 0.0) -> Head:
    """Nothing is said of romantic; of cute as much as the first axis differs from the second."""
    weight = np.zeros((2, DIMENSIONS), np.float32)
    weight[1, 0], weight[1, 1] = slope, -slope
    return Head(weight, np.array([0, shift], np.float32), (), np.ones(2, np.float32))


def a_version(tags: dict[str, Tag]) -> ModelVersion:
    return ModelVersion(
        model_key="candidate",
        encoder_key=ENCODER,
        tags=[tags[slug].pk for slug in MOODS],
        created_at=NOON,
    )


def rows_of(version: ModelVersion, head: Head, truth: AuditTruth) -> dict[str, Calibration]:
    mended = calibrated(head, truth, tags=version.tags)
    found = calibrations(version, head, mended, truth)
    return {row.tag.slug: row for row in found}


def test_without_answers_the_head_is_as_it_was_and_says_not_yet(tags: dict[str, Tag]) -> None:
    version, head = a_version(tags), a_head()
    nothing = audit_truth(ENCODER)

    rows = rows_of(version, head, nothing)

    assert calibrated(head, nothing, tags=version.tags) is head
    assert [row.threshold for row in rows.values()] == [None, None]
    assert (rows["cute"].error, rows["cute"].bins, rows["cute"].method) == (None, [], "head")
    assert rows["cute"].why.startswith("아직 모름")


def test_a_head_that_leans_to_yes_is_put_right(curator: User, tags: dict[str, Tag]) -> None:
    audit(curator, tags, 60)
    version, head = a_version(tags), a_head(slope=2, shift=3)
    truth = audit_truth(ENCODER)
    column = version.tags.index(tags["cute"].pk)

    mended = calibrated(head, truth, tags=version.tags)

    before = head.probabilities(truth.vectors.matrix)[:, column]
    after = mended.probabilities(truth.vectors.matrix)[:, column]
    assert before.mean() > 0.85
    assert after.mean() == pytest.approx(0.5, abs=0.05)
    assert (np.argsort(before) == np.argsort(after)).all()
    row = {row.tag.slug: row for row in calibrations(version, head, mended, truth)}["cute"]
    assert row.error is not None and row.error_raw is not None
    assert row.error < row.error_raw / 2
    assert row.error_low is not None and row.error_high is not None
    assert row.error_low <= row.error <= row.error_high < row.error_raw
    assert row.method in {"temperature", "platt", "isotonic"}
    assert Head.from_bytes(mended.to_bytes()).probabilities(truth.vectors.matrix)[:, column] == pytest.approx(
        after
    )


def test_a_tag_that_keeps_the_promise_has_a_threshold_and_a_rare_one_says_how_many_more(
    curator: User, tags: dict[str, Tag]
) -> None:
    audit(curator, tags, 80)
    version = a_version(tags)

    rows = rows_of(version, a_head(), audit_truth(ENCODER))

    cute, romantic = rows["cute"], rows["romantic"]
    assert cute.threshold is not None
    assert (cute.precision, cute.recall) == (1.0, 1.0)
    assert cute.precision_low is not None and cute.precision_low > 0.85
    assert cute.needed is None
    assert (romantic.threshold, romantic.positive_count) == (None, 0)
    assert romantic.needed is not None and romantic.needed > 29
    assert str(romantic.needed) in romantic.why
    assert sum(one["images"] for one in cute.bins) == cute.image_count == 80


def test_rows_are_saved_as_the_database_wants_them(curator: User, tags: dict[str, Tag]) -> None:
    audit(curator, tags, 60)
    version = a_version(tags)
    snapshot = Snapshot.objects.create(
        content_hash="0" * 64, encoder_key=ENCODER, payload=b"", label_count=0, image_count=0, created_at=NOON
    )
    version.run = TrainingRun.objects.create(snapshot=snapshot, created_at=NOON)
    found = calibrations(version, a_head(), a_head(), audit_truth(ENCODER))

    version.save()
    Calibration.objects.bulk_create(found)

    kept = Calibration.objects.get(version=version, tag=tags["cute"])
    assert kept.threshold is not None
    assert 0 <= kept.threshold <= 1
    assert kept.why == next(row.why for row in found if row.tag_id == tags["cute"].pk)


def test_words_are_heard_before_calibrating(curator: User, tags: dict[str, Tag]) -> None:
    audit(curator, tags, 60)
    version, deaf, truth = a_version(tags), a_head(slope=0.0), audit_truth(ENCODER)
    cute = truth.truth[:, truth.tags.index(tags["cute"].pk)]
    pushes = np.zeros((60, 2), np.float32)
    pushes[:, version.tags.index(tags["cute"].pk)] = np.where(cute == 1, 2.0, -2.0)

    rows = {
        row.tag.slug: row
        for row in calibrations(
            version, deaf, calibrated(deaf, truth, tags=version.tags, pushes=pushes), truth, pushes=pushes
        )
    }

    assert rows["cute"].threshold is not None
    assert rows_of(version, deaf, truth)["cute"].threshold is None


def test_a_tag_that_was_retired_since_is_known_of_no_image(curator: User, tags: dict[str, Tag]) -> None:
    audit(curator, tags, 60)
    truth = audit_truth(ENCODER)
    gone = replace(truth, truth=truth.truth[:, 1:], tags=[tag for tag in truth.tags if tag != truth.tags[0]])
    version = a_version(tags)
    version.tags = [truth.tags[0], tags["cute"].pk]

    rows = calibrations(version, a_head(), calibrated(a_head(), gone, tags=version.tags), gone)

    assert rows[0].image_count == 0
    assert rows[1].threshold is not None


def a_row(**figures: float | None) -> Calibration:
    values: dict[str, float | None] = {"image_count": 400, "positive_count": 80, "promised": 0.9}
    return Calibration(**{**values, **figures})


def test_why_is_said_in_words_and_in_both_languages() -> None:
    kept = a_row(threshold=0.62, precision=0.94, precision_low=0.914)
    hopeless = a_row(precision=0.8)
    nearly = a_row(precision=28 / 29)

    assert "94%" in kept.why and "91%" in kept.why and "62" in kept.why
    assert hopeless.needed is None and "80%" in hopeless.why
    assert nearly.needed is not None and nearly.needed > 0
    assert str(nearly.needed) in nearly.why
    with translation.override("en"):
        assert "%(" not in kept.why + hopeless.why + nearly.why
