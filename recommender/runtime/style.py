"""Style space, from `ml`. NumPy only."""

from __future__ import annotations

from ml.style import FittedStyle, fit_style
from ml.style_judging import ENOUGH, Difference, paired, recall, shared_precision
from ml.style_map import StyleFormatError, StyleMap, plain_map, unit

__all__ = [
    "ENOUGH",
    "Difference",
    "FittedStyle",
    "StyleFormatError",
    "StyleMap",
    "fit_style",
    "paired",
    "plain_map",
    "recall",
    "shared_precision",
    "unit",
]
