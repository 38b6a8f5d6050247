"""The loop without the application: choose, answer, train, again; by its policy and at random."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from curators import Question
from photos import Truth, Vectors

from ml.head import HeadConfig, fit_head
from ml.policy import choose
from ml.scoring import Head

Arm = Literal["ours", "random"]
Rows = npt.NDArray[np.intp]

BATCH = 20  # new reviews between two trainings, as MOODLOOP_RETRAIN_AFTER


@dataclass(frozen=True, eq=False)
class Curves:
    """Quality [seeds, budgets] of both arms, and what a head reaches when all of the pool was reviewed."""

    budgets: tuple[int, ...]
    ours: Truth
    random: Truth
    full: float

    @property
    def gain(self) -> Truth:
        """[seeds, budgets] what choosing adds."""
        return self.ours - self.random

    def labels_to(self, share: float) -> float:
        """Reviews that ours needs for this share of the full quality, over those that random needs.

        Read off the median curves, straight between budgets; nan where either never gets there.
        """
        counts = [
            _first_reaching(np.median(arm, axis=0), self.budgets, share * self.full)
            for arm in (self.ours, self.random)
        ]
        return counts[0] / counts[1]


@dataclass(frozen=True, eq=False)
class Backtest:
    """A question about photos, the rows that may be reviewed and those that a head is measured on."""

    question: Question
    embeddings: Vectors
    pool: Rows
    test: Rows

    def curves(self, budgets: Sequence[int], seeds: Iterable[int]) -> Curves:
        """Both arms for each seed, and all of the pool once."""
        ours, random = [], []
        for seed in seeds:
            ours.append(self.run("ours", budgets, seed))
            random.append(self.run("random", budgets, seed))
            print(f"seed {seed}: ours {_shown(ours[-1])}, random {_shown(random[-1])}", flush=True)
        full = self.run("random", [len(self.pool)], 0)[0]
        return Curves(tuple(budgets), np.array(ours), np.array(random), full)

    def run(self, arm: Arm, budgets: Sequence[int], seed: int) -> list[float]:
        """The head's quality after each number of reviews (ascending); the same seed gives the same."""
        reviewed: list[int] = []
        answers: list[Truth] = []
        head: Head | None = None
        measured = []
        for count in _batches(budgets):
            rows = self._next(arm, reviewed, head, count - len(reviewed), seed)
            answers += [self.question.answer(row, len(reviewed) + place) for place, row in enumerate(rows)]
            reviewed += rows
            # Chance asks a model nothing: its head is only needed where it is measured.
            if arm == "ours" or count in budgets:
                head = self._train(reviewed, answers, seed)
            if count in budgets and head is not None:
                measured.append(self.question.quality(head, self.embeddings, self.test))
        return measured

    def _next(self, arm: Arm, reviewed: list[int], head: Head | None, count: int, seed: int) -> list[int]:
        if arm == "random":
            order = np.random.default_rng(seed).permutation(self.pool)
            return [int(row) for row in order[len(reviewed) : len(reviewed) + count]]
        left = np.setdiff1d(self.pool, reviewed)
        chosen = choose(
            embeddings=self.embeddings[left],
            model=head,
            choice_groups=self.question.choice_groups,
            labeled=self.embeddings[reviewed],
            count=count,
            seed=seed * 100_003 + len(reviewed),
        )
        return [int(left[choice.row]) for choice in chosen]

    def _train(self, reviewed: list[int], answers: list[Truth], seed: int) -> Head:
        return fit_head(
            embeddings=self.embeddings[reviewed],
            targets=np.array(answers),
            choice_groups=self.question.choice_groups,
            sample_groups=np.array(reviewed),
            config=HeadConfig(),
            seed=seed,
        ).head


def _shown(curve: Sequence[float]) -> str:
    return " ".join(f"{quality:.3f}" for quality in curve)


def _first_reaching(curve: Truth, budgets: Sequence[int], quality: float) -> float:
    """The number of reviews at which a curve first has the quality, straight between budgets."""
    reached = np.flatnonzero(curve >= quality)
    if not len(reached):
        return float("nan")
    place = int(reached[0])
    if place == 0:
        return float(budgets[0])
    return float(np.interp(quality, curve[place - 1 : place + 1], budgets[place - 1 : place + 1]))


def _batches(budgets: Sequence[int]) -> list[int]:
    """The numbers of reviews after which a head is trained: every batch, and every budget."""
    return sorted({*range(BATCH, max(budgets) + 1, BATCH), *budgets})
