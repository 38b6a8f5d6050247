"""Supervised contrastive learning in the place of our regressions: all else as in `ml/style.py`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from style_peers import contrastive

from ml.style import MOST_ASKED, NOTHING, StyleConfig
from ml.style_basis import Basis, Blend, Learned
from ml.style_judging import shared_precision
from ml.style_map import StyleMap

Floats = npt.NDArray[np.float32]
Targets = npt.NDArray[np.float64]
Groups = npt.NDArray[np.intp]
CONFIG = StyleConfig()


def contrastive_blend(
    embeddings: Floats, targets: Targets, groups: Groups, seed: int
) -> tuple[StyleMap, float]:
    """The map and the share of the similarity that what was learned gets: the best on held-out folds among
    those that still find a photo by a disturbed view of itself. embeddings [n, e], targets [n, t] 0 or 1."""
    basis = Basis.of(embeddings, CONFIG.working)
    rows = basis.seen(embeddings)
    number = np.random.default_rng(seed).permutation(groups.max() + 1)[groups] % CONFIG.folds
    scores = np.mean(
        [_held_out(embeddings, targets, groups, basis, number == fold) for fold in range(CONFIG.folds)],
        axis=0,
    )
    blends = _blends(basis, _learned(embeddings, targets, basis, seed))
    found = np.array(basis.found_again(rows, blends, seed=seed))
    share = int(np.where(found >= found[0] - CONFIG.allowed_loss, scores, -np.inf).argmax())
    told = zip(CONFIG.shares, scores.tolist(), found.tolist(), strict=True)
    print("contrastive_blend, held out, found again:", [f"{s:g}: {p:.3f} {f:.3f}" for s, p, f in told])
    return basis.map(blends[share]), CONFIG.shares[share]


def _held_out(
    embeddings: Floats, targets: Targets, groups: Groups, basis: Basis, fold: npt.NDArray[np.bool_]
) -> Targets:
    """[s] precision of shared labels among the photos of a fold, learned from the others, by share."""
    learned = _learned(embeddings[~fold], targets[~fold], basis, seed=0)
    asking = slice(0, MOST_ASKED)
    said, owners, rows = targets[fold], groups[fold], basis.seen(embeddings[fold])
    apart = owners[asking, None] == owners[None]
    scores = []
    for blend in _blends(basis, learned):
        vectors = blend.project(rows)
        found = shared_precision(vectors[asking], vectors, said[asking], said, apart=apart)
        scores.append(np.nanmean(found))
    return np.array(scores)


def _learned(embeddings: Floats, targets: Targets, basis: Basis, seed: int) -> Learned:
    """The projection as directions along the basis, as regressions are."""
    found = contrastive(embeddings, targets, seed)
    weight = basis.axes.T @ found.matrix.astype(np.float64)
    rates = (basis.centre - found.centre) @ found.matrix
    return Learned(weight, np.asarray(rates, np.float64))


def _blends(basis: Basis, learned: Learned) -> list[Blend]:
    return [
        basis.blended(
            learned if share else NOTHING,
            share,
            dimensions=CONFIG.dimensions,
            most_learned=CONFIG.learned,
        )
        for share in CONFIG.shares
    ]
