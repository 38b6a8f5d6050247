"""Fine-tuning, which runs in processes of its own, and the encoders that it has made."""

# ruff: noqa: PLC0415
from __future__ import annotations

import hashlib
import json
import os
import selectors
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.core.files.storage import default_storage

from ml.scoring import ChoiceGroups, FloatArray
from training.models import TunedEncoder

if TYPE_CHECKING:
    from ml.encoder import Encoder
    from ml.finetune import Moment
    from ml.tuning_job import Outcome

__all__ = ["Moment", "Outcome", "TuningFailed", "tuned_encoder"]

IntArray = npt.NDArray[np.int64]
LISTENS_EVERY_SECONDS = 1.0
PATIENCE_SECONDS = 10.0
"""Given to a process that was told to end, before it is killed."""


class TuningFailed(Exception):  # noqa: N818 - an event, not a defect
    """The process could not do it; the message is its last word."""


@lru_cache(maxsize=2)
def tuned_encoder(key: str) -> Encoder:
    """The encoder of that key: at most the champion's and a candidate's are kept in memory.

    Raises ml.encoder.EncoderError where nothing of that key was made here, where its file is gone, and where
    the file is not, byte for byte, what the fine-tuning wrote.
    """
    from ml.encoder import EncoderError, load_encoder

    row = TunedEncoder.objects.filter(encoder_key=key).first()
    if row is None:
        raise EncoderError(f"no encoder {key}: it is neither the one of the settings nor fine-tuned here")
    with TemporaryDirectory(prefix="moodloop-encoder-") as folder:
        body = Path(folder) / "body.safetensors"
        body.write_bytes(_checked_content(row))
        encoder = load_encoder(
            row.network,
            weights=settings.ENCODER_WEIGHTS if row.network == settings.ENCODER else None,
            body=body,
            engine=settings.ENCODER_ENGINE,
            device=settings.TORCH_DEVICE,
        )
    if encoder.key != key:
        raise EncoderError(f"the weights in {row.file} make the encoder {encoder.key} and not {key}")
    return encoder


def _checked_content(row: TunedEncoder) -> bytes:
    from ml.encoder import EncoderError

    try:
        with default_storage.open(row.file) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise EncoderError(f"the weights of {row.encoder_key} are gone: no file {row.file}") from error
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise EncoderError(
            f"{row.file} was changed since {row.encoder_key} was made: its SHA-256 is another one"
        )
    return content


def is_filled(folder: Path) -> bool:
    """Whether the folder has all that `fill` writes: the answers come last."""
    from ml.tuning_job import ANSWERS

    return (folder / ANSWERS).exists()


def pixels_in(folder: Path, shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """A new array on disk for the views of n photos, [n, v, size, size, 3]; `fill` says how many came."""
    from ml.tuning_job import PIXELS

    return np.lib.format.open_memmap(folder / PIXELS, "w+", np.uint8, shape)


def fill(
    folder: Path, *, targets: FloatArray, weights: FloatArray, groups: IntArray, choice_groups: ChoiceGroups
) -> None:
    """What was said of the first n photos whose views lie there: [n, t] targets and weights, [n] groups."""
    from ml.tunable import Examples
    from ml.tuning_job import PIXELS, write_answers

    pixels = np.load(folder / PIXELS, mmap_mode="r")
    write_answers(folder, Examples(pixels, targets, weights, groups, choice_groups))


def order(folder: Path, *, seed: int, epochs: int | None, minutes: float | None, threads: int) -> None:
    """Write down what is to be done: the settings' encoder, by the recipe for the settings' device."""
    from ml.tunable import ON_CPU, ON_CUDA
    from ml.tuning_job import Order, write_order

    recipe = ON_CUDA if settings.TORCH_DEVICE.startswith("cuda") else ON_CPU
    weights = settings.ENCODER_WEIGHTS
    write_order(
        folder,
        Order(
            network=settings.ENCODER,
            weights=str(weights) if weights else None,
            recipe=replace(recipe, epochs=epochs or recipe.epochs),
            seed=seed,
            minutes=minutes,
            device=settings.TORCH_DEVICE,
            engine=settings.ENCODER_ENGINE,
            threads=threads,
        ),
    )


def moments(folder: Path) -> Generator[Moment | None, None, None]:
    """Carry out what was ordered in the folder; at least each second how far it is, or None for no news.

    With several GPUs torchrun starts a process for each. Closing the iterator ends them. Raises TuningFailed.
    """
    from ml.finetune import Moment

    complaints = folder / "complaints.log"
    with complaints.open("wb") as log, _started(folder, log) as process:
        for line in _lines(process):
            yield None if line is None else Moment(**json.loads(line))
        status = process.wait()
    if status != 0:
        said = complaints.read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line for line in reversed(said) if line.strip()), "")
        raise TuningFailed(last or f"it ended with {status}")


def outcome(folder: Path) -> tuple[Outcome, bytes]:
    """What became of it, and the content of the file of weights."""
    from ml.tuning_job import BODY, read_outcome

    return read_outcome(folder), (folder / BODY).read_bytes()


@contextmanager
def _started(folder: Path, log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, *_launcher(), "-m", "ml.tuning_job", str(folder)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=log,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _launcher() -> Sequence[str]:
    """torchrun for the GPUs of this machine, where the settings name no single one and there are several."""
    if settings.TORCH_DEVICE != "cuda":
        return ()
    import torch

    gpus = torch.cuda.device_count()
    return ("-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={gpus}") if gpus > 1 else ()


def _lines(process: subprocess.Popen[bytes]) -> Iterator[bytes | None]:
    """What the process writes, line by line to its end; None after a second of silence."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    unfinished = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(LISTENS_EVERY_SECONDS):
                yield None
                continue
            chunk = os.read(process.stdout.fileno(), 65536)
            if not chunk:
                return
            *lines, unfinished = (unfinished + chunk).split(b"\n")
            yield from lines
