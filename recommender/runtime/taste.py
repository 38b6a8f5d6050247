"""The way to `ml.taste`. NumPy only."""

from ml.taste import FARTHEST, Placed, Said, diversified, interests, mixed, mood_weights, pushed_away, scored

__all__ = [
    "FARTHEST",
    "Placed",
    "Said",
    "diversified",
    "interests",
    "mixed",
    "mood_weights",
    "pushed_away",
    "scored",
]
