"""Style space, from `ml`. NumPy only."""

from __future__ import annotations

from ml.style_map import StyleFormatError, StyleMap, plain_map, unit

__all__ = ["StyleFormatError", "StyleMap", "plain_map", "unit"]
