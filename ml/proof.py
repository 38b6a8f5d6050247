"""How many images it takes to prove a precision. Plain arithmetic: the web process says it too."""

from __future__ import annotations

import math

CONFIDENCE = 0.95
MOST_IMAGES = 3_000
"""Beyond, nobody would answer so many: the tag has to be learned better instead."""


def least_images(promised: float, confidence: float = CONFIDENCE) -> int:
    """The fewest images, every one of them right, that prove the promise: 29 for .90."""
    return math.ceil(math.log(1 - confidence) / math.log(promised))


def images_to_prove(precision: float, promised: float, confidence: float = CONFIDENCE) -> int | None:
    """How many images of this precision prove a lower one; None where none do, or more than anybody answers.

    So many that, if only the promise held, so few of them would be wrong by chance at most 1 − confidence of
    the time: what Clopper and Pearson's exact bound asks.
    """
    if precision <= promised:
        return None
    for images in range(least_images(promised, confidence), MOST_IMAGES + 1):
        wrong = math.ceil(images * (1 - precision) - 1e-9)
        if _at_most(wrong, images, 1 - promised) <= 1 - confidence:
            return images
    return None


def _at_most(wrong: int, images: int, chance: float) -> float:
    """The probability of at most so many wrong ones."""
    each = (
        math.lgamma(images + 1)
        - math.lgamma(count + 1)
        - math.lgamma(images - count + 1)
        + count * math.log(chance)
        + (images - count) * math.log1p(-chance)
        for count in range(wrong + 1)
    )
    return sum(math.exp(log) for log in each)
