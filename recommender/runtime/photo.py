"""Looking at a shopper's photo, in the worker: the web process never imports torch."""

# ruff: noqa: PLC0415
from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

import numpy as np
from PIL import Image

from recommender.runtime import FloatArray
from training import runtime

if TYPE_CHECKING:
    from ml.query import Seen

Box = tuple[float, float, float, float]
Evidence = list[dict[str, object]]


@dataclass(frozen=True, eq=False)
class Sight:
    """queries [q, d], unit vectors, any of which may find the product; box is where it is in the photo."""

    queries: FloatArray
    box: Box
    seen: Seen

    def upright(self, similarities: FloatArray) -> int:
        """By how many quarters the photo has to be turned, by [q, n] cosines to what each query found."""
        from ml.query import upright

        return upright(similarities)

    def evidence(self, turn: int, weight: FloatArray) -> list[Evidence]:
        """For each of t tags with weights [t, d]: per view its box, and what each cell adds to the logit."""
        return [
            [{"box": _rounded(view.boxes[0]), "cells": _rounded(view.features[0, 0])} for view in views]
            for views in self.seen.evidence(turn, weight)
        ]


def see(photo: IO[bytes], *, key: str, region: Box | None = None) -> Sight:
    """A JPEG of ours, looked at by the encoder of this key. Raises OSError where it is lost or broken."""
    from ml.query import see

    with Image.open(photo, formats=["JPEG"]) as picture:
        seen = see(runtime.encoder(key), picture, region=region)
    return Sight(seen.queries, seen.box, seen)


def knows(key: str) -> bool:
    """Whether there is an encoder of this key here that can look."""
    return runtime.knows(key)


def warm_up() -> None:
    """Load the encoder and look once, so that no shopper waits for either."""
    from ml.query import see

    see(runtime.encoder(), Image.new("RGB", (480, 640), "white"))


def _rounded(values: FloatArray) -> object:
    """Four digits: enough for a map that is looked at."""
    return cast("object", np.round(values.astype(np.float64), 4).tolist())
