"""What runs the CNN: one small interface, torch as the reference and on GPUs, OpenVINO on CPUs."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal, NamedTuple, Protocol, get_args

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ml.networks import Network
from ml.weights import EncoderError

EngineName = Literal["openvino", "torch"]
ENGINES: tuple[str, ...] = ("auto", *get_args(EngineName))

Pixels = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float32]


class Seen(NamedTuple):
    """Of n pictures: features [n, d, h, w], the last map, if asked for; means [n, d] over its cells."""

    means: FloatArray
    features: FloatArray | None


class Body(Protocol):
    """A CNN up to its last feature map, ready to run. Safe to be called by several threads."""

    def __call__(self, pixels: Pixels, *, with_features: bool) -> Seen:
        """Look at n pictures [n, size, size, 3], any n but 0; the features come from the same pass."""


class Eyes(nn.Module):
    """From pixels [n, size, size, 3] to means and features: all that an engine has to run."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.body = network.body
        self.mean: Tensor
        self.deviation: Tensor
        self.register_buffer("mean", torch.tensor(network.mean).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor(network.deviation).view(1, 3, 1, 1))

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        # A permuted NHWC array already is channels_last: no copy.
        images = pixels.permute(0, 3, 1, 2).float() / 255
        features = self.body((images - self.mean) / self.deviation).float()
        return features.mean(dim=(2, 3)), features


class TorchBody:
    """Eager torch in channels-last: f32 on CPUs, where it is the reference; bf16 on CUDA."""

    def __init__(self, network: Network, *, device: str) -> None:
        self._device = torch.device(device)
        self._on_gpu = self._device.type == "cuda"
        self._eyes = Eyes(network).eval().to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def __call__(self, pixels: Pixels, *, with_features: bool) -> Seen:
        batch = torch.from_numpy(pixels)
        if self._on_gpu:
            batch = batch.pin_memory().to(self._device, non_blocking=True)
        means, features = self.on_device(batch)
        return Seen(means.cpu().numpy(), features.cpu().contiguous().numpy() if with_features else None)

    @torch.inference_mode()
    def on_device(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Means and features of pixels [n, size, size, 3] that are where the network is."""
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._on_gpu):
            means, features = self._eyes(pixels)
        return means, features


def make_body(network: Network, *, engine: str, device: str, threads: int) -> Body:
    """The network in one of ENGINES. Raises EncoderError where the engine is unknown, absent or unfit."""
    chosen = _chosen(engine, device)
    if chosen == "torch":
        return TorchBody(network, device=device)
    from ml.engine_openvino import OpenVinoBody  # noqa: PLC0415 (only who runs it loads it)

    return OpenVinoBody(Eyes(network).eval(), resolution=network.resolution, threads=threads)


def _chosen(engine: str, device: str) -> EngineName:
    on_cpu, is_here = torch.device(device).type == "cpu", find_spec("openvino") is not None
    match engine:
        case "auto":
            return "openvino" if on_cpu and is_here else "torch"
        case "torch":
            return "torch"
        case "openvino" if not on_cpu:
            raise EncoderError(
                f"openvino runs on CPUs only, and the device is {device}: choose auto or torch"
            )
        case "openvino" if not is_here:
            raise EncoderError("openvino is not installed: choose auto or torch")
        case "openvino":
            return "openvino"
    raise EncoderError(f"unknown engine {engine!r}: choose one of {', '.join(ENGINES)}")
