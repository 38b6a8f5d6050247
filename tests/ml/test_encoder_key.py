"""A key names one exact encoder: embeddings with the same key may be compared, others may not."""

from dataclasses import replace
from pathlib import Path

from ml.encoder import Encoder, load_encoder
from ml.networks import load_network


def test_the_same_weights_have_the_same_key(lite0: Encoder) -> None:
    assert load_encoder("efficientnet_lite0").key == lite0.key
    assert lite0.key.startswith("efficientnet_lite0-")


def test_other_weights_have_another_key(lite0: Encoder, random_weights: Path) -> None:
    assert load_encoder("efficientnet_lite0", weights=random_weights).key != lite0.key


def test_another_resolution_has_another_key(lite0: Encoder) -> None:
    network = load_network("efficientnet_lite0", weights=None)

    assert Encoder(network).key == lite0.key
    assert Encoder(replace(network, resolution=192)).key != lite0.key
    assert Encoder(replace(network, mean=(0.4, 0.4, 0.4))).key != lite0.key
