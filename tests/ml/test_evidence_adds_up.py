"""The cells of the heat map are the logit: nothing is approximated."""

import numpy as np
import pytest
from PIL import Image

from ml.encoder import Encoder
from ml.evidence import evidence
from ml.scoring import Head


def test_cells_and_bias_are_the_logit(lite0: Encoder, palace: Image.Image, flower: Image.Image) -> None:
    generator = np.random.default_rng(0)
    head = Head(
        weight=generator.normal(0, 3, (4, lite0.dimension)).astype(np.float32),
        bias=generator.normal(0, 1, 4).astype(np.float32),
        choice_groups=((0, 1),),
        temperature=np.ones(4, np.float32),
    )
    encoded = lite0.encode([palace, flower])
    logits = head.logits(encoded.embeddings)

    for image in range(2):
        maps = evidence([view.features[image] for view in encoded.views], encoded.norms[image], head.weight)

        summed = sum(cells.sum(axis=(1, 2)) for cells in maps) + head.bias
        assert np.abs(summed - logits[image]).max() < 1e-4


def test_a_map_per_view_in_place(lite0: Encoder, palace: Image.Image) -> None:
    encoded = lite0.encode([palace])  # 640 x 427: padded above and below, then cut at the sides

    whole, centre = (view.boxes[0] for view in encoded.views)
    assert whole[0] == pytest.approx(0, abs=0.01) and whole[2] == pytest.approx(1, abs=0.01)
    assert whole[1] < -0.2 and whole[3] > 1.2
    assert centre == pytest.approx([0.166, 0, 0.834, 1], abs=0.01)
    assert [view.features.shape for view in encoded.views] == [(1, lite0.dimension, 7, 7)] * 2


def test_evidence_needs_feature_maps() -> None:
    with pytest.raises(ValueError, match="with_features=True"):
        evidence([], 1.0, np.zeros((1, 8), np.float32))
