"""Tags whose true probability is known of every image, and a head that distorts it in known ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import expit

from ml.scoring import to_probabilities

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FACETS, PER_FACET = 6, 8
TAGS = FACETS * PER_FACET
CHOICES = 8
RAREST, COMMONEST = 0.03, 0.5
KINDS = ("slope", "line", "bend")


@dataclass(frozen=True, eq=False)
class Sample:
    """[n, t] the head's logits, the true probabilities, and what people answered (1 or 0)."""

    logits: Floats
    chances: Floats
    truth: Floats


@dataclass(frozen=True, eq=False)
class World:
    """TAGS independent tags in FACETS facets; [t] numbers each.

    The true log odds are normal around `middle`, with `spread` [t]: the wider, the easier the tag. The head
    says slope · odds + shift: a tag's slope and shift are drawn around its facet's, as heads are that learned
    from too few images, of which too many had the tag. Of each three tags one is stretched only ("slope"),
    one shifted too ("line"), one also bent, so that no line puts it right ("bend").
    """

    facets: Ints
    kinds: npt.NDArray[np.str_]
    middle: Floats
    spread: Floats
    slope: Floats
    shift: Floats

    @classmethod
    def draw(cls, seed: int) -> World:
        chance = np.random.default_rng(seed)
        facets = np.repeat(np.arange(FACETS), PER_FACET)
        prevalence = chance.permutation(np.geomspace(RAREST, COMMONEST, TAGS))
        spread = chance.uniform(3, 9, TAGS)
        middle = np.array(list(map(_middle, prevalence, spread)))
        log_slope = chance.normal(0.7, 0.4, FACETS)[facets] + chance.normal(0, 0.2, TAGS)
        shift = chance.normal(3.0, 1.0, FACETS)[facets] + chance.normal(0, 0.7, TAGS)
        kinds = np.array(KINDS)[np.arange(TAGS) % len(KINDS)]
        return cls(facets, kinds, middle, spread, np.exp(log_slope), np.where(kinds == "slope", 0.0, shift))

    def sample(self, images: int, seed: int) -> Sample:
        chance = np.random.default_rng(seed)
        odds = self.middle + self.spread * chance.normal(size=(images, TAGS))
        bent = np.where(self.kinds == "bend", np.sign(odds) * np.abs(odds) ** 1.6 / 2, odds)
        truth = (chance.random((images, TAGS)) < expit(odds)).astype(np.float64)
        return Sample(self.slope * bent + self.shift, expit(odds), truth)


def choices(images: int, world_seed: int, seed: int) -> Sample:
    """A facet of which exactly one of CHOICES tags holds, some of them rare; stretched and shifted."""
    fixed, chance = np.random.default_rng(world_seed), np.random.default_rng(seed)
    middle, shift = fixed.normal(0, 1.5, CHOICES), fixed.normal(0, 1.0, CHOICES)
    slope = np.exp(fixed.normal(0.9, 0.3))
    odds = middle + 2.5 * chance.normal(size=(images, CHOICES))
    chances = to_probabilities(odds, (tuple(range(CHOICES)),)).astype(np.float64)
    kind = (chances.cumsum(axis=1) < chance.random((images, 1))).sum(axis=1).clip(max=CHOICES - 1)
    return Sample(slope * odds + shift, chances, np.eye(CHOICES)[kind])


def _middle(prevalence: float, spread: float) -> float:
    """Where log odds of this spread have to lie, so that the tag is as common as that."""
    points = np.linspace(-5, 5, 401)
    weights = np.exp(-0.5 * points**2)
    weights /= weights.sum()
    return float(
        brentq(lambda middle: (weights * expit(middle + spread * points)).sum() - prevalence, -60, 30)
    )
