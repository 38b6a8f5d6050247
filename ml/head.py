"""Training of the head: one linear layer per tag on frozen embeddings, from what people said alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ml.joint import (
    FINAL_TOLERANCE,
    HELD_OUT_TOLERANCE,
    Space,
    minimise,
    one_thread,
    solve_together,
    space_of,
)
from ml.newton import MOST_ANSWERS, Few
from ml.objective import Answers, as_answers
from ml.scoring import ChoiceGroups, FloatArray, Head, check_choice_groups, independent_tags

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class HeadConfig:
    """How the head is regularised.

    penalties: tried for the L2 penalty, on half the squared length of each tag's weights beside the summed
    loss. folds: of the cross-validation that chooses among them. temperature_spread: standard deviation of
    the prior of each log temperature around 0; the smaller, the more data it takes to leave 1.
    """

    penalties: tuple[float, ...] = (3.0, 1.0, 0.3, 0.1, 0.03, 0.01)
    folds: int = 3
    temperature_spread: float = 0.3


@dataclass(frozen=True, eq=False)
class FittedHead:
    """A trained head and what cross-validation said of it.

    penalty [t] is the one chosen for each tag, equal inside a choice group. cross_validation maps each
    penalty tried to its held-out loss, in nats per answer. held_out_loss is that of the penalties chosen,
    before the temperature; None, with an empty cross_validation, where there was only one sample group.
    held_out [n, t] are the logits that each answer gets from a head that did not see its fold, None likewise;
    where nothing was asked they say nothing.
    """

    head: Head
    penalty: npt.NDArray[np.float32]
    cross_validation: dict[float, float]
    held_out_loss: float | None
    held_out: npt.NDArray[np.float32] | None


@one_thread()
def fit_head(
    *,
    embeddings: FloatArray,
    targets: FloatArray,
    choice_groups: ChoiceGroups,
    sample_groups: npt.NDArray[np.integer],
    config: HeadConfig,
    seed: int,
    progress: Progress | None = None,
    weights: FloatArray | None = None,
    offset: FloatArray | None = None,
) -> FittedHead:
    """Fit all tags jointly, choose penalties by grouped cross-validation, calibrate on what was held out.

    embeddings [n, d] L2-normalised; targets [n, t] the share of yes among the answers, NaN where nobody was
    asked; weights [n, t] what an answer counts (1 by default). sample_groups [n]: rows of one product or of
    near-duplicates share a number and are never on both sides of a fold. offset [n, t] are logits that are
    known already, which the head's are added to. progress hears of a share in 0..1
    and what is being done. The same arguments give the same bytes. Raises ValueError where there is no row or
    the shapes do not fit together.
    """
    _check(embeddings, targets, sample_groups, weights)
    check_choice_groups(choice_groups, targets.shape[1])
    report = progress or (lambda _share, _what: None)
    answers = as_answers(targets, weights, choice_groups)
    parts = _parted(embeddings, targets, weights, choice_groups, offset)
    folds = _folds(sample_groups, config.folds, seed)
    held_out = parts.held_out(folds, config, report)
    chosen, losses = _choose(held_out, answers, config)
    report(0.8, "fitting on everything")
    weight, bias = parts.solved(torch.tensor(config.penalties, dtype=torch.float64)[chosen])
    report(0.95, "calibrating")
    temperature, held_out_loss = torch.ones(len(chosen), dtype=torch.float64), None
    best = None
    if held_out is not None:
        best = held_out[chosen, :, torch.arange(len(chosen))].T
        temperature = _temperature(best, answers, config.temperature_spread)
        held_out_loss = _mean_loss(best, answers)
    head = Head(
        weight=weight.T.contiguous().numpy().astype(np.float32),
        bias=bias.numpy().astype(np.float32),
        choice_groups=choice_groups,
        temperature=temperature.numpy().astype(np.float32),
    )
    report(1.0, "done")
    return FittedHead(
        head,
        np.array(config.penalties, np.float32)[chosen.numpy()],
        losses,
        held_out_loss,
        None if best is None else best.numpy().astype(np.float32),
    )


@dataclass(frozen=True, eq=False)
class _Parts:
    """Tags with few answers are solved one by one, all others together; many and few are their columns."""

    centre: Tensor
    many: Tensor
    few: Tensor
    together: tuple[Space, Answers, Tensor | None] | None
    alone: Few

    def held_out(self, folds: list[Tensor], config: HeadConfig, report: Progress) -> Tensor | None:
        """[p, n, t] logits that each row gets, at each penalty, from heads that did not see its fold."""
        if not folds:
            return None
        shape = len(config.penalties), len(self.alone.rows), len(self.many) + len(self.few)
        logits = torch.zeros(shape, dtype=torch.float64)
        logits[:, :, self.few] = torch.from_numpy(
            self.alone.held_out([fold.numpy() for fold in folds], config.penalties)
        )
        if self.together is not None:
            space, answers, offset = self.together
            logits[:, :, self.many] = _held_out_logits(space, answers, folds, config, report, offset=offset)
        return logits

    def solved(self, penalties: Tensor) -> tuple[Tensor, Tensor]:
        """weight [d, t] and bias [t], at penalties [t]."""
        weight = torch.zeros(len(self.centre), len(penalties), dtype=torch.float64)
        bias = torch.zeros_like(penalties)
        found = self.alone.solved(penalties[self.few].numpy())
        weight[:, self.few], bias[self.few] = map(torch.from_numpy, found)
        if self.together is not None:
            space, answers, offset = self.together
            solution = solve_together(
                space, answers, penalties[self.many], tolerance=FINAL_TOLERANCE, offset=offset
            )
            weight[:, self.many], bias[self.many] = space.axes @ solution.weight, solution.bias
        return weight, bias - self.centre @ weight


def _parted(
    embeddings: FloatArray,
    targets: FloatArray,
    weights: FloatArray | None,
    choice_groups: ChoiceGroups,
    offset: FloatArray | None,
) -> _Parts:
    answered = (~np.isnan(targets)).sum(axis=0)
    alone = independent_tags(choice_groups, targets.shape[1])
    few = np.array([tag for tag in alone if 0 < answered[tag] <= MOST_ANSWERS], np.int64)
    many = np.setdiff1d(np.arange(targets.shape[1]), few)
    rows = np.array(embeddings, np.float64)
    counts = np.ones(targets.shape) if weights is None else np.array(weights, np.float64)
    known = np.zeros(targets.shape) if offset is None else np.array(offset, np.float64)
    together = None
    if len(many):
        place = {column: at for at, column in enumerate(many.tolist())}
        groups = tuple(tuple(place[column] for column in group) for group in choice_groups)
        answers = as_answers(targets[:, many], counts[:, many], groups)
        together = space_of(embeddings), answers, None if offset is None else torch.from_numpy(known[:, many])
    return _Parts(
        torch.from_numpy(rows.mean(axis=0)),
        torch.from_numpy(many),
        torch.from_numpy(few),
        together,
        Few(rows - rows.mean(axis=0), targets[:, few].astype(np.float64), counts[:, few], known[:, few]),
    )


def _check(
    embeddings: FloatArray,
    targets: FloatArray,
    sample_groups: npt.NDArray[np.integer],
    weights: FloatArray | None,
) -> None:
    rows = len(embeddings)
    if not rows or targets.shape[0] != rows or sample_groups.shape != (rows,):
        raise ValueError(
            f"embeddings {embeddings.shape}, targets {targets.shape} and sample groups {sample_groups.shape} "
            "must describe the same rows, at least one"
        )
    if weights is not None and weights.shape != targets.shape:
        raise ValueError(f"weights {weights.shape} must have the shape of targets {targets.shape}")
    if not np.isfinite(embeddings).all():
        raise ValueError("embeddings must be finite")


def _folds(sample_groups: npt.NDArray[np.integer], folds: int, seed: int) -> list[Tensor]:
    """Row indices of each fold. Fewer folds than asked for, or none, where there are few sample groups."""
    groups, member = np.unique(sample_groups, return_inverse=True)
    if len(groups) < 2:
        return []
    order = np.random.default_rng(seed).permutation(len(groups))
    fold_of_group = np.empty(len(groups), np.int64)
    fold_of_group[order] = np.arange(len(groups)) % min(folds, len(groups))
    fold = fold_of_group[member]
    return [torch.from_numpy(np.flatnonzero(fold == number)) for number in range(fold.max() + 1)]


def _held_out_logits(
    space: Space,
    answers: Answers,
    folds: list[Tensor],
    config: HeadConfig,
    report: Progress,
    *,
    offset: Tensor | None,
) -> Tensor:
    tags = len(answers.unit)
    logits = torch.zeros(len(config.penalties), len(space.rows), tags, dtype=torch.float64)
    for number, fold in enumerate(folds):
        kept = torch.ones(len(space.rows), dtype=torch.bool)
        kept[fold] = False
        seen = torch.nonzero(kept).flatten()
        # Single precision is plenty for choosing a penalty, and twice as fast.
        part = replace(
            space, rows=space.rows[seen].float(), spread=space.spread.float() * len(seen) / len(space.rows)
        )
        part_answers, fold_rows = answers.rows(seen).single(), space.rows[fold].float()
        part_offset = None if offset is None else offset[seen].float()
        solution = None
        for index, penalty in enumerate(config.penalties):
            report(0.8 * (number + index / len(config.penalties)) / len(folds), "cross-validating")
            solution = solve_together(
                part,
                part_answers,
                torch.full((tags,), penalty),
                tolerance=HELD_OUT_TOLERANCE,
                start=solution,
                offset=part_offset,
            )
            logits[index, fold] = solution.logits(fold_rows).double()
    if offset is not None:
        logits += offset
    return logits


def _choose(
    held_out: Tensor | None, answers: Answers, config: HeadConfig
) -> tuple[Tensor, dict[float, float]]:
    """[t] index of the penalty for each tag, and the held-out loss of each penalty over all.

    Each choice group chooses for itself. The independent tags choose together: one rare tag's handful of
    answers would choose by chance.
    """
    if held_out is None:
        return torch.zeros(len(answers.unit), dtype=torch.long), {}
    by_unit = torch.stack([answers.losses(logits).sum(dim=0) for logits in held_out])  # [p, u]
    best = by_unit.argmin(dim=0)
    if answers.choices < by_unit.shape[1]:
        best[answers.choices :] = by_unit[:, answers.choices :].sum(dim=1).argmin()
    means = (by_unit.sum(dim=1) / answers.known().sum().clamp_min(1e-12)).tolist()
    return best[answers.unit], dict(zip(config.penalties, means, strict=True))


def _mean_loss(logits: Tensor, answers: Answers) -> float:
    """Nats per answer."""
    return float(answers.losses(logits).sum() / answers.known().sum().clamp_min(1e-12))


def _temperature(logits: Tensor, answers: Answers, spread: float) -> Tensor:
    """[t] divisors of held-out [n, t] logits, one per unit (Guo et al. 2017), drawn to 1 by a prior."""
    log_temperature = torch.zeros(int(answers.unit.max()) + 1, dtype=torch.float64, requires_grad=True)

    def objective() -> Tensor:
        loss = answers.losses(logits / log_temperature.exp()[answers.unit]).sum()
        return loss + (log_temperature / spread).square().sum() / 2

    minimise(objective, [log_temperature], FINAL_TOLERANCE)
    return log_temperature.detach().exp()[answers.unit]
