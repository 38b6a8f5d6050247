"""The way from here to `ml`.

What needs torch or scikit-learn is imported where it is first used: the web process never imports torch, and
Celery's prefork hangs for ever when torch has run in the parent.
"""

# ruff: noqa: PLC0415
from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import IO, TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt
from django.conf import settings
from PIL import Image

from ml.duplicates import (
    ALIKE_BITS,
    LEAST_COSINE,
    Original,
    Print,
    bands,
    connected,
    distance,
    mirrored,
    print_of,
)
from ml.neighbours import GUESSES
from ml.rare import rare_tags
from ml.scoring import ChoiceGroups, FloatArray, Head, HeadFormatError

if TYPE_CHECKING:
    from ml.encoder import Encoded as Encoded
    from ml.encoder import Encoder
    from ml.encoder import Look as Look
    from ml.head import FittedHead as FittedHead
    from ml.head import Progress
    from ml.metrics import Interval as Interval
    from ml.metrics import Precision
    from ml.pipeline import Embedded as Embedded
    from ml.policy import Choice

__all__ = [
    "ALIKE_BITS",
    "GUESSES",
    "LEAST_COSINE",
    "ChoiceGroups",
    "FloatArray",
    "Head",
    "HeadFormatError",
    "Original",
    "Print",
    "bands",
    "connected",
    "distance",
    "mirrored",
    "print_of",
    "rare_tags",
]

logger = logging.getLogger(__name__)
Source = TypeVar("Source")
IntArray = npt.NDArray[np.int64]
Box = tuple[float, float, float, float]
Evidence = list[dict[str, object]]
"""Per view of an image: its box, and what each cell adds to the logit."""


@cache
def _encoder() -> Encoder:
    from ml.encoder import load_encoder

    return load_encoder(
        settings.ENCODER,
        weights=settings.ENCODER_WEIGHTS,
        engine=settings.ENCODER_ENGINE,
        device=settings.TORCH_DEVICE,
    )


def encoder_key() -> str:
    """Of the encoder that the settings name. Raises ml.encoder.EncoderError where it cannot be loaded."""
    return _encoder().key


def encoder(key: str | None = None) -> Encoder:
    """The encoder of the settings, or the one of this key: the same, or one that was fine-tuned here.

    Raises ml.encoder.EncoderError where there is none of that key, or its file is not what was written.
    """
    from training.runtime.tuning import tuned_encoder

    return _encoder() if key is None or key == encoder_key() else tuned_encoder(key)


def knows(key: str) -> bool:
    """Whether there is an encoder of this key that can look: the settings' one, or one fine-tuned here."""
    from ml.encoder import EncoderError

    try:
        encoder(key)
    except EncoderError as error:
        logger.warning("%s", error)
        return False
    return True


def look(photo: IO[bytes], region: Box | None = None, *, key: str | None = None) -> Look:
    """A JPEG decoded, and its views cut; in any thread. Raises OSError where it is broken."""
    with Image.open(photo, formats=["JPEG"]) as picture:
        return encoder(key).look(picture, region)


def encode_looks(looks: Sequence[Look], *, key: str | None = None) -> Encoded:
    """n photos that were looked at, to [n, d] embeddings and their feature maps, from one pass."""
    return encoder(key).encode_looks(looks)


def on_one_core() -> AbstractContextManager[object]:
    """Small matrix products are faster without threads that wait for each other: thrice where it is busy."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


def embed_ahead(
    batches: Iterable[Sequence[Source]], look: Callable[[Source], Look], *, key: str | None = None
) -> Generator[Embedded[Source], None, None]:
    """The batches' embeddings, in order, while `look` opens the next ones in threads; see `ml.pipeline`."""
    from ml.pipeline import embed_ahead

    return embed_ahead(encoder(key), batches, look)


def fit(
    *,
    embeddings: FloatArray,
    targets: FloatArray,
    weights: FloatArray,
    unlabeled: FloatArray,
    choice_groups: ChoiceGroups,
    sample_groups: IntArray,
    seed: int,
    progress: Progress,
) -> FittedHead:
    """The head that these answers teach, and a few photos without any; see `ml.pooling.fit_with_pool`."""
    from ml.head import HeadConfig
    from ml.pooling import fit_with_pool

    return fit_with_pool(
        embeddings=embeddings,
        targets=targets,
        weights=weights,
        unlabeled=unlabeled,
        choice_groups=choice_groups,
        sample_groups=sample_groups,
        config=HeadConfig(),
        seed=seed,
        progress=progress,
    )


def measure(probabilities: FloatArray, truth: FloatArray, *, seed: int) -> Precision:
    """Average precision of [n, t] probabilities against [n, t] truth, with intervals."""
    from ml.metrics import average_precision

    return average_precision(probabilities, truth, seed=seed)


def choose(
    *,
    embeddings: FloatArray,
    head: Head | None,
    labeled: FloatArray,
    answers: FloatArray,
    count: int,
    seed: int,
    control: float,
) -> list[Choice]:
    """Which rows of [n, d] embeddings to ask about next, and why; see `ml.policy.choose`."""
    from ml.policy import Shares, choose

    return choose(
        embeddings=embeddings,
        model=head,
        labeled=labeled,
        answers=answers,
        count=count,
        seed=seed,
        shares=Shares(control=control, rare=0.0),  # rare tags are looked for by the index
    )


def worth_asking(
    probabilities: FloatArray,
    choice_groups: ChoiceGroups,
    *,
    count: int,
    agreement: FloatArray,
    askable: npt.NDArray[np.bool_],
) -> list[list[int]]:
    """For each of [n, t] the columns of at most `count` tags; see `ml.acquisition.worth_asking`."""
    from ml.acquisition import worth_asking

    return worth_asking(probabilities, choice_groups, count=count, agreement=agreement, askable=askable)


def evidence_of(encoded: Encoded, row: int, weight: npt.NDArray[np.float32]) -> list[Evidence]:
    """For each of the t tags whose weights [t, d] are given: the maps that add up to its logit, as JSON."""
    from ml.evidence import evidence

    maps = evidence([view.features[row] for view in encoded.views], float(encoded.norms[row]), weight)
    return [
        [
            {"box": _rounded(view.boxes[row]), "cells": _rounded(cells[tag])}
            for view, cells in zip(encoded.views, maps, strict=True)
        ]
        for tag in range(len(weight))
    ]


def _rounded(values: npt.NDArray[np.float32]) -> object:
    """Five digits behind the point: the sum of a hundred cells is then exact to a thousandth of a logit."""
    return np.round(values.astype(np.float64), 5).tolist()
