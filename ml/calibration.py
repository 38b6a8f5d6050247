"""Finding what puts a head's logits right, from answers that it has not learned from.

How: per tag, the simplest of temperature (Guo et al. 2017), a line (Platt 1999) and a line with an isotonic
bend (Zadrozny and Elkan 2002) that is not clearly beaten on answers which were held out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import isotonic_regression

from ml import choices
from ml.calibrators import Calibrators
from ml.scoring import ChoiceGroups, FloatArray, independent_tags, to_probabilities
from ml.shrinkage import Floats, Lines, fit_lines

Ints = npt.NDArray[np.int64]
METHODS = ("temperature", "platt", "isotonic")
"""For tags that are independent of each other, from the simplest."""

FOLDS = 5
CLEARLY = 0.5
"""Standard errors of the gain, on what was held out, from which a less simple method is worth it."""
ENOUGH = 20
"""Answers from which a tag chooses its method for itself; below, its facet chooses."""
PRIOR_ANSWERS = 8.0
"""A step of the isotonic bend counts its own answers, and so many that are as the line says."""
LEAST_SLOPE = 1e-2
"""Of a bend, so that what was ranked stays so."""
LEAST_GAP = 1e-2
"""Between two knots, in logits."""


def fit_calibrators(
    *, logits: FloatArray, truth: FloatArray, choice_groups: ChoiceGroups, facets: Ints, seed: int
) -> Calibrators:
    """Calibrators for [n, t] logits (over the head's temperature) from [n, t] truth (1, 0, NaN = unknown).

    facets [t] numbers the facet of each tag; those of a choice group are alone in theirs. A tag with few
    answers leans on its facet, a facet on the head as it is. The same arguments give the same calibrators.
    Raises ValueError where shapes differ.
    """
    scores, answers = np.asarray(logits, np.float64), np.asarray(truth, np.float64)
    if scores.shape != answers.shape or facets.shape != (scores.shape[1],):
        raise ValueError(f"logits {scores.shape}, truth {answers.shape} and facets {facets.shape} differ")
    tags = scores.shape[1]
    scale, shift = np.ones(tags), np.zeros(tags)
    knots: list[tuple[Floats, Floats]] = [(np.zeros(0), np.zeros(0))] * tags
    methods = ["temperature"] * tags
    alone = independent_tags(choice_groups, tags)
    if alone:
        lines = _candidates(scores[:, alone], answers[:, alone], facets[alone])
        chosen = _choose(scores[:, alone], answers[:, alone], facets[alone], seed)
        for place, column in enumerate(alone):
            method = methods[column] = METHODS[chosen[place]]
            line = lines["temperature" if method == "temperature" else "platt"]
            scale[column], shift[column] = line.scale[place], line.shift[place]
            if method == "isotonic":
                mended = scores[:, column] * scale[column] + shift[column]
                knots[column] = _bend(mended, answers[:, column])
    for group in choice_groups:
        columns = list(group)
        way = _choose_choice(scores[:, columns], answers[:, columns], seed)
        line = choices.fit_choice(scores[:, columns], answers[:, columns], way)
        scale[columns], shift[columns] = line.scale, line.shift
        for column in columns:
            methods[column] = way
    return _calibrators(scale, shift, knots, methods)


def cross_fitted(
    *, logits: FloatArray, truth: FloatArray, choice_groups: ChoiceGroups, facets: Ints, seed: int
) -> npt.NDArray[np.float32]:
    """[n, t] probabilities, each by calibrators that have not seen the row: made to be measured."""
    said = np.zeros(np.shape(logits), np.float32)
    for number, (seen, held) in enumerate(_folds(len(said), seed)):
        calibrators = fit_calibrators(
            logits=logits[seen],
            truth=truth[seen],
            choice_groups=choice_groups,
            facets=facets,
            seed=seed + 1 + number,
        )
        said[held] = to_probabilities(calibrators(logits[held]), choice_groups)
    return said


def fixed_calibrators(*, logits: FloatArray, truth: FloatArray, facets: Ints, method: str) -> Calibrators:
    """One of METHODS for every tag, all of them independent: what choosing is measured against."""
    scores, answers = np.asarray(logits, np.float64), np.asarray(truth, np.float64)
    line = fit_lines(scores, answers, facets, shifted=method != "temperature")
    tags = scores.shape[1]
    knots = [(np.zeros(0), np.zeros(0))] * tags
    if method == "isotonic":
        knots = [_bend(column, said) for column, said in zip(line(scores).T, answers.T, strict=True)]
    return _calibrators(line.scale, line.shift, knots, [method] * tags)


def _candidates(scores: Floats, answers: Floats, facets: Ints) -> dict[str, Lines]:
    return {
        "temperature": fit_lines(scores, answers, facets, shifted=False),
        "platt": fit_lines(scores, answers, facets, shifted=True),
    }


def _choose(scores: Floats, answers: Floats, facets: Ints, seed: int) -> Ints:
    """[t] index in METHODS for each independent tag."""
    missed = np.zeros((len(METHODS), *scores.shape))
    for seen, held in _folds(len(scores), seed):
        lines = _candidates(scores[seen], answers[seen], facets)
        plain, line = lines["temperature"](scores[held]), lines["platt"](scores[held])
        mended = lines["platt"](scores[seen])
        bent = np.stack(
            [
                _through(line[:, tag], _bend(mended[:, tag], answers[seen, tag]))
                for tag in range(scores.shape[1])
            ],
            axis=1,
        )
        for method, said in enumerate((plain, line, bent)):
            missed[method, held] = _losses(said, answers[held])
    of_facet = {
        facet: _simplest(missed[:2, :, facets == facet].reshape(2, -1)) for facet in set(facets.tolist())
    }
    known = ~np.isnan(answers)
    mixed = (answers == 1).any(axis=0) & (answers == 0).any(axis=0)
    return np.array(
        [
            _simplest(missed[:, known[:, tag], tag])
            if mixed[tag] and known[:, tag].sum() >= ENOUGH
            else of_facet[facets[tag]]
            for tag in range(scores.shape[1])
        ],
        np.int64,
    )


def _choose_choice(scores: Floats, answers: Floats, seed: int) -> choices.Method:
    missed = np.zeros((len(choices.METHODS), len(scores)))
    for seen, held in _folds(len(scores), seed):
        for place, method in enumerate(choices.METHODS):
            line = choices.fit_choice(scores[seen], answers[seen], method)
            missed[place, held] = choices.losses(line(scores[held]), answers[held])
    return choices.METHODS[_simplest(missed)]


def _simplest(missed: Floats) -> int:
    """Of methods' losses [m, n], from the simplest, the first that no later one clearly beats."""
    best = 0
    for method in range(1, len(missed)):
        gain = missed[best] - missed[method]
        if gain.size and gain.sum() > CLEARLY * gain.std() * np.sqrt(gain.size) and gain.sum() > 1e-9:
            best = method
    return best


def _losses(logits: Floats, answers: Floats) -> Floats:
    """Binary cross-entropies; 0 where nothing is known."""
    return np.where(np.isnan(answers), 0.0, np.logaddexp(0.0, logits) - np.nan_to_num(answers) * logits)


def _bend(logits: Floats, answers: Floats) -> tuple[Floats, Floats]:
    """Knots from [n] logits, that a line has put right, to better ones.

    Isotonic regression, straight between the middles of its steps instead of level on them (centred, Oron and
    Flournoy 2017), each step drawn to what the line says there.
    """
    known = ~np.isnan(answers)
    order = np.flatnonzero(known)[np.argsort(logits[known], kind="stable")]
    if not len(order):
        return np.zeros(0), np.zeros(0)
    at, yes = logits[order], answers[order]
    step = np.unique(isotonic_regression(yes), return_inverse=True)[1]
    counts = np.bincount(step)
    middle = np.bincount(step, at) / counts
    said = np.bincount(step, 1 / (1 + np.exp(-at))) / counts
    share = (np.bincount(step, yes) + PRIOR_ANSWERS * said) / (counts + PRIOR_ANSWERS)
    share = np.clip(isotonic_regression(share, sample_weight=counts.astype(np.float64)), 1e-6, 1 - 1e-6)
    kept = [0]
    for place in range(1, len(middle)):
        if middle[place] - middle[kept[-1]] >= LEAST_GAP:
            kept.append(place)
    knots, to = middle[kept], np.log(share[kept] / (1 - share[kept]))
    return knots, np.maximum.accumulate(to - LEAST_SLOPE * knots) + LEAST_SLOPE * knots


def _through(logits: Floats, knots: tuple[Floats, Floats]) -> Floats:
    return _calibrators(np.ones(1), np.zeros(1), [knots], ["isotonic"])(logits[:, None])[:, 0]


def _calibrators(
    scale: Floats, shift: Floats, knots: list[tuple[Floats, Floats]], methods: list[str]
) -> Calibrators:
    most = max((len(at) for at, _ in knots), default=0)
    padded = np.full((2, len(knots), most), np.nan, np.float32)
    for tag, ends in enumerate(knots):
        for side, values in enumerate(ends):
            padded[side, tag, : len(values)] = values
    return Calibrators(
        scale.astype(np.float32), shift.astype(np.float32), padded[0], padded[1], tuple(methods)
    )


def _folds(rows: int, seed: int) -> Iterator[tuple[Ints, Ints]]:
    """Row indices seen and held out, of FOLDS parts or as many as there are rows."""
    order = np.random.default_rng(seed).permutation(rows)
    parts = np.array_split(order, min(FOLDS, rows)) if rows > 1 else []
    for number in range(len(parts)):
        seen = np.concatenate([part for place, part in enumerate(parts) if place != number])
        yield np.sort(seen), np.sort(parts[number])
