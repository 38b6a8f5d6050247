"""What several tests of ml look at: photos that ship with scikit-learn, and encoders, slow to load."""

from pathlib import Path

import pytest
import timm
import torch
from PIL import Image
from sklearn.datasets import load_sample_image

from ml.encoder import Encoder, load_encoder


@pytest.fixture(scope="session")
def palace() -> Image.Image:
    """The Summer Palace in Beijing, 640 x 427."""
    return Image.fromarray(load_sample_image("china.jpg"))


@pytest.fixture(scope="session")
def flower() -> Image.Image:
    """A dahlia, 640 x 427."""
    return Image.fromarray(load_sample_image("flower.jpg"))


@pytest.fixture(scope="session")
def lite0() -> Encoder:
    return load_encoder("efficientnet_lite0")


@pytest.fixture(scope="session")
def random_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of weights that fits lite0 and has learned nothing."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("weights") / "random.pth"
    torch.save(timm.create_model("tf_efficientnet_lite0").state_dict(), path)
    return path
