"""A fine-tuning in a process of its own, or in several: `python -m ml.tuning_job FOLDER`, also by torchrun.

The folder holds all that it needs and all that it makes; progress is told in lines of JSON. It ends when
nobody listens any more, so that no fine-tuning outlives whoever started it.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from safetensors.numpy import load_file, save_file

from ml.checkpoint import CheckpointError
from ml.encoder import Encoder
from ml.finetune import Moment, Tuned, fine_tune
from ml.networks import Network, load_network
from ml.ranks import ranks
from ml.tunable import Examples, Recipe
from ml.weights import EncoderError

ORDER, ANSWERS, PIXELS = "order.json", "answers.safetensors", "pixels.npy"
BODY, RESULT = "body.safetensors", "result.json"
TOLD_EVERY_SECONDS = 0.5


@dataclass(frozen=True)
class Order:
    """What is to be tuned, and how. Without `weights` those that came with the network."""

    network: str
    weights: str | None
    recipe: Recipe
    seed: int
    minutes: float | None = None
    device: str = "cpu"
    engine: str = "auto"
    threads: int = 1
    checkpoint_seconds: float = 60.0


@dataclass(frozen=True)
class Outcome:
    """What became of it: the new encoder's key, held-out mean average precision before and after."""

    key: str
    before: float
    after: float
    epochs: int
    images_per_second: float


def write_order(folder: Path, order: Order) -> None:
    (folder / ORDER).write_text(json.dumps(asdict(order)), encoding="utf-8")


def read_order(folder: Path) -> Order:
    fields = json.loads((folder / ORDER).read_text(encoding="utf-8"))
    return Order(**{**fields, "recipe": Recipe(**fields["recipe"])})


def write_answers(folder: Path, examples: Examples) -> None:
    """All but the pixels, which are written where they are decoded; there may be more of them."""
    arrays = {"targets": examples.targets, "weights": examples.weights, "groups": examples.groups}
    for number, group in enumerate(examples.choice_groups):
        arrays[f"choice.{number:06}"] = np.array(group, np.int64)
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / ANSWERS)


def read_examples(folder: Path) -> Examples:
    arrays = load_file(folder / ANSWERS)
    choices = sorted(name for name in arrays if name.startswith("choice."))
    return Examples(
        pixels=np.load(folder / PIXELS, mmap_mode="r")[: len(arrays["targets"])],
        targets=arrays["targets"],
        weights=arrays["weights"],
        groups=arrays["groups"],
        choice_groups=tuple(tuple(arrays[name].tolist()) for name in choices),
    )


def read_outcome(folder: Path) -> Outcome:
    return Outcome(**json.loads((folder / RESULT).read_text(encoding="utf-8")))


def carry_out(folder: Path) -> None:
    """Tune, and write the body's weights and the outcome, the outcome last."""
    order = read_order(folder)
    torch.set_num_threads(order.threads)
    torch.use_deterministic_algorithms(order.device == "cpu")
    network = load_network(order.network, weights=Path(order.weights) if order.weights else None)
    examples = read_examples(folder)
    network = replace(network, resolution=examples.pixels.shape[2])
    with ranks(order.device) as (own, device):
        tuned = fine_tune(
            network=network,
            examples=examples,
            recipe=order.recipe,
            seed=order.seed,
            folder=folder,
            tell=Teller() if own.first else lambda _moment: None,
            minutes=order.minutes,
            checkpoint_seconds=order.checkpoint_seconds,
            device=device,
            engine=order.engine,
            ranks=own,
        )
        if own.first:
            _write(folder, network, tuned)


def _write(folder: Path, network: Network, tuned: Tuned) -> None:
    safetensors.torch.save_file(tuned.body, folder / BODY)
    network.body.load_state_dict(tuned.body)
    key = Encoder(network, engine="torch").key
    outcome = Outcome(key, tuned.before, tuned.after, tuned.epochs, tuned.images_per_second)
    (folder / RESULT).write_text(json.dumps(asdict(outcome)), encoding="utf-8")


class Teller:
    """Writes a line of JSON now and then, and at the end of each round."""

    def __init__(self) -> None:
        self._last, self._epoch = -TOLD_EVERY_SECONDS, 0

    def __call__(self, moment: Moment) -> None:
        now = time.monotonic()
        if now - self._last >= TOLD_EVERY_SECONDS or moment.epoch != self._epoch:
            self._last, self._epoch = now, moment.epoch
            sys.stdout.write(json.dumps(asdict(moment)) + "\n")
            sys.stdout.flush()


def main() -> int:
    """The exit status: 2, with one line of reason, where it cannot be done as ordered."""
    try:
        carry_out(Path(sys.argv[1]))
    except (EncoderError, CheckpointError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
