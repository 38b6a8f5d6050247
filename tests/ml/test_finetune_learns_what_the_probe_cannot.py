"""A planted concept is learned; what was not asked teaches nothing; statistics stay; rounds end in time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from ml.finetune import Moment, Tuned, fine_tune
from ml.tunable import Examples, Recipe, held_out_rows
from tests.ml.stripes import small_network, striped

NEW_PICTURES = Recipe(epochs=12, batch=16, frozen=0.0, copies=0, rate=2e-2, patience=12, held_out=0.25)
KEPT_MAPS = replace(NEW_PICTURES, frozen=0.2, copies=4)


def tune(folder: Path, recipe: Recipe, examples: Examples | None = None, **fields: object) -> Tuned:
    return fine_tune(
        network=small_network(),
        examples=examples or striped(),
        recipe=recipe,
        seed=1,
        folder=folder,
        engine="torch",
        **fields,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("recipe", [NEW_PICTURES, KEPT_MAPS], ids=["new pictures", "kept maps"])
def test_it_learns_what_the_probe_cannot(tmp_path: Path, recipe: Recipe) -> None:
    tuned = tune(tmp_path, recipe)

    assert tuned.before < 0.8
    assert tuned.after > 0.95
    assert all(tensor.is_contiguous() for tensor in tuned.body.values())  # or safetensors refuses them


def test_frozen_layers_and_statistics_stay(tmp_path: Path) -> None:
    before = {name: tensor.clone() for name, tensor in small_network().body.state_dict().items()}

    after = tune(tmp_path, replace(KEPT_MAPS, epochs=2)).body

    assert after.keys() == before.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert {"3.0.weight", "4.weight"} <= changed
    assert not {name for name in changed if name.startswith("0.") or "running" in name}


def test_what_was_not_asked_teaches_nothing(tmp_path: Path) -> None:
    """A second tag that nobody was asked about changes no weight of the body, whatever is in its place."""
    alone = striped()
    asked = Examples(alone.pixels, alone.targets[:, :1], alone.weights[:, :1], alone.groups, ())
    unknown = np.full((len(alone.groups), 1), np.nan, np.float32)
    beside = replace(
        asked,
        targets=np.hstack([asked.targets, unknown]),
        weights=np.hstack([asked.weights, np.full_like(unknown, 5.0)]),
    )

    short = replace(NEW_PICTURES, epochs=1)
    (one := tmp_path / "one").mkdir()
    (two := tmp_path / "two").mkdir()
    first, second = tune(one, short, asked), tune(two, short, beside)

    assert all(torch.allclose(first.body[name], second.body[name], atol=1e-6) for name in first.body)


def test_it_ends_when_there_is_no_gain(tmp_path: Path) -> None:
    noise = striped()
    shuffled = np.random.default_rng(0).permutation(len(noise.targets))
    noise = replace(noise, targets=noise.targets[shuffled])

    tuned = tune(tmp_path, replace(NEW_PICTURES, epochs=50, patience=2, rate=1e-6), noise)

    assert tuned.epochs < 50


def test_it_ends_when_the_minutes_are_over(tmp_path: Path) -> None:
    told: list[Moment] = []

    tuned = tune(
        tmp_path, replace(NEW_PICTURES, epochs=10_000, patience=10_000), minutes=0.05, tell=told.append
    )

    assert 0 < tuned.epochs < 10_000
    assert [moment.share for moment in told] == sorted(moment.share for moment in told)
    assert told[-1].images_per_second > 0


def test_a_group_is_never_on_both_sides() -> None:
    examples = striped()

    train, held = held_out_rows(examples, 0.25, seed=3)

    assert not set(examples.groups[train]) & set(examples.groups[held])
    assert len(train) + len(held) == len(examples.groups)


def test_too_few_products_are_refused_in_words(tmp_path: Path) -> None:
    examples = striped(8)

    with pytest.raises(ValueError, match="too few to hold some out"):
        tune(tmp_path, NEW_PICTURES, examples)


def test_nothing_to_judge_by_is_refused_in_words(tmp_path: Path) -> None:
    examples = striped()
    only_yes = replace(
        examples, targets=np.ones((96, 1), np.float32), weights=np.ones((96, 1), np.float32), choice_groups=()
    )

    with pytest.raises(ValueError, match="more answers are needed"):
        tune(tmp_path, NEW_PICTURES, only_yes)
