"""A fine-tuning is a process of its own: killed in the middle of a round it goes on, alone or with others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from ml.checkpoint import CheckpointError, load_checkpoint, save_checkpoint
from ml.finetune import CHECKPOINT
from ml.tunable import Examples, Recipe
from ml.tuning_job import BODY, PIXELS, Order, read_outcome, write_answers, write_order
from tests.ml.stripes import striped

RECIPE = Recipe(epochs=3, batch=4, frozen=0.8, copies=2, rate=1e-3, patience=3, held_out=0.2)
ORDER = Order(network="efficientnet_lite0", weights=None, recipe=RECIPE, seed=5, checkpoint_seconds=0.0)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str, Order], Path]:
    """Makes folders of the same small fine-tuning: pictures of 32 × 32 pixels."""

    def make(name: str, order: Order = ORDER) -> Path:
        place = tmp_path / name
        place.mkdir()
        examples = striped(40)
        larger = examples.pixels.repeat(2, axis=2).repeat(2, axis=3)
        np.save(place / PIXELS, larger)
        write_answers(place, Examples(**{**vars(examples), "pixels": larger}))
        write_order(place, order)
        return place

    return make


def start(place: Path, *launcher: str) -> subprocess.Popen[str]:
    words = [sys.executable, *(launcher or ("-m",)), "ml.tuning_job", str(place)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(place: Path, *launcher: str) -> None:
    process = start(place, *launcher)
    _, complaint = process.communicate(timeout=240)
    assert process.returncode == 0, complaint


def weights(place: Path) -> dict[str, np.ndarray]:
    return load_file(place / BODY)


def test_killed_in_the_middle_of_a_round_it_gives_the_same_weights(
    folder: Callable[..., Path],
) -> None:
    # Rounds enough that it is still under way when the news of the second one has been read.
    order = replace(ORDER, recipe=replace(RECIPE, epochs=8, patience=8))
    whole, broken = folder("whole", order), folder("broken", order)
    finish(whole)
    process = start(broken)
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["epoch"] >= 2:
            break
    process.kill()
    process.communicate()
    _, place = load_checkpoint(broken / CHECKPOINT)

    finish(broken)

    assert place["epoch"] in range(1, 8)
    assert read_outcome(broken).key == read_outcome(whole).key
    assert all(np.array_equal(weights(whole)[name], tensor) for name, tensor in weights(broken).items())


def test_two_processes_learn_as_one(folder: Callable[..., Path]) -> None:
    """With torchrun and gloo: each learns from half of every batch, and they end in the same weights."""
    alone, together = folder("alone"), folder("together")
    finish(alone)

    finish(together, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m")

    for name, tensor in weights(alone).items():
        np.testing.assert_allclose(weights(together)[name], tensor, atol=2e-3, err_msg=name)
    assert read_outcome(together).before == pytest.approx(read_outcome(alone).before)


def test_it_ends_when_nobody_listens(folder: Callable[..., Path]) -> None:
    place = folder("unheard", replace(ORDER, recipe=replace(RECIPE, epochs=10_000, patience=10_000)))
    process = start(place)
    assert process.stdout is not None
    process.stdout.readline()

    process.stdout.close()

    assert process.wait(timeout=60) != 0


def test_a_checkpoint_of_something_else_is_refused_in_words(folder: Callable[..., Path]) -> None:
    place = folder("other")
    save_checkpoint(place / CHECKPOINT, {}, {"epoch": 1})

    process = start(place)
    _, complaint = process.communicate(timeout=120)

    assert process.returncode == 2
    assert "is of another training" in complaint


def test_a_torn_checkpoint_is_told_from_a_whole_one(tmp_path: Path) -> None:
    path = tmp_path / CHECKPOINT
    path.write_bytes(b"\x80\x04pickle?")

    with pytest.raises(CheckpointError, match="not a checkpoint"):
        load_checkpoint(path)
