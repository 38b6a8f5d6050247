"""Learning curves of a tag: fitted to what fewer labels reached, and believed as far as that goes.

Fitting one function to a handful of noisy points is known to extrapolate badly, and no single family wins
(Viering & Loog 2021, "The shape of learning curves"; Mohr et al. 2022, "LCDB 1.0"). So three families are
weighed against each other by how likely each curve made the points, and what is told is the spread of the
curves that remain (as Domhan et al. 2015 do for training epochs).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ml.scoring import FloatArray

DRAWS = 600
HIGHEST = 0.99  # average precision is kept between .01 and .99, where its log odds are finite
Ints = npt.NDArray[np.intp]
_Function = Callable[[FloatArray, float], FloatArray]

_FAMILIES: tuple[tuple[_Function, _Function, tuple[float, ...]], ...] = (
    # What is left to learn after x labels (in units of the scale), how many leave that, and exponents tried.
    (lambda x, c: (1 + x) ** -c, lambda left, c: left ** (-1 / c) - 1, (0.25, 0.5, 1.0, 2.0)),  # power law
    (
        lambda x, c: np.exp(-(x**c)),
        lambda left, c: (-np.log(left)) ** (1 / c),
        (0.3, 0.5, 0.75, 1.0),
    ),  # Weibull
    (
        lambda x, c: 1 / (1 + x**c),
        lambda left, c: (1 / left - 1) ** (1 / c),
        (0.4, 0.6, 0.8, 1.0, 1.5),
    ),  # MMF
)
_SHAPES = [(left, labels, c) for left, labels, exponents in _FAMILIES for c in exponents]
_SHAPE_PRIOR = np.array(
    [1 / len(_FAMILIES) / len(exponents) for *_, exponents in _FAMILIES for _c in exponents]
)


@dataclass(frozen=True)
class CurveConfig:
    """What is held likely before a point is seen, and how noisy points are.

    top_prior: of the share of the way from guessing to perfect that endless labels would bring,
    Beta(top_prior, 1). scale, scale_spread: labels by which a good part is learned, log-normal. drift_share:
    how much of the parts' own drift the luck of all labels is held to have. misfit: standard deviation that
    no family explains. pooling: how many repeats the tags' common noise counts for beside a tag's own. Chosen
    by leaving data sets out, see docs/benchmarks.md.
    """

    top_prior: float = 2.0
    scale: float = 200.0
    scale_spread: float = 1.0
    drift_share: float = 0.25
    misfit: float = 0.02
    pooling: float = 4.0


@dataclass(frozen=True, eq=False)
class Measured:
    """A tag's average precision on the same audit images, by how much was learned from.

    labels [k] ascending, the last are all; values: of each, one figure per repeat, of all there is one.
    chance: the share of audit images with the tag, which is what guessing reaches. audit_noise: standard
    deviation, in log odds, of the last figure over which images happen to be audited.
    """

    labels: FloatArray
    values: tuple[FloatArray, ...]
    chance: float
    audit_noise: float

    @property
    def means(self) -> FloatArray:
        return np.array([float(np.mean(values)) for values in self.values])

    @property
    def repeats(self) -> FloatArray:
        return np.array([float(len(values)) for values in self.values])


@dataclass(frozen=True)
class Luck:
    """Variance of an average precision over which images happened to be labelled.

    drift / n falls with the labels and is shared by nested parts, as the error of a mean would be; jitter
    stays however many there are: on few audit images one rank more or less is a jump.
    """

    jitter: float
    drift: float

    def covariance(self, measured: Measured) -> FloatArray:
        """[k, k] of the measured means. Parts of one chain share what they learned from."""
        labels, repeats = measured.labels, measured.repeats
        larger = np.maximum.outer(np.arange(len(labels)), np.arange(len(labels)))
        common = 1 / labels[-1]
        own = (1 / labels[larger] - common) / repeats[larger]
        return np.asarray(self.drift * (common + own) + np.diag(self.jitter / repeats))


def common_luck(several: Sequence[Measured]) -> Luck:
    """The tags' luck together: jitter and drift that explain how far repeats of a part lie apart.

    By least squares of log variances over a grid, as both are positive and the variances' size differs.
    """
    gaps, found = [], []
    for measured in several:
        for labels, values in zip(measured.labels[:-1], measured.values[:-1], strict=True):
            if len(values) > 1:
                gaps.append(1 / labels - 1 / measured.labels[-1])
                found.append(float(np.var(values, ddof=1)))
    if not found:
        return Luck(1e-4, 0.0)
    gap, variance = _by_gap(np.array(gaps), np.array(found))
    shares = np.linspace(0, 1, 21)
    jitter = (shares * variance.max())[:, None, None]
    drift = (shares * (variance / gap).max())[None, :, None]
    explained = np.maximum(jitter + drift * gap, 1e-6)
    loss = np.square(np.log(explained / variance)).sum(axis=2)
    best = np.unravel_index(int(loss.argmin()), loss.shape)
    return Luck(float(jitter[best[0], 0, 0]), float(drift[0, best[1], 0]))


def _by_gap(gap: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Averages over four bins, by size of the part: the variance of three repeats alone says little."""
    bins = np.array_split(np.argsort(gap, kind="stable"), min(4, len(gap)))
    return (
        np.array([gap[rows].mean() for rows in bins]),
        np.maximum([variance[rows].mean() for rows in bins], 1e-4),
    )


def own_luck(measured: Measured, common: Luck, config: CurveConfig) -> Luck:
    """The common luck, scaled to how far this tag's own repeats lie apart, as far as there are some."""
    apart, degrees = config.pooling, config.pooling
    for labels, values in zip(measured.labels[:-1], measured.values[:-1], strict=True):
        if len(values) > 1:
            expected = common.jitter + common.drift * (1 / labels - 1 / measured.labels[-1])
            apart += float(np.square(values - np.mean(values)).sum()) / max(expected, 1e-6)
            degrees += len(values) - 1
    return Luck(common.jitter * apart / degrees, common.drift * apart / degrees * config.drift_share)


@dataclass(frozen=True, eq=False)
class Curve:
    """Equally likely curves through the points: AP(n) = top − (top − chance) · left(n / scale).

    top, scale [s] and shape [s], an index into the families; shift [s]: log odds by which the audit images
    flatter the tag; lucky [s]: by how much the labels there are happened to be better than others.
    """

    chance: float
    labels: float
    top: FloatArray
    scale: FloatArray
    shape: Ints
    shift: FloatArray
    lucky: FloatArray
    luck: Luck

    def expected(self, labels: FloatArray) -> FloatArray:
        """[m] numbers of labels to [s, m] average precisions on these audit images, without luck."""
        left = np.empty((len(self.top), len(labels)))
        for number, (function, _, exponent) in enumerate(_SHAPES):
            rows = self.shape == number
            left[rows] = function(np.asarray(labels)[None] / self.scale[rows, None], exponent)
        return np.asarray(self.top[:, None] - (self.top - self.chance)[:, None] * left)

    def shown(self, labels: FloatArray, seed: int) -> FloatArray:
        """[m] to [s, m]: what these audit images will show, with the luck of the labels to come."""
        noise = np.random.default_rng(seed).normal(size=(len(self.top), len(labels)))
        kept = np.minimum(1.0, self.labels / np.maximum(labels, 1e-9))
        variance = self.luck.jitter + self.luck.drift / np.maximum(labels, self.labels) * (1 - kept)
        return np.asarray(
            np.clip(self.expected(labels) + self.lucky[:, None] * kept + noise * np.sqrt(variance), 0, 1)
        )

    def true(self, labels: FloatArray) -> FloatArray:
        """[m] to [s, m]: what all images would show, not only those audited."""
        return from_log_odds(log_odds(self.expected(labels)) - self.shift[:, None])

    def labels_to(self, value: float | FloatArray) -> FloatArray:
        """[s] labels at which the true curve gets there; inf where it never does, 0 where guessing does."""
        on_audit = from_log_odds(log_odds(np.asarray(value, np.float64)) + self.shift)
        with np.errstate(divide="ignore", invalid="ignore"):
            left = (self.top - on_audit) / (self.top - self.chance)
        out = np.full(len(self.top), np.inf)
        out[left >= 1] = 0.0
        for number, (_, inverse, exponent) in enumerate(_SHAPES):
            rows = (self.shape == number) & (left > 0) & (left < 1)
            out[rows] = inverse(left[rows], exponent) * self.scale[rows]
        return out


def fit_curve(
    measured: Measured, luck: Luck, config: CurveConfig, *, seed: int | Sequence[int], draws: int = DRAWS
) -> Curve:
    """The curves that could have made these points, by Bayes' rule on a grid; the same every time.

    Raises ValueError where fewer than three different numbers of labels were measured.
    """
    if len(measured.labels) < 3 or (np.diff(measured.labels) <= 0).any():
        raise ValueError(f"a curve needs three ascending numbers of labels, not {measured.labels}")
    covariance = luck.covariance(measured) + np.eye(len(measured.labels)) * config.misfit**2
    precision = np.linalg.inv(covariance)
    tops = measured.chance + (1 - measured.chance) * _TOP_SHARES
    left = np.stack(
        [function(measured.labels / _SCALES[:, None], exponent) for function, _, exponent in _SHAPES]
    )  # [f, s, k]
    curves = tops[:, None, None, None] - (tops - measured.chance)[:, None, None, None] * left  # [a, f, s, k]
    apart = measured.means - curves
    posterior = _log_prior(config) - 0.5 * np.einsum("afsk,kl,afsl->afs", apart, precision, apart)
    generator = np.random.default_rng(seed)
    top, shape, scale = _drawn(np.exp(posterior - posterior.max()), generator.permutation(draws))
    drift = np.full(len(measured.labels), luck.drift / measured.labels[-1])
    return Curve(
        chance=measured.chance,
        labels=float(measured.labels[-1]),
        top=tops[top],
        scale=_SCALES[scale],
        shape=shape,
        shift=generator.normal(size=draws) * measured.audit_noise,
        lucky=_luck_so_far(apart[top, shape, scale], precision, drift, generator),
        luck=replace(luck, jitter=luck.jitter + config.misfit**2),
    )


_TOP_EDGES = np.sin(np.linspace(0, np.pi / 2, 25)) ** 2  # closer where it matters: near guessing and perfect
_TOP_SHARES = (_TOP_EDGES[:-1] + _TOP_EDGES[1:]) / 2
_SCALES = np.exp(np.linspace(0, np.log(3e4), 40))


def _log_prior(config: CurveConfig) -> FloatArray:
    """[a, f, s] over tops, shapes and scales."""
    return np.asarray(
        (np.log(np.diff(_TOP_EDGES)) + (config.top_prior - 1) * np.log(_TOP_SHARES))[:, None, None]
        + np.log(_SHAPE_PRIOR)[:, None]
        - 0.5 * np.square(np.log(_SCALES / config.scale) / config.scale_spread)
    )


def _drawn(weight: FloatArray, order: Ints) -> tuple[Ints, ...]:
    """Indices of cells in proportion to their weight, by equal steps through the sum taken in this order."""
    total = weight.ravel().cumsum()
    steps = (order + 0.5) / len(order) * total[-1]
    return np.unravel_index(np.searchsorted(total, steps).clip(max=weight.size - 1), weight.shape)


def _luck_so_far(
    apart: FloatArray, precision: FloatArray, with_all: FloatArray, generator: np.random.Generator
) -> FloatArray:
    """[s] drift of all labels, given [s, k] how far the points lie from each curve."""
    gain = precision @ with_all
    variance = max(float(with_all[-1] - with_all @ gain), 0.0)
    return np.asarray(apart @ gain + np.sqrt(variance) * generator.normal(size=len(apart)))


def log_odds(value: FloatArray) -> FloatArray:
    inside = np.clip(value, 1 - HIGHEST, HIGHEST)
    return np.asarray(np.log(inside / (1 - inside)))


def from_log_odds(value: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-value)))
