"""Encoders that were fine-tuned here: from a file in the storage, checked, to one that runs."""

# ruff: noqa: PLC0415
from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage

from training.models import TunedEncoder

if TYPE_CHECKING:
    from ml.encoder import Encoder


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
