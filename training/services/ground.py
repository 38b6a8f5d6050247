"""What ways of asking are tried on: the answers that there are, and some that are held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext_noop as _

from training.models import Backtest
from training.runtime.backtesting import Ground
from training.services.evaluating import audit_truth, measurable
from training.services.running import RunError
from training.services.snapshots import Frozen
from training.services.vectors import load_vectors

LEAST_POOL = 40
"""Answered photos before any order of asking could matter."""
TEST_SHARE = 0.3
"""Of the sample groups, where the audit set is too small and some answers are set apart instead."""
SEED = 0
Truth = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Held:
    """images [n] are those of the ground's rows; held out `by` what, of `audited` answered audit photos."""

    images: npt.NDArray[np.int64]
    racing: Ground
    by: Backtest.HeldOut
    audited: int

    @property
    def tag_count(self) -> int:
        """Of tags that can be measured."""
        return int((~np.isnan(self.racing.truth)).any(axis=0).sum())


def held_out(frozen: Frozen, *, encoder_key: str) -> Held:
    """Audit answers where they are enough to measure a tag by, else a part of the snapshot's products.

    Raises RunError where there is too little for either.
    """
    vectors = load_vectors(encoder_key, frozen.images.tolist())
    known = np.isin(frozen.images, vectors.image_ids)
    images = frozen.images[known]
    matrix = vectors.matrix[vectors.rows_of(images)]
    answers = _decided(frozen.targets()[known])
    groups = np.unique(frozen.products[known], return_inverse=True)[1].astype(np.int64)
    audit = audit_truth(encoder_key)
    column = {tag: at for at, tag in enumerate(audit.tags)}
    # A tag may have been retired since the snapshot was frozen.
    truth = np.full((len(audit.truth), len(frozen.tags)), np.nan, np.float32)
    for place, tag in enumerate(frozen.tags.tolist()):
        if tag in column:
            truth[:, place] = audit.truth[:, column[tag]]
    truth = measurable(truth)
    if audit.is_enough and not np.isnan(truth).all():
        ground = Ground(matrix, answers, groups, frozen.choice_groups, audit.vectors.matrix, truth)
        return _checked(Held(images, ground, Backtest.HeldOut.AUDIT, len(audit.truth)))
    apart = _set_apart(groups)
    truth = measurable(_with_siblings(answers, frozen)[apart])
    ground = Ground(
        matrix[~apart], answers[~apart], groups[~apart], frozen.choice_groups, matrix[apart], truth
    )
    return _checked(Held(images[~apart], ground, Backtest.HeldOut.SPLIT, len(audit.truth)))


def _checked(held: Held) -> Held:
    if not held.tag_count:
        raise RunError(_("아직 견줄 수 없습니다. 잴 수 있는 태그가 없습니다. 먼저 사진을 더 검수해 주세요."))
    if len(held.images) < LEAST_POOL:
        missing = LEAST_POOL - len(held.images)
        raise RunError(_("아직 견줄 수 없습니다. 답한 사진 %(count)s장이 더 필요합니다."), count=missing)
    return held


def _decided(shares: Truth) -> Truth:
    """[n, t] what most said; NaN where nobody was asked, or people are torn."""
    return np.where(shares > 0.5, 1.0, np.where(shares < 0.5, 0.0, np.nan)).astype(np.float32)


def _with_siblings(answers: Truth, frozen: Frozen) -> Truth:
    """A `single` facet's yes is a no for its siblings."""
    truth = answers.copy()
    for group in frozen.choice_groups:
        columns = list(group)
        chosen = (answers[:, columns] == 1).any(axis=1)
        truth[np.ix_(chosen, columns)] = (answers[np.ix_(chosen, columns)] == 1).astype(np.float32)
    return truth


def _set_apart(groups: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """[n] whether a row's sample group is held out; always the same for the same answers."""
    count = int(groups.max(initial=-1)) + 1
    order = np.random.default_rng(SEED).permutation(count)
    return np.isin(groups, order[: round(TEST_SHARE * count)])
