"""What a fine-tuning starts from: examples, how to learn from them, and the layers that learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from ml.engine import FloatArray, Pixels
from ml.metrics import average_precision
from ml.networks import Network
from ml.scoring import ChoiceGroups, Head, to_probabilities

Rows = npt.NDArray[np.intp]
LEAST_GROUPS = 8
"""Products, fewer than which leave nothing to be held out that says anything."""


@dataclass(frozen=True)
class Recipe:
    """How a body is fine-tuned.

    epochs: rounds over the images at most. frozen: share of the body's layers, from the picture on, that stay
    as they are. copies: pictures of each image that are drawn and led through the frozen layers once and for
    all; 0 draws new ones every round. mix: of the Beta distribution that two pictures are mixed by, 0 mixes
    none. rate: AdamW's, of the last layer; each layer before it has `fade` times
    that of the one behind, the head `head_rate` times. patience: rounds without a gain before it ends.
    held_out: share of the images, by group, that it is judged on.
    """

    epochs: int = 6
    batch: int = 32
    frozen: float = 0.65
    copies: int = 4
    mix: float = 0.2
    rate: float = 1e-3
    fade: float = 0.8
    head_rate: float = 3.0
    decay: float = 0.01
    patience: int = 3
    held_out: float = 0.12


ON_CPU = Recipe()
ON_CUDA = Recipe(epochs=20, batch=64, frozen=0.0, copies=0, rate=5e-4, patience=5)


@dataclass(frozen=True, eq=False)
class Examples:
    """n images and what was said of them.

    pixels [n, v, size, size, 3] are their views; targets [n, t] the share of yes, NaN where nobody was asked;
    weights [n, t] what an answer counts. groups [n]: what belongs together is held out together.
    """

    pixels: Pixels
    targets: FloatArray
    weights: FloatArray
    groups: npt.NDArray[np.int64]
    choice_groups: ChoiceGroups

    def truth(self, rows: Rows) -> FloatArray:
        """[m, t] 1, 0 or NaN: what is known, and what follows of it in a facet of which one tag holds."""
        said = self.targets[rows]
        truth = np.where(said > 0.5, 1.0, np.where(said < 0.5, 0.0, np.nan))
        for group in map(list, self.choice_groups):
            decided = (truth[:, group] == 1).any(axis=1)
            truth[np.ix_(decided, group)] = np.nan_to_num(truth[np.ix_(decided, group)], nan=0.0)
        return truth.astype(np.float32)


def held_out_rows(examples: Examples, share: float, seed: int) -> tuple[Rows, Rows]:
    """The rows to learn from and those to be judged on, by whole groups. Raises ValueError for few groups."""
    groups = np.unique(examples.groups)
    if len(groups) < LEAST_GROUPS:
        raise ValueError(f"{len(groups)} products are too few to hold some out: {LEAST_GROUPS} are needed")
    shuffled = np.random.default_rng(seed).permutation(groups)
    held = np.isin(examples.groups, shuffled[: max(2, round(share * len(groups)))])
    return np.flatnonzero(~held), np.flatnonzero(held)


def precision_on(logits: FloatArray, truth: FloatArray, choice_groups: ChoiceGroups) -> float:
    """Mean average precision over the tags that the rows can measure; NaN where they measure none."""
    return average_precision(to_probabilities(logits, choice_groups), truth, seed=0, resamples=1).macro.value


def layers_of(module: nn.Module) -> list[nn.Module]:
    """The layers that run one after the other, from the picture on: nested stacks are laid open."""
    if not isinstance(module, nn.Sequential):
        return [module]
    return [layer for child in module for layer in layers_of(child)]


def divided(network: Network, recipe: Recipe) -> tuple[nn.Sequential, nn.Sequential]:
    """The layers whose maps are kept, none where pictures are drawn anew each round, and all behind them."""
    layers = layers_of(network.body)
    cut = stays(len(layers), recipe) if recipe.copies else 0
    return nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:])


def stays(layers: int, recipe: Recipe) -> int:
    """How many of the first layers stay as they are: never all of them."""
    return min(int(layers * recipe.frozen), layers - 1)


class Tunable(nn.Module):
    """The layers that learn, with the probe behind them.

    The head looks at unit vectors, as the one that will serve does; they are made longer by the root of their
    dimension, so that its weights are as large as those of other layers and learn at a like rate.
    """

    def __init__(self, network: Network, recipe: Recipe, tags: int) -> None:
        super().__init__()
        front, self.layers = divided(network, recipe)
        self.sees_pixels = not len(front)
        self.still = stays(len(front) + len(self.layers), recipe) - len(front)
        self.layers.requires_grad_(True)
        self.layers[: self.still].requires_grad_(False)
        self.length = network.dimension**0.5
        self.head = nn.Linear(network.dimension, tags)
        self.mean: Tensor
        self.deviation: Tensor
        self.register_buffer("mean", torch.tensor(network.mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("deviation", torch.tensor(network.deviation).view(1, 3, 1, 1), persistent=False)

    @torch.no_grad()
    def take(self, head: Head) -> None:
        """Begin with this one."""
        self.head.weight.copy_(torch.from_numpy(head.weight) / self.length)
        self.head.bias.copy_(torch.from_numpy(head.bias))

    def forward(self, batch: Tensor) -> Tensor:
        """[n, …] pixels or what the frozen layers made of them, to [n, t] logits."""
        return self.logits(self.means(batch))

    def means(self, batch: Tensor) -> Tensor:
        """[n, d] means over the cells of the last map."""
        if self.sees_pixels:
            batch = (batch.permute(0, 3, 1, 2).float() / 255 - self.mean) / self.deviation
        features: Tensor = self.layers(batch.contiguous(memory_format=torch.channels_last))
        return features.float().mean(dim=(2, 3))

    def logits(self, means: Tensor) -> Tensor:
        logits: Tensor = self.head(normalize(means.float(), dim=1) * self.length)
        return logits.float()

    def rates(self, recipe: Recipe) -> list[dict[str, object]]:
        """Parameter groups for AdamW: the nearer to the picture, the slower."""
        last = len(self.layers) - 1
        groups: list[dict[str, object]] = [
            {"params": list(layer.parameters()), "rate": recipe.rate * recipe.fade ** (last - depth)}
            for depth, layer in enumerate(self.layers)
            if depth >= self.still
        ]
        groups.append({"params": list(self.head.parameters()), "rate": recipe.rate * recipe.head_rate})
        return [group for group in groups if group["params"]]
