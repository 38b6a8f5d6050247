"""What may be believed of a head's probabilities."""

# ruff: noqa: PLC0415
from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from ml.calibrators import Calibrators
from ml.proof import images_to_prove, least_images
from ml.scoring import ChoiceGroups, FloatArray

if TYPE_CHECKING:
    from ml import promise, reliability
    from ml.metrics import Interval

__all__ = ["Calibrators", "images_to_prove", "least_images"]

IntArray = npt.NDArray[np.int64]
Promise: TypeAlias = "promise.Promise"
Bin: TypeAlias = "reliability.Bin"


def fit_calibrators(
    *, logits: FloatArray, truth: FloatArray, choice_groups: ChoiceGroups, facets: IntArray, seed: int
) -> Calibrators:
    """What puts [n, t] logits right; see `ml.calibration.fit_calibrators`."""
    from ml.calibration import fit_calibrators

    return fit_calibrators(logits=logits, truth=truth, choice_groups=choice_groups, facets=facets, seed=seed)


def cross_fitted(
    *, logits: FloatArray, truth: FloatArray, choice_groups: ChoiceGroups, facets: IntArray, seed: int
) -> npt.NDArray[np.float32]:
    """[n, t] probabilities by calibrators that have not seen the row; see `ml.calibration.cross_fitted`."""
    from ml.calibration import cross_fitted

    return cross_fitted(logits=logits, truth=truth, choice_groups=choice_groups, facets=facets, seed=seed)


def keep_promise(probabilities: FloatArray, truth: FloatArray, promised: float) -> Promise:
    """From where on [n] probabilities keep a promised precision; see `ml.promise.keep_promise`."""
    from ml.promise import keep_promise

    return keep_promise(probabilities, truth, promised)


def expected_error(probabilities: FloatArray, truth: FloatArray) -> float:
    """Expected calibration error of [n] probabilities; see `ml.reliability.expected_error`."""
    from ml.reliability import expected_error

    return expected_error(probabilities, truth)


def error_interval(probabilities: FloatArray, truth: FloatArray, *, seed: int) -> Interval:
    """The same with its bootstrap interval; see `ml.reliability.error_interval`."""
    from ml.reliability import error_interval

    return error_interval(probabilities, truth, seed=seed)


def reliability_bins(probabilities: FloatArray, truth: FloatArray) -> list[Bin]:
    """What was said and what is true, in bins; see `ml.reliability.reliability`."""
    from ml.reliability import reliability

    return reliability(probabilities, truth)
