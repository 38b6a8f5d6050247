"""A file that is not the network's weights says so, and code in it is never run."""

import pickle
from pathlib import Path

import pytest
import torch
from torch import Tensor

from ml.encoder import EncoderError, load_encoder


class Bomb:
    """What an attacker would hide in a pickle: unpickled, it makes the file it names."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.path), "w")


def load_state(weights: Path) -> dict[str, Tensor]:
    state: dict[str, Tensor] = torch.load(weights, weights_only=True)
    return state


def test_one_tensor_too_few(random_weights: Path, tmp_path: Path) -> None:
    state = load_state(random_weights)
    state.popitem()
    torch.save(state, tmp_path / "short.pth")

    with pytest.raises(EncoderError, match="tensors where the network has"):
        load_encoder("efficientnet_lite0", weights=tmp_path / "short.pth")


def test_a_tensor_of_another_shape(random_weights: Path, tmp_path: Path) -> None:
    state = load_state(random_weights)
    state["classifier.bias"] = torch.zeros(7)
    torch.save(state, tmp_path / "shape.pth")

    with pytest.raises(EncoderError, match=r"classifier\.bias is \(1000,\) in the network and \(7,\)"):
        load_encoder("efficientnet_lite0", weights=tmp_path / "shape.pth")


def test_weights_of_another_encoder(random_weights: Path) -> None:
    with pytest.raises(EncoderError, match="tensors where the network has"):
        load_encoder("efficientnet_lite1", weights=random_weights)


def test_code_in_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    (tmp_path / "bomb.pth").write_bytes(
        pickle.dumps({"conv_stem.weight": Bomb(tmp_path / "harm")}, protocol=2)
    )

    with pytest.raises(EncoderError, match="cannot read weights"):
        load_encoder("efficientnet_lite0", weights=tmp_path / "bomb.pth")
    assert not (tmp_path / "harm").exists()


def test_code_in_a_file_of_torch_is_refused_and_not_run(tmp_path: Path) -> None:
    torch.save({"conv_stem.weight": Bomb(tmp_path / "harm")}, tmp_path / "bomb.pth")

    with pytest.raises(EncoderError, match="cannot read weights"):
        load_encoder("efficientnet_lite0", weights=tmp_path / "bomb.pth")
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("name", ["weights.pth", "weights.safetensors"])
@pytest.mark.parametrize("content", [b"", b"these are not weights"])
def test_a_file_of_something_else(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(EncoderError, match="cannot read weights"):
        load_encoder("efficientnet_lite0", weights=tmp_path / name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="cannot read weights"):
        load_encoder("efficientnet_lite0", weights=tmp_path / "nowhere.pth")


def test_something_that_is_not_a_state_dict(tmp_path: Path) -> None:
    torch.save([1, 2, 3], tmp_path / "list.pth")

    with pytest.raises(EncoderError, match="not a state dict of tensors"):
        load_encoder("efficientnet_lite0", weights=tmp_path / "list.pth")
