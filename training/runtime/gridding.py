"""The way to `ml.bands`."""

from ml.bands import LIKELY, UNLIKELY, Band, alike

__all__ = ["LIKELY", "UNLIKELY", "Band", "alike"]
