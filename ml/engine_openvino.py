"""OpenVINO on CPUs: one picture to a request, one request to a thread."""

from __future__ import annotations

import sys
import threading
import warnings

import numpy as np
import torch

from ml.engine import Eyes, Pixels, Seen
from ml.weights import EncoderError

# It would report its import to its makers where openvino-telemetry is installed beside it, as pip does.
# Without that package it uses a stub of its own; None is how Python is told that a package is not there.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402

__all__ = ["OpenVinoBody"]


class OpenVinoBody:
    """The reference's module, converted in memory.

    Each picture is a request of its own, so nothing depends on what else is in a batch: bit for bit. Each
    request runs on one thread, so that no thread waits for another within a network; eager torch's do after
    every layer, which is where it collapses when another process keeps a core busy.
    """

    def __init__(self, eyes: Eyes, *, resolution: int, threads: int, precision: str = "f32") -> None:
        shape = [1, resolution, resolution, 3]
        compiled = ov.Core().compile_model(
            _converted(eyes, shape),
            "CPU",
            {
                "INFERENCE_PRECISION_HINT": precision,  # bf16 is faster, but cosines fall to .997
                "INFERENCE_NUM_THREADS": threads,
                "NUM_STREAMS": threads,
                "ENABLE_CPU_PINNING": False,  # a pinned thread cannot leave a core that others use
            },
        )
        self._means_shape = tuple(compiled.output(0).shape)
        self._features_shape = tuple(compiled.output(1).shape)
        self._requests = ov.AsyncInferQueue(compiled, threads)
        self._one_caller = threading.Lock()  # the queue and its callback belong to one call at a time

    def __call__(self, pixels: Pixels, *, with_features: bool) -> Seen:
        means = np.empty((len(pixels), *self._means_shape[1:]), np.float32)
        features = np.empty((len(pixels), *self._features_shape[1:]), np.float32) if with_features else None

        def keep(request: ov.InferRequest, row: int) -> None:
            means[row] = request.get_output_tensor(0).data[0]
            if features is not None:
                features[row] = request.get_output_tensor(1).data[0]

        with self._one_caller:
            self._requests.set_callback(keep)
            for row in range(len(pixels)):
                self._requests.start_async({0: pixels[row : row + 1]}, row)
            self._requests.wait_all()
        return Seen(means, features)


def _converted(eyes: Eyes, shape: list[int]) -> ov.Model:
    """Trace the module and translate it; under a second for EfficientNet-Lite. Raises EncoderError."""
    example = torch.zeros(shape, dtype=torch.uint8)
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch recommends torch.export, which takes ten times as long here
        try:
            traced = torch.jit.freeze(torch.jit.trace(eyes, example, check_trace=False))  # type: ignore[no-untyped-call]
            return ov.convert_model(traced, input=[(shape, ov.Type.u8)])
        except RuntimeError as error:  # torch's and OpenVINO's alike
            raise EncoderError(
                f"OpenVINO cannot run this network, choose the engine torch: {error}"
            ) from error
