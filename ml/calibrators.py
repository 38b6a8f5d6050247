"""How a head's logits are put right, tag by tag. NumPy only; `ml.calibration` finds the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Calibrators:
    """For each of t tags an increasing map of its logit: scale · logit + shift, then through knots.

    scale [t] above 0 and shift [t]; knots_from [t, k] and knots_to [t, k] both strictly ascending, NaN behind
    the last one, straight between them and of slope one beyond; a tag without knots stops at its line.
    methods [t] name how each was found. Raises ValueError on shapes that do not fit together or a map that
    does not increase.
    """

    scale: Floats
    shift: Floats
    knots_from: Floats
    knots_to: Floats
    methods: tuple[str, ...]

    def __post_init__(self) -> None:
        tags = len(self.methods)
        knots = self.knots_from.shape
        if self.scale.shape != (tags,) or self.shift.shape != (tags,):
            raise ValueError(f"scale {self.scale.shape} and shift {self.shift.shape} are not of {tags} tags")
        if len(knots) != 2 or knots[0] != tags or self.knots_to.shape != knots:
            raise ValueError(f"knots {knots} to {self.knots_to.shape} are not of {tags} tags")
        # Written so that NaN fails as well.
        if not ((self.scale > 0).all() and np.isfinite(self.scale + self.shift).all()):
            raise ValueError("a calibration must increase, and be finite")
        if (np.diff(self.knots_from) <= 0).any() or (np.diff(self.knots_to) <= 0).any():
            raise ValueError("knots must ascend")

    @classmethod
    def identity(cls, tags: int, method: str) -> Self:
        """Those that leave logits as they are."""
        none = np.zeros((tags, 0), np.float32)
        return cls(np.ones(tags, np.float32), np.zeros(tags, np.float32), none, none, (method,) * tags)

    def __call__(self, logits: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """[n, t] logits to [n, t] logits that are right."""
        mended = np.asarray(logits, np.float64) * self.scale + self.shift
        for tag in np.flatnonzero(self._knots()).tolist():
            count = self._knots()[tag]
            at = self.knots_from[tag, :count].astype(np.float64)
            to = self.knots_to[tag, :count].astype(np.float64)
            beyond = mended[:, tag] - np.clip(mended[:, tag], at[0], at[-1])
            mended[:, tag] = np.interp(mended[:, tag], at, to) + beyond
        return mended

    def _knots(self) -> npt.NDArray[np.int64]:
        return np.asarray((~np.isnan(self.knots_from)).sum(axis=1), np.int64)

    def tensors(self) -> dict[str, Floats]:
        """All but the methods, for safetensors."""
        names = ("scale", "shift", "knots_from", "knots_to")
        return {name: np.ascontiguousarray(getattr(self, name), np.float32) for name in names}
