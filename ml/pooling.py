"""What the photos that nobody labeled teach a head while answers are few."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch

from ml.head import FittedHead, HeadConfig, Progress, fit_head
from ml.joint import FINAL_TOLERANCE, one_thread, solve_together, space_of
from ml.neighbours import GUESSES, NEIGHBOURS, averaged
from ml.nested import known_rows
from ml.objective import as_answers
from ml.scoring import ChoiceGroups, FloatArray


def fit_with_pool(
    *,
    embeddings: FloatArray,
    targets: FloatArray,
    unlabeled: FloatArray,
    choice_groups: ChoiceGroups,
    sample_groups: npt.NDArray[np.integer],
    config: HeadConfig,
    seed: int,
    progress: Progress | None = None,
    weights: FloatArray | None = None,
) -> FittedHead:
    """`fit_head`, and where answers are few, what it guesses about unlabeled [c, d] photos as well.

    A teacher learns from the same answers, but sees each photo averaged with its nearest neighbours among all
    (once the smoothing of Wu et al., "Simplifying Graph Convolutional Networks", 2019): photos that lie
    together are taken to be alike. Where it does better than the head alone at answers held out, its guesses
    at up to GUESSES photos are then answers too, to a head on the plain embeddings (distillation, Hinton et
    al. 2015, section 2), which is as linear, as explicable and as cheap as before. All guesses about a tag
    together count as much as its answers, fading to nought as the images answered reach GUESSES. Penalties,
    temperature and what was held out are those of the head without guesses: the teacher has seen every
    answer, and would flatter itself. The same arguments give the same bytes. Raises ValueError as `fit_head`
    does.
    """
    report = progress or (lambda _share, _what: None)
    answers = np.ones(targets.shape) if weights is None else np.asarray(weights, np.float64)
    plain = fit_head(
        embeddings=embeddings,
        targets=targets,
        weights=answers,
        choice_groups=choice_groups,
        sample_groups=sample_groups,
        config=config,
        seed=seed,
        progress=lambda share, what: report(0.5 * share, what),
    )
    fade = 1 - len(embeddings) / GUESSES
    if fade <= 0 or len(unlabeled) <= NEIGHBOURS or plain.held_out is None:
        report(1.0, "done")
        return plain
    drawn = np.random.default_rng(seed).permutation(len(unlabeled))[:GUESSES]
    guessed = unlabeled[np.sort(drawn)]
    among = np.concatenate([embeddings, guessed])
    report(0.5, "guessing")
    teacher = fit_head(
        embeddings=averaged(embeddings, among),
        targets=targets,
        weights=answers,
        choice_groups=choice_groups,
        sample_groups=sample_groups,
        config=config,
        seed=seed,
    )
    if not _is_better(teacher, plain):
        report(1.0, "done")
        return plain
    guesses = teacher.head.probabilities(averaged(guessed, among))
    share = fade * known_rows(targets, choice_groups).sum(axis=0) / len(guessed)  # [t]
    weight, bias = _taught(
        among,
        np.concatenate([targets, guesses]),
        np.concatenate([answers, np.broadcast_to(share, guesses.shape)]),
        choice_groups,
        plain.penalty,
    )
    report(1.0, "done")
    return replace(plain, head=replace(plain.head, weight=weight, bias=bias))


def _is_better(teacher: FittedHead, plain: FittedHead) -> bool:
    """By the answers that neither saw: where neighbours are not alike, nobody is taught by them."""
    if teacher.held_out_loss is None or plain.held_out_loss is None:
        return False
    return teacher.held_out_loss < plain.held_out_loss


@one_thread()
def _taught(
    rows: FloatArray,
    targets: FloatArray,
    weights: FloatArray,
    choice_groups: ChoiceGroups,
    penalty: FloatArray,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """weight [t, d] and bias [t] from answers and guesses together."""
    space, answers = space_of(rows), as_answers(targets, weights, choice_groups)
    penalties = torch.from_numpy(np.array(penalty, np.float64))
    solution = solve_together(space, answers, penalties, tolerance=FINAL_TOLERANCE)
    weight = space.axes @ solution.weight
    bias = solution.bias - space.centre @ weight
    return weight.T.contiguous().numpy().astype(np.float32), bias.numpy().astype(np.float32)
