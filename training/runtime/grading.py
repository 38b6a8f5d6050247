"""Scores from comparisons; see `ml.bradley_terry`."""

from ml.bradley_terry import LEFT, RIGHT, SAME, Scale, fit_scale, next_pairs, shares_of_yes

__all__ = ["LEFT", "RIGHT", "SAME", "Scale", "fit_scale", "next_pairs", "shares_of_yes"]
