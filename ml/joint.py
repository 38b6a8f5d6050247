"""Many tags solved together: one search over all weights, on the principal axes of the embeddings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from torch import Tensor

from ml.objective import Answers
from ml.scoring import FloatArray

HELD_OUT_TOLERANCE = 3e-2  # of the gradient: the held-out loss is right to three digits
FINAL_TOLERANCE = 1e-5


@dataclass(frozen=True, eq=False)
class Solution:
    """weight [r, t] and bias [t] on centred coordinates."""

    weight: Tensor
    bias: Tensor

    def logits(self, coordinates: Tensor) -> Tensor:
        return coordinates @ self.weight + self.bias


@dataclass(frozen=True, eq=False)
class Space:
    """The rows [n, r] in orthonormal principal axes [d, r] around centre [d], and their spread [r] on each.

    The penalised optimum lies in the span of the data, so that nothing is lost where n < d. As the bias is
    free, centring changes no optimum either, but takes the direction that all embeddings share out of the
    way.
    """

    centre: Tensor
    axes: Tensor
    rows: Tensor
    spread: Tensor


def space_of(embeddings: FloatArray) -> Space:
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
    return Space(centre, axes, centred @ axes, squares[kept])


@contextmanager
def one_thread() -> Iterator[None]:
    """Thousands of small products: handing them to a second thread took seven times the processor time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(threads)


def solve_together(
    space: Space,
    answers: Answers,
    penalties: Tensor,
    *,
    tolerance: float,
    start: Solution | None = None,
    offset: Tensor | None = None,
) -> Solution:
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

    minimise(objective, parameters, tolerance)
    return Solution((weight * unit).detach(), (bias * unit_bias).detach())


def minimise(objective: Callable[[], Tensor], parameters: list[Tensor], tolerance: float) -> None:
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
