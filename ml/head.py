"""Training of the head: one linear layer per tag on frozen embeddings, from what people said alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ml.objective import Answers, as_answers
from ml.scoring import ChoiceGroups, FloatArray, Head, check_choice_groups

Progress = Callable[[float, str], None]

HELD_OUT_TOLERANCE = 3e-2  # of the gradient: the held-out loss is right to three digits
FINAL_TOLERANCE = 1e-5


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
    held_out [n, t] are the logits that each row gets from a head that did not see its fold, None likewise.
    """

    head: Head
    penalty: npt.NDArray[np.float32]
    cross_validation: dict[float, float]
    held_out_loss: float | None
    held_out: npt.NDArray[np.float32] | None


@dataclass(frozen=True, eq=False)
class _Solution:
    """weight [r, t] and bias [t] on centred coordinates."""

    weight: Tensor
    bias: Tensor

    def logits(self, coordinates: Tensor) -> Tensor:
        return coordinates @ self.weight + self.bias


@contextmanager
def _one_thread() -> Iterator[None]:
    """Thousands of small products: handing them to a second thread took seven times the processor time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@_one_thread()
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
    space = _space(embeddings)
    answers = as_answers(targets, weights, choice_groups)
    known = None if offset is None else torch.from_numpy(np.array(offset, np.float64))
    folds = _folds(sample_groups, config.folds, seed)
    held_out = _held_out_logits(space, answers, folds, config, report, offset=known)
    chosen, losses = _choose(held_out, answers, config)
    report(0.8, "fitting on everything")
    penalties = torch.tensor(config.penalties, dtype=torch.float64)[chosen]
    solution = _solve(space, answers, penalties, tolerance=FINAL_TOLERANCE, offset=known)
    report(0.95, "calibrating")
    temperature, held_out_loss = torch.ones(len(chosen), dtype=torch.float64), None
    best = None
    if held_out is not None:
        best = held_out[chosen, :, torch.arange(len(chosen))].T
        temperature = _temperature(best, answers, config.temperature_spread)
        held_out_loss = _mean_loss(best, answers)
    weight = space.axes @ solution.weight
    head = Head(
        weight=weight.T.contiguous().numpy().astype(np.float32),
        bias=(solution.bias - space.centre @ weight).numpy().astype(np.float32),
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


@dataclass(frozen=True, eq=False)
class _Space:
    """The rows [n, r] in orthonormal principal axes [d, r] around centre [d], and their spread [r] on each.

    The penalised optimum lies in the span of the data, so that nothing is lost where n < d. As the bias is
    free, centring changes no optimum either, but takes the direction that all embeddings share out of the
    way.
    """

    centre: Tensor
    axes: Tensor
    rows: Tensor
    spread: Tensor


def _space(embeddings: FloatArray) -> _Space:
    rows = torch.from_numpy(np.array(embeddings, np.float64))
    centre = rows.mean(dim=0)
    centred = rows - centre
    if centred.shape[0] < centred.shape[1]:
        squares, left = torch.linalg.eigh(centred @ centred.T)
        kept = squares > 1e-10 * squares[-1].clamp_min(1e-12)
        axes = centred.T @ (left[:, kept] / squares[kept].sqrt())
    else:
        squares, axes = torch.linalg.eigh(centred.T @ centred)
        kept = squares > 1e-10 * squares[-1].clamp_min(1e-12)
        axes = axes[:, kept]
    return _Space(centre, axes, centred @ axes, squares[kept])


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
    space: _Space,
    answers: Answers,
    folds: list[Tensor],
    config: HeadConfig,
    report: Progress,
    *,
    offset: Tensor | None,
) -> Tensor | None:
    """[p, n, t] logits that each row gets, at each penalty, from heads that did not see its fold."""
    if not folds:
        return None
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
            solution = _solve(
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
    losses = {
        penalty: _mean_loss(logits, answers)
        for penalty, logits in zip(config.penalties, held_out, strict=True)
    }
    return best[answers.unit], losses


def _mean_loss(logits: Tensor, answers: Answers) -> float:
    """Nats per answer."""
    return float(answers.losses(logits).sum() / answers.known().sum().clamp_min(1e-12))


def _solve(
    space: _Space,
    answers: Answers,
    penalties: Tensor,
    *,
    tolerance: float,
    start: _Solution | None = None,
    offset: Tensor | None = None,
) -> _Solution:
    """The minimum of summed loss + prior + penalty/2 · |weight|², by L-BFGS. The bias is not penalised.

    The weights are searched in units of roughly one over the root of the curvature, which differs by orders
    of magnitude between the first and the last principal axis: an order of magnitude fewer steps.
    """
    known = answers.known()[:, answers.unit].sum(dim=0)  # [t]
    curvature = 0.1 * known / len(space.rows)  # p(1-p) of a middling answer
    unit = (space.spread[:, None] * curvature + penalties).rsqrt()  # [r, t]
    unit_bias = (0.1 * known + 0.25).rsqrt()
    weight, bias = torch.zeros_like(unit), torch.zeros_like(unit_bias)
    if start is not None:
        weight, bias = start.weight / unit, start.bias / unit_bias
    parameters = [weight.requires_grad_(), bias.requires_grad_()]

    def objective() -> Tensor:
        scaled, shift = weight * unit, bias * unit_bias
        logits = space.rows @ scaled + shift
        loss = answers.losses(logits if offset is None else logits + offset).sum() + answers.prior(shift)
        return loss + 0.5 * (penalties * scaled.square()).sum()

    _minimise(objective, parameters, tolerance)
    return _Solution((weight * unit).detach(), (bias * unit_bias).detach())


def _temperature(logits: Tensor, answers: Answers, spread: float) -> Tensor:
    """[t] divisors of held-out [n, t] logits, one per unit (Guo et al. 2017), drawn to 1 by a prior."""
    log_temperature = torch.zeros(int(answers.unit.max()) + 1, dtype=torch.float64, requires_grad=True)

    def objective() -> Tensor:
        loss = answers.losses(logits / log_temperature.exp()[answers.unit]).sum()
        return loss + (log_temperature / spread).square().sum() / 2

    _minimise(objective, [log_temperature], FINAL_TOLERANCE)
    return log_temperature.detach().exp()[answers.unit]


def _minimise(objective: Callable[[], Tensor], parameters: list[Tensor], tolerance: float) -> None:
    optimiser = torch.optim.LBFGS(
        parameters,
        max_iter=200,
        tolerance_grad=tolerance,
        tolerance_change=tolerance**2,
        history_size=10,
        line_search_fn="strong_wolfe",
    )

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = objective()
        torch.autograd.backward(loss)
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
