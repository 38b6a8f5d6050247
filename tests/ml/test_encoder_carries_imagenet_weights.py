"""The weights are really those of ImageNet: a known photo is classified rightly, and not by chance."""

from pathlib import Path

import pytest
import torch
from PIL import Image

from ml.encoder import ENCODERS, Encoder, EncoderError, load_encoder

# bell cote, castle, monastery, mosque, palace, stupa
MONUMENTS = [442, 483, 663, 668, 698, 832]


def monument_share(encoder: Encoder, photo: Image.Image) -> float:
    encoded = encoder.encode([photo], with_features=False)
    assert encoder.classifier is not None
    pooled = torch.from_numpy(encoded.embeddings * encoded.norms[:, None])
    with torch.inference_mode():
        return float(encoder.classifier(pooled).softmax(dim=1)[0, MONUMENTS].sum())


@pytest.mark.parametrize("name", ENCODERS)
def test_a_palace_is_a_monument(name: str, palace: Image.Image, flower: Image.Image) -> None:
    encoder = load_encoder(name)

    assert monument_share(encoder, palace) > 0.4
    assert monument_share(encoder, flower) < 0.02


def test_random_weights_know_no_palace(random_weights: Path, palace: Image.Image) -> None:
    encoder = load_encoder("efficientnet_lite0", weights=random_weights)

    assert monument_share(encoder, palace) < 0.1


def test_an_encoder_nobody_knows_is_refused() -> None:
    with pytest.raises(EncoderError, match="unknown encoder 'resnet0': choose one of efficientnet_lite0"):
        load_encoder("resnet0")


def test_a_network_torchvision_does_not_have_is_refused() -> None:
    with pytest.raises(EncoderError, match="no image classifier called 'nonsense'"):
        load_encoder("torchvision:nonsense")


def test_a_network_without_averaged_features_is_refused(tmp_path: Path) -> None:
    torch.save({}, tmp_path / "empty.pth")

    with pytest.raises(EncoderError, match=r"holds 0 tensors where the network has"):
        load_encoder("torchvision:resnet18", weights=tmp_path / "empty.pth")
