"""An embedding has length one, and is the same whatever else was in the batch."""

import numpy as np
import pytest
from PIL import Image

from ml.encoder import BATCH, Encoder


def test_unit_length(lite0: Encoder, palace: Image.Image, flower: Image.Image) -> None:
    encoded = lite0.encode([palace, flower], with_features=False)

    assert encoded.embeddings.shape == (2, lite0.dimension)
    assert np.allclose(np.linalg.norm(encoded.embeddings, axis=1), 1, atol=1e-6)
    assert encoded.views == ()


def test_alone_or_among_others(lite0: Encoder, palace: Image.Image, flower: Image.Image) -> None:
    alone = lite0.encode([palace], with_features=False).embeddings[0]

    among = lite0.encode([flower] * 4 + [palace] + [flower] * 3, with_features=False)

    assert np.abs(among.embeddings[4] - alone).max() < 1e-6


def test_more_than_a_batch_come_back_in_order(lite0: Encoder) -> None:
    greys = [Image.new("L", (8, 8), 7 * number) for number in range(BATCH + 2)]

    together = lite0.encode(greys, with_features=False).embeddings

    last = lite0.encode(greys[-1:], with_features=False).embeddings[0]
    assert len(together) == BATCH + 2
    assert np.abs(together[-1] - last).max() < 1e-6


def test_no_image_at_all(lite0: Encoder) -> None:
    assert lite0.encode([]).embeddings.shape == (0, lite0.dimension)
    assert len(lite0.encode([]).views) == 2


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "RGBA", "1"])
def test_any_mode_and_shape(mode: str, lite0: Encoder, palace: Image.Image) -> None:
    narrow = palace.convert(mode).resize((900, 3))

    assert np.isfinite(lite0.encode([narrow], with_features=False).embeddings).all()


def test_a_cut_out_stands_on_white(lite0: Encoder) -> None:
    cut_out = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    white = Image.new("RGB", (64, 64), "white")

    encoded = lite0.encode([cut_out, white], with_features=False)

    assert np.array_equal(encoded.embeddings[0], encoded.embeddings[1])
