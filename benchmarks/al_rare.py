"""Rare tags: those of a folder, or some made rare by taking most of their photos out of the pool."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ml.arms import labels_to
from ml.backtest import Course
from ml.metrics import Interval

Floats = npt.NDArray[np.float64]

RARE = 0.02
PLANTED, PLANTED_SHARE, FEWEST = 4, 0.01, 2
COMMONEST = 0.4  # of a commoner tag too little of the pool would be left
LEAST_TEST = 5
LEVEL = 0.9  # of what the whole pool teaches of the tag
RESAMPLES = 500


def rare_tags(course: Course) -> list[int]:
    """Tags that fewer than one in fifty photos of the pool have, that can be learned and measured."""
    held = (course.truth[course.pool] == 1).sum(axis=0)
    enough = (held >= FEWEST) & ((course.truth[course.test] == 1).sum(axis=0) >= LEAST_TEST)
    return [int(tag) for tag in np.flatnonzero(enough & (held < RARE * len(course.pool)))]


def to_plant(course: Course, seed: int) -> list[int]:
    """Some tags, drawn, of which most photos can be taken away."""
    share = (course.truth[course.pool] == 1).mean(axis=0)
    measured = (course.truth[course.test] == 1).sum(axis=0) >= LEAST_TEST
    fit = np.flatnonzero((share > RARE) & (share <= COMMONEST) & measured)
    return sorted(np.random.default_rng(seed).permutation(fit)[:PLANTED].tolist())


def thinned(course: Course, tag: int, *, seed: int) -> Course:
    """The course with one in a hundred of the pool left that has the tag, drawn by seed."""
    holders = course.pool[course.truth[course.pool, tag] == 1]
    others = len(course.pool) - len(holders)
    kept = max(FEWEST, round(PLANTED_SHARE * others))
    gone = np.random.default_rng([seed, tag]).permutation(holders)[kept:]
    return replace(course, pool=np.setdiff1d(course.pool, gone))


def rare_ratio(
    pairs: list[tuple[Floats, Floats]], budgets: tuple[int, ...], *, seed: int, together: bool
) -> tuple[Interval, list[float]]:
    """Labels that ours needs over those that chance needs for the same average precision of a rare tag.

    pairs holds for each tag the curves [seeds, b] of ours and of chance. Each is taken as a share of what
    chance reaches for its tag with the whole pool; the ratio is that of the mean curves over all tags and
    seeds, with the interval over resampled seeds, which stay pairs. A tag of a handful of photos says little
    alone: each tag's own ratio comes beside it. `together`: the tags come of the same runs, drawn for all of
    them at once.
    """
    shares = [_shares(ours, chance) for ours, chance in pairs]
    generator = np.random.default_rng(seed)
    draws = []
    for _ in range(RESAMPLES):
        drawn = [generator.integers(len(ours), size=len(ours)) for ours, _ in shares]
        if together:
            drawn = [drawn[0]] * len(shares)
        resampled = [(ours[r], chance[r]) for (ours, chance), r in zip(shares, drawn, strict=True)]
        draws.append(_ratio(resampled, budgets))
    known = [draw for draw in draws if not np.isnan(draw)]
    low, high = np.quantile(known, [0.025, 0.975], method="nearest") if known else (np.nan, np.nan)
    each = [_ratio([pair], budgets) for pair in shares]
    return Interval(_ratio(shares, budgets), float(low), float(high)), each


def _shares(ours: Floats, chance: Floats) -> tuple[Floats, Floats]:
    mean = chance.mean(axis=0)
    whole = float(mean[~np.isnan(mean)][-1])
    return ours / whole, chance / whole


def _ratio(shares: list[tuple[Floats, Floats]], budgets: tuple[int, ...]) -> float:
    ours, chance = (np.concatenate(arm).mean(axis=0) for arm in zip(*shares, strict=True))
    needed, allowed = labels_to(ours, budgets, LEVEL), labels_to(chance, budgets, LEVEL)
    if np.isnan(allowed):  # a resample of less luck than all seeds together
        return float("nan")
    return float("inf") if np.isnan(needed) else needed / allowed
