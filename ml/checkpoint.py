"""The state of a training in one file of safetensors, its numbers as JSON in the header: no pickle.

One file that takes the old one's place at once: a crash at any moment leaves the one or the other, whole.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

Numbers = dict[str, float | int | str | None]
_KEY = "moodloop"


class CheckpointError(Exception):
    """The file is not a checkpoint of this training; the message says why."""


def save_checkpoint(path: Path, tensors: dict[str, Tensor], numbers: Numbers) -> None:
    """Write both, to the disk and not only to its cache, then put the file in place of the old one."""
    unfinished = path.with_suffix(".unfinished")
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    content = safetensors.torch.save(plain, {_KEY: json.dumps(numbers)})
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def load_checkpoint(path: Path) -> tuple[dict[str, Tensor], Numbers]:
    """What `save_checkpoint` wrote. Raises CheckpointError."""
    try:
        with safe_open(path, framework="pt") as file:
            numbers = json.loads((file.metadata() or {})[_KEY])
            return {name: file.get_tensor(name) for name in file.keys()}, numbers  # noqa: SIM118
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(f"{path} is not a checkpoint: {error}") from error


def optimiser_tensors(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """What AdamW remembers of each parameter, by the parameter's place."""
    state = optimiser.state_dict()["state"]
    return {
        f"{place}.{name}": torch.as_tensor(value)
        for place, remembered in state.items()
        for name, value in remembered.items()
    }


def remember(optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    """Put back what `optimiser_tensors` took out."""
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        place, name = key.split(".")
        state.setdefault(int(place), {})[name] = tensor
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})


def part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Those whose names begin with the prefix, without it."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def named(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {prefix + name: value for name, value in tensors.items()}
