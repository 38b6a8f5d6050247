"""The loss of a head: what was answered counts, what was not asked does not. Unknown is never no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid

from ml.scoring import ChoiceGroups, FloatArray, independent_tags


@dataclass(frozen=True, eq=False)
class IndependentAnswers:
    """Answers about b tags that hold or not whatever the others do.

    columns [b] of the head; yes [n, b] share of yes votes (0 where unknown); weight [n, b] (0 where unknown).
    """

    columns: Tensor
    yes: Tensor
    weight: Tensor

    def rows(self, index: Tensor) -> Self:
        return type(self)(self.columns, self.yes[index], self.weight[index])

    def single(self) -> Self:
        return type(self)(self.columns, self.yes.float(), self.weight.float())

    def losses(self, logits: Tensor) -> Tensor:
        """[n, t] logits to [n, b] weighted binary cross-entropies."""
        return self.weight * binary_cross_entropy_with_logits(
            logits[:, self.columns], self.yes, reduction="none"
        )

    def prior(self, bias: Tensor) -> Tensor:
        """The loss of one imagined answer per tag, at the mean embedding, as likely yes as answers are."""
        share = ((self.weight * self.yes).sum() + 0.5) / (self.weight.sum() + 1.0)
        logits = bias[self.columns]
        return -(share * logsigmoid(logits) + (1 - share) * logsigmoid(-logits)).sum()


@dataclass(frozen=True, eq=False)
class ChoiceAnswers:
    """Answers about the k tags of a facet of which exactly one holds.

    columns [k] of the head; yes [n, k] probability mass put on a tag by yes votes (sums to 1 at most);
    rest [n] the mass left, which lies somewhere among the tags in possible [n, k]; weight [n] (0 where
    nothing is known).
    """

    columns: Tensor
    yes: Tensor
    rest: Tensor
    possible: Tensor
    weight: Tensor

    def rows(self, index: Tensor) -> Self:
        return type(self)(
            self.columns, self.yes[index], self.rest[index], self.possible[index], self.weight[index]
        )

    def single(self) -> Self:
        return type(self)(
            self.columns, self.yes.float(), self.rest.float(), self.possible, self.weight.float()
        )

    def losses(self, logits: Tensor) -> Tensor:
        """[n, t] logits to [n, 1] weighted cross-entropies.

        A yes costs -log p of its tag; noes alone cost -log of what is left for the tags not refused.
        """
        log_p = logits[:, self.columns].log_softmax(dim=1)
        # -1e9 and not -inf: a row without a possible tag has rest 0, and 0 · inf would be nan.
        log_rest = log_p.masked_fill(~self.possible, -1e9).logsumexp(dim=1)
        loss = -(self.yes * log_p).sum(dim=1) - self.rest * log_rest
        return (self.weight * loss)[:, None]

    def prior(self, bias: Tensor) -> Tensor:
        """The loss of one imagined answer, at the mean embedding, spread evenly over the tags."""
        return -bias[self.columns].log_softmax(dim=0).mean()


@dataclass(frozen=True, eq=False)
class Answers:
    """Everything that was answered about n images. A unit is a choice group or an independent tag.

    unit [t] is the unit of each column: choice groups first, in their order, then the independent tags.
    """

    parts: tuple[ChoiceAnswers | IndependentAnswers, ...]
    unit: Tensor
    choices: int

    def rows(self, index: Tensor) -> Self:
        return type(self)(tuple(part.rows(index) for part in self.parts), self.unit, self.choices)

    def single(self) -> Self:
        """The same in float32."""
        return type(self)(tuple(part.single() for part in self.parts), self.unit, self.choices)

    def losses(self, logits: Tensor) -> Tensor:
        """[n, t] logits to [n, u] losses, 0 where nothing is known."""
        return torch.cat([part.losses(logits) for part in self.parts], dim=1)

    def prior(self, bias: Tensor) -> Tensor:
        """What keeps a tag without yes or without no finite: one imagined answer per unit."""
        return torch.stack([part.prior(bias) for part in self.parts]).sum()

    def known(self) -> Tensor:
        """[n, u] weight of what is known."""
        return torch.cat(
            [part.weight if part.weight.ndim == 2 else part.weight[:, None] for part in self.parts], dim=1
        )


def as_answers(targets: FloatArray, weights: FloatArray | None, choice_groups: ChoiceGroups) -> Answers:
    """[n, t] shares of yes (NaN = unknown) and weights to the form that the loss needs, in float64."""
    shares = torch.from_numpy(np.array(targets, np.float64))
    known = ~shares.isnan()
    weight = known.double() if weights is None else torch.from_numpy(np.array(weights, np.float64)) * known
    shares = shares.nan_to_num(0.0)
    unit = torch.zeros(shares.shape[1], dtype=torch.long)
    parts: list[ChoiceAnswers | IndependentAnswers] = []
    for number, group in enumerate(choice_groups):
        columns = torch.tensor(group)
        unit[columns] = number
        parts.append(_as_choice(columns, shares[:, columns], weight[:, columns], known[:, columns]))
    alone = torch.tensor(independent_tags(choice_groups, shares.shape[1]), dtype=torch.long)
    unit[alone] = len(choice_groups) + torch.arange(len(alone))
    if len(alone):
        parts.append(IndependentAnswers(alone, shares[:, alone], weight[:, alone]))
    return Answers(tuple(parts), unit, len(choice_groups))


def _as_choice(columns: Tensor, shares: Tensor, weight: Tensor, known: Tensor) -> ChoiceAnswers:
    said_yes = shares.sum(dim=1)
    possible = ~known  # neither refused nor voted for: where the rest of the mass may lie
    somewhere = possible.any(dim=1)
    # More yes than one tag can hold, or nowhere else to go: the yes votes share the whole mass.
    whole = (said_yes > 1) | (~somewhere & (said_yes > 0))
    yes = torch.where(whole[:, None], shares / said_yes.clamp_min(1e-12)[:, None], shares)
    # Every tag of the facet refused says nothing about which one holds.
    rest = torch.where(somewhere & ~whole, 1 - said_yes, 0.0)
    answered = known.sum(dim=1)
    mean_weight = weight.sum(dim=1) / answered.clamp_min(1)
    informative = (answered > 0) & (whole | somewhere)
    return ChoiceAnswers(columns, yes, rest, possible, mean_weight * informative)
