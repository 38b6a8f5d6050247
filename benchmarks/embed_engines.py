"""The engines that could run the CNN, by turns on the same pictures: pixels to means and feature maps.

Those that the application does not use are installed for this alone (`pip install onnxruntime onnx`;
torch.compile needs a C++ compiler); whichever is not there is named and left out.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import checkout  # noqa: F401 (finds ml)
import numpy as np
import torch
from embed_arms import busy_core
from figures import Report
from PIL import Image

from ml.encoder import BATCH
from ml.engine import Body, Eyes, Pixels, Seen, TorchBody
from ml.engine_openvino import OpenVinoBody
from ml.networks import Network, load_network
from ml.views import look

ROUNDS, QUICK_ROUNDS = 5, 2
PHOTOS, QUICK_PHOTOS = 64, 32
CHOSEN = "openvino"


def engines(report: Report, encoder: str, content: list[bytes], *, quick: bool) -> None:
    """Time every engine that is here, idle and beside a busy core; and how far from eager torch each is."""
    network = load_network(encoder, weights=None)
    rounds, count = (QUICK_ROUNDS, QUICK_PHOTOS) if quick else (ROUNDS, PHOTOS)
    pixels = _views(content[:count], network.resolution)
    bodies = dict(_made(network))
    rates: dict[tuple[str, str], list[float]] = {}
    for body in bodies.values():  # the first call of each compiles, or chooses its kernels
        body(pixels[:BATCH], with_features=True)
    for _ in range(rounds):
        for name, body in bodies.items():
            rates.setdefault((name, ""), []).append(_rate(body, pixels))
        with busy_core():
            for name, body in bodies.items():
                rates.setdefault((name, "_busy"), []).append(_rate(body, pixels))
    for (name, busy), several in rates.items():
        figure = f"engine_{name}{busy}_pictures_per_s"
        report.add(figure, several, samples=rounds, of=f"rounds of {len(pixels)} pictures")
    _compare(report, bodies, pixels)
    for busy in ("", "_busy"):
        median = {name: float(np.median(rates[name, busy])) for name in bodies}
        best = max((name for name in bodies if "bf16" not in name), key=median.__getitem__)
        claim = f"{CHOSEN}{busy} {median[CHOSEN]:.0f}/s is the fastest in f32 ({best}: {median[best]:.0f})"
        report.require(claim, holds=best == CHOSEN)


def _compare(report: Report, bodies: dict[str, Body], pixels: Pixels) -> None:
    """Cosines to eager torch; and whether a picture's numbers depend on what else is in its batch."""
    expected = bodies["eager"](pixels, with_features=False).means
    for name, body in bodies.items():
        means = body(pixels, with_features=False).means
        lengths = np.linalg.norm(means, axis=1) * np.linalg.norm(expected, axis=1)
        cosines = (means * expected).sum(axis=1) / lengths
        worst, best = float(np.quantile(cosines, 0.01)), float(cosines.max())
        report.add(f"engine_{name}_cosine_p01", worst, samples=len(pixels), of="pictures", high=best)
        alone = np.concatenate([body(pixels[at : at + 1], with_features=False).means for at in range(BATCH)])
        moved = float(np.abs(alone - means[:BATCH]).max() / np.abs(means).max())
        report.add(
            f"engine_{name}_moved_by_batch", moved, samples=BATCH, of="pictures, share of the largest mean"
        )


def _made(network: Network) -> Iterator[tuple[str, Body]]:
    threads = torch.get_num_threads()
    yield "eager", EagerBody(network)
    yield "channels_last", TorchBody(network, device="cpu")
    if shutil.which("g++") or shutil.which("clang++"):
        yield "torch_compile", CompiledBody(network)
    else:
        print("torch.compile is left out: there is no C++ compiler here")
    if find_spec("onnxruntime") and find_spec("onnx"):
        model = _as_onnx(network)
        yield "onnxruntime_batches", OnnxBody(model, batch=BATCH, threads=threads)
        yield "onnxruntime", OnnxBody(model, batch=1, threads=threads)
    else:
        print("ONNX Runtime is left out: pip install onnxruntime onnx")
    for name, precision in {"openvino": "f32", "openvino_bf16": "bf16"}.items():
        eyes = Eyes(network).eval()
        yield (
            name,
            OpenVinoBody(eyes, resolution=network.resolution, threads=threads, precision=precision),
        )


class EagerBody:
    """What one writes first: contiguous channels, layer by layer, batches of 32."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._mean = torch.tensor(network.mean).view(1, 3, 1, 1)
        self._deviation = torch.tensor(network.deviation).view(1, 3, 1, 1)

    @torch.inference_mode()
    def __call__(self, pixels: Pixels, *, with_features: bool) -> Seen:
        return _in_batches(pixels, self._batch, with_features=with_features)

    def _batch(self, pixels: Pixels) -> tuple[Any, Any]:
        images = torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous().float() / 255
        features = self._network.body((images - self._mean) / self._deviation)
        return features.mean(dim=(2, 3)).numpy(), features.numpy()


class CompiledBody:
    """torch.compile in channels-last with frozen weights, which is how it is fastest on CPUs."""

    def __init__(self, network: Network) -> None:
        eyes = Eyes(network).eval().to(memory_format=torch.channels_last)
        self._run: Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor]] = torch.compile(
            eyes, options={"freezing": True}, dynamic=False
        )

    @torch.inference_mode()
    def __call__(self, pixels: Pixels, *, with_features: bool) -> Seen:
        return _in_batches(pixels, self._batch, with_features=with_features)

    def _batch(self, pixels: Pixels) -> tuple[Any, Any]:
        means, features = self._run(torch.from_numpy(pixels))
        return means.numpy(), features.numpy()


class OnnxBody:
    """ONNX Runtime, all its threads on one batch; or one picture to a thread, as we do with OpenVINO."""

    def __init__(self, model: bytes, *, batch: int, threads: int) -> None:
        import onnxruntime  # type: ignore[import-not-found,import-untyped,unused-ignore] # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads if batch > 1 else 1
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._batch = batch
        self._pool = ThreadPoolExecutor(1 if batch > 1 else threads, "onnx")

    def __call__(self, pixels: Pixels, *, with_features: bool) -> Seen:
        parts = (pixels[start : start + self._batch] for start in range(0, len(pixels), self._batch))
        means, features = zip(*self._pool.map(self._run, parts), strict=True)
        return Seen(np.concatenate(means), np.concatenate(features) if with_features else None)

    def _run(self, pixels: Pixels) -> tuple[Any, Any]:
        means, features = self._session.run(None, {"pixels": pixels})
        return means, features


def _as_onnx(network: Network) -> bytes:
    example = torch.zeros(1, network.resolution, network.resolution, 3, dtype=torch.uint8)
    names = ("pixels", "means", "features")
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as directory:
        warnings.simplefilter("ignore")  # torch recommends its newer exporter, which needs another package
        file = Path(directory, "network.onnx")
        torch.onnx.export(
            Eyes(network).eval(),
            (example,),
            file,
            dynamo=False,
            input_names=names[:1],
            output_names=names[1:],
            dynamic_axes={name: {0: "pictures"} for name in names},
        )
        return file.read_bytes()


def _in_batches(pixels: Pixels, run: Callable[[Pixels], tuple[Any, Any]], *, with_features: bool) -> Seen:
    parts = [run(pixels[start : start + BATCH]) for start in range(0, len(pixels), BATCH)]
    means, features = zip(*parts, strict=True)
    return Seen(np.concatenate(means), np.concatenate(features) if with_features else None)


def _views(content: list[bytes], size: int) -> Pixels:
    """[n, size, size, 3], two views of each photo."""
    looks = []
    for photo in content:
        with Image.open(io.BytesIO(photo)) as image:
            looks.append(look(image, size).pixels)
    return np.concatenate(looks)


def _rate(body: Body, pixels: Pixels) -> float:
    start = time.perf_counter()
    body(pixels, with_features=True)
    return len(pixels) / (time.perf_counter() - start)
