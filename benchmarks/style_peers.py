"""Other ways to a style space, for comparison: raw, whitened, and supervised contrastive learning."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from ml.style_map import StyleMap, plain_map, principal

Floats = npt.NDArray[np.float32]
EPOCHS, BATCH, TEMPERATURE, DIRECTIONS, KEPT = 100, 1024, 0.2, 256, 64


def whitened(embeddings: Floats, dimensions: int) -> StyleMap:
    """Principal directions, each to the same variance."""
    rows = np.asarray(embeddings, np.float64)
    spread, axes = principal(rows - rows.mean(axis=0))
    kept = min(dimensions, len(rows) - 1)
    matrix = axes[:, :kept] / np.sqrt(spread[:kept].clip(1e-12))
    return StyleMap(
        rows.mean(axis=0).astype(np.float32), matrix.astype(np.float32), np.zeros(kept, np.float32)
    )


def contrastive(embeddings: Floats, targets: npt.NDArray[np.float64], seed: int) -> StyleMap:
    """SupCon (Khosla et al. 2020, eq. 2) of a linear projection; a pair counts by its tags' overlap, rare
    ones more. 64 directions from 256, as many epochs as were best on a part of the photos."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    plain = plain_map(embeddings, dimensions=DIRECTIONS)
    seen = (embeddings - plain.centre) @ plain.matrix
    rows = torch.from_numpy(seen / np.sqrt((seen**2).sum(axis=1).mean()))
    rarity = np.log((len(targets) + 1) / (targets.sum(axis=0) + 1))
    common = (targets * rarity) @ targets.T
    owned = (targets * rarity).sum(axis=1)
    overlap = torch.from_numpy(common / np.maximum(owned[:, None] + owned[None] - common, 1e-6)).float()
    weight = torch.nn.Parameter(torch.eye(rows.shape[1])[:, : min(KEPT, rows.shape[1])].clone())
    optimiser = torch.optim.AdamW([weight], lr=3e-3, weight_decay=1e-3)
    for _ in range(EPOCHS):
        drawn = torch.randperm(len(rows))[:BATCH]
        near = torch.nn.functional.normalize(rows[drawn] @ weight, dim=1)
        itself = torch.eye(len(drawn), dtype=torch.bool)
        likely = torch.log_softmax((near @ near.T / TEMPERATURE).masked_fill(itself, -1e9), dim=1)
        wanted = overlap[drawn][:, drawn].masked_fill(itself, 0)
        wanted = wanted / wanted.sum(dim=1, keepdim=True).clamp_min(1e-6)
        loss = -(wanted * likely.masked_fill(itself, 0)).sum(dim=1).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    matrix = (plain.matrix @ weight.detach().numpy()).astype(np.float32)
    return StyleMap(plain.centre, matrix, np.zeros(matrix.shape[1], np.float32))
