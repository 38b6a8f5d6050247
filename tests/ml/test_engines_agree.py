"""Whatever runs the encoder, the embeddings are those of eager torch."""

from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision
from PIL import Image

from ml.encoder import BATCH, Encoder, EncoderError, load_encoder
from ml.engine import make_body
from ml.networks import load_network


@pytest.fixture(scope="module")
def reference() -> Encoder:
    return load_encoder("efficientnet_lite0", engine="torch")


@pytest.fixture(scope="module")
def openvino() -> Encoder:
    return load_encoder("efficientnet_lite0", engine="openvino")


@pytest.fixture(scope="module")
def resnet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of a torchvision network that has learned nothing."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("weights") / "resnet18.pth"
    torch.save(torchvision.models.resnet18().state_dict(), path)
    return path


def test_features_and_embeddings_are_the_references(
    reference: Encoder, openvino: Encoder, palace: Image.Image, flower: Image.Image
) -> None:
    expected, encoded = reference.encode([palace, flower]), openvino.encode([palace, flower])

    assert np.abs(encoded.embeddings - expected.embeddings).max() < 1e-6
    assert np.allclose(encoded.norms, expected.norms, rtol=1e-5)
    for ours, theirs in zip(encoded.views, expected.views, strict=True):
        assert np.array_equal(ours.boxes, theirs.boxes)
        assert np.abs(ours.features - theirs.features).max() < 1e-4 * np.abs(theirs.features).max()


def test_both_have_the_same_key(reference: Encoder, openvino: Encoder) -> None:
    assert openvino.key == reference.key


def test_a_torchvision_network_runs_too(resnet: Path, palace: Image.Image) -> None:
    expected, encoded = (
        load_encoder("torchvision:resnet18", weights=resnet, engine=engine).encode([palace])
        for engine in ("torch", "openvino")
    )

    assert encoded.views[0].features.shape == (1, 512, 7, 7)
    assert np.abs(encoded.embeddings - expected.embeddings).max() < 1e-6


def test_no_bit_depends_on_the_batch(openvino: Encoder, palace: Image.Image, flower: Image.Image) -> None:
    alone = openvino.encode([palace], with_features=False)

    among = openvino.encode([flower] * BATCH + [palace] + [flower] * 3, with_features=False)

    assert np.array_equal(among.embeddings[BATCH], alone.embeddings[0])
    assert np.array_equal(among.norms[BATCH], alone.norms[0])
    assert np.array_equal(among.embeddings[0], among.embeddings[-1])


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_no_bit_depends_on_the_number_of_threads(
    threads: int, openvino: Encoder, palace: Image.Image, flower: Image.Image
) -> None:
    pixels = np.concatenate([openvino.look(image).pixels for image in (palace, flower)])
    network = load_network("efficientnet_lite0", weights=None)

    seen = make_body(network, engine="openvino", device="cpu", threads=threads)(pixels, with_features=True)
    again = make_body(network, engine="openvino", device="cpu", threads=1)(pixels, with_features=True)

    assert np.array_equal(seen.means, again.means)
    assert seen.features is not None and again.features is not None
    assert np.array_equal(seen.features, again.features)


def test_features_come_from_the_same_pass(openvino: Encoder, palace: Image.Image) -> None:
    encoded = openvino.encode([palace])

    mean = np.mean([view.features[0].mean(axis=(1, 2)) for view in encoded.views], axis=0)
    assert np.allclose(mean, encoded.embeddings[0] * encoded.norms[0], atol=1e-5)


def test_a_cpu_gets_openvino_and_a_gpu_torch() -> None:
    network = load_network("efficientnet_lite0", weights=None)

    chosen = make_body(network, engine="auto", device="cpu", threads=1)

    assert type(chosen).__name__ == "OpenVinoBody"
    with pytest.raises(EncoderError, match="CPUs only"):
        make_body(network, engine="openvino", device="cuda", threads=1)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(EncoderError, match="unknown engine 'steam'"):
        load_encoder("efficientnet_lite0", engine="steam")
