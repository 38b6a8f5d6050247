"""Calibration on real photos: a head learns from some, is put right by others, and is judged on the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from figures import Report
from photos import DataError, Photos, Truth, Vectors

from ml.calibration import fit_calibrators
from ml.encoder import load_encoder
from ml.head import HeadConfig, fit_head
from ml.promise import keep_promise
from ml.reliability import expected_error
from ml.scoring import ChoiceGroups, to_probabilities

PROMISED = 0.9
LEAST_POSITIVES = 20
LEARNED = 0.25
"""Of the photos: few, and of them a yes counts double, as when a model chooses what is asked."""

Rows = npt.NDArray[np.intp]


def on_photos(report: Report, found: Photos, cache: Path | None, *, splits: int) -> None:
    """Each split draws anew who is learned from, who calibrates and who judges."""
    truth, groups = _question(found)
    embeddings = found.embedded_by(load_encoder("efficientnet_lite0"), cache)
    named = f"{found.name}, {len(truth)} photos"
    raw, mended, by_chance, kept, published = [], [], [], [], 0
    for seed in range(report.seed, report.seed + splits):
        order = np.random.default_rng(seed).permutation(len(truth))
        learned, audited, judged = np.split(
            order, [int(LEARNED * len(truth)), int((1 + LEARNED) / 2 * len(truth))]
        )
        (before, after, chance), promises = _judge(
            embeddings, truth, groups, (learned, audited, judged), seed=seed
        )
        raw.append(before)
        mended.append(after)
        by_chance.append(chance)
        published += len(promises)
        kept += promises
    columns = truth.shape[1]
    for name, errors in (("raw", raw), ("calibrated", mended), ("by_chance", by_chance)):
        report.add(f"ece_photos_{name}", errors, samples=columns * splits, of=f"tags, {named}")
    report.add(
        "published_photos", published / splits / columns, samples=columns * splits, of=f"tags, {named}"
    )
    if kept:
        report.add("precision_of_published_photos", kept, samples=len(kept), of=f"promises, {named}")


def _question(found: Photos) -> tuple[Truth, ChoiceGroups]:
    """Moods where the folder names any, else kinds of clothes, of which each photo shows one."""
    if found.moods.shape[1]:
        common = found.moods[:, found.moods.sum(axis=0) >= min(LEAST_POSITIVES, len(found.moods) / 20)]
        if not common.shape[1]:
            raise DataError(f"{found.name} has no mood that is common enough")
        return common, ()
    kinds = sorted(set(found.category))
    one_hot = np.array([[kind == category for kind in kinds] for category in found.category], np.float64)
    return one_hot, (tuple(range(len(kinds))),)


def _judge(
    embeddings: Vectors, truth: Truth, groups: ChoiceGroups, parts: tuple[Rows, Rows, Rows], *, seed: int
) -> tuple[list[float], list[float]]:
    """The mean error over tags before, after, and against a truth as likely as the latter says, that is by
    chance alone; and the precision of each tag that would be published."""
    learned, audited, judged = parts
    head = fit_head(
        embeddings=embeddings[learned],
        targets=truth[learned],
        weights=None if groups else 1.0 + truth[learned],
        choice_groups=groups,
        sample_groups=learned,
        config=HeadConfig(),
        seed=seed,
    ).head
    logits = head.cooled(head.logits(embeddings))
    calibrators = fit_calibrators(
        logits=logits[audited],
        truth=truth[audited],
        choice_groups=groups,
        facets=np.zeros(truth.shape[1], np.int64),
        seed=seed,
    )
    # Raw is what the head says before anybody cross-validated or calibrated anything.
    before = to_probabilities(head.logits(embeddings), groups)
    after = to_probabilities(calibrators(logits), groups)
    columns = range(truth.shape[1])
    precision = []
    for tag in columns:
        promise = keep_promise(after[audited, tag], truth[audited, tag], PROMISED)
        out = after[judged, tag] >= (promise.threshold or 1.0)
        if promise.threshold is not None and out.any():
            precision.append(float(truth[judged, tag][out].mean()))
    drawn = (np.random.default_rng(seed).random(after.shape) < after).astype(np.float64)
    errors = [
        float(np.mean([expected_error(said[judged, tag], true[judged, tag]) for tag in columns]))
        for said, true in ((before, truth), (after, truth), (after, drawn))
    ]
    return errors, precision
