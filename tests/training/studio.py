"""Photos that the settings' encoder has seen, answers about them, and fine-tunings that take seconds."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import safetensors.torch
import torch
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.models import ProductImage, Tag
from ml.encoder import Encoder
from ml.networks import load_network
from tests.making import NOON, make_image
from tests.training.school import teach
from training import runtime
from training.models import ModelVersion, TrainingRun, TunedEncoder
from training.services.embedding import embed_pending
from training.services.learning import retrain_if_due
from training.services.tuning import Plan, request_tuning

NETWORK = "efficientnet_lite0"
SHORT = Plan(epochs=1)


def open_studio(count: int, *, first: int = 0, lot: float = 0.99) -> list[ProductImage]:
    """Photos of noise, embedded: the probe knows nothing of photos that it has not learned from."""
    images = [make_image(number, lot=lot) for number in range(first, first + count)]
    embed_pending(now=NOON, seconds=120)
    return images


def ask(curator: User, tags: dict[str, Tag], *, count: int = 16, plan: Plan = SHORT) -> TrainingRun:
    """A fine-tuning that waits, and a champion that has learned the same answers."""
    teach(curator, open_studio(count), tags)
    run = request_tuning(by=curator, now=NOON, plan=plan)
    assert run is not None
    retrain_if_due(now=NOON)
    assert ModelVersion.objects.champion() is not None
    return run


def another_body(folder: Path, *, blind: bool) -> tuple[str, bytes]:
    """The key and the file of an encoder whose last layer differs a little, or sees the same everywhere."""
    network = load_network(NETWORK, weights=None)
    torch.manual_seed(0)
    with torch.no_grad():
        *_, last = (tensor for tensor in network.body.parameters() if tensor.ndim == 4)
        last.mul_(0 if blind else 1 + 0.02 * torch.randn_like(last))
    safetensors.torch.save_file(network.body.state_dict(), folder / "body.safetensors")
    return Encoder(network, engine="torch").key, (folder / "body.safetensors").read_bytes()


def make_candidate(
    run: TrainingRun, folder: Path, *, blind: bool = False, now: dt.datetime = NOON
) -> TunedEncoder:
    """What a fine-tuning that went well leaves: the run under way, weights in the storage, and their row."""
    key, content = another_body(folder, blind=blind)
    run.plan["base"] = runtime.encoder_key()
    run.save(update_fields=["plan"])
    assert run.claim(now=now)
    return TunedEncoder.objects.create(
        encoder_key=key,
        network=NETWORK,
        run=run,
        file=default_storage.save(f"encoders/{key}.safetensors", ContentFile(content)),
        sha256=hashlib.sha256(content).hexdigest(),
        gain=0.1,
        created_at=now,
    )
