"""A shopper's photo: turned photos find what upright ones do, and evidence lies where it is in the photo."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from ml.encoder import Encoder, load_encoder
from ml.query import cut, laid_back, see, turned, upright

QUARTERS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder("efficientnet_lite0", threads=2)


def picture() -> Image.Image:
    """A bright thing low on the left of a dark ground."""
    pixels = np.full((120, 90, 3), 30, np.uint8)
    pixels[70:110, 10:40] = (240, 60, 60)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_one_of_the_ways_of_a_turned_photo_is_upright(encoder: Encoder, turn: int) -> None:
    known = see(encoder, picture()).queries[:1]
    # Turned clockwise, so that so many counter-clockwise quarters put it upright.
    photo = see(encoder, picture().transpose(QUARTERS[3 - turn]))

    similarities = photo.queries @ known.T

    assert upright(similarities) == turn
    assert similarities[turn, 0] == pytest.approx(1, abs=1e-3)


def test_the_box_that_was_named_is_all_that_counts(encoder: Encoder) -> None:
    region = (0.1, 0.5, 0.5, 1.0)

    whole, part = see(encoder, picture()), see(encoder, picture(), region=region)
    alone = see(encoder, cut(picture(), region))

    assert part.box == region
    assert part.queries[0] == pytest.approx(alone.queries[0], abs=1e-6)
    assert float(part.queries[0] @ whole.queries[0]) < 0.99


@pytest.mark.parametrize("region", [None, (0.2, 0.1, 0.9, 0.6)])
@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_evidence_adds_up_to_the_logit_however_it_was_seen(
    encoder: Encoder, turn: int, region: tuple[float, float, float, float] | None
) -> None:
    weight = np.random.default_rng(0).normal(size=(2, encoder.dimension)).astype(np.float32)
    seen = see(encoder, picture(), region=region)

    maps = seen.evidence(turn, weight)

    totals = [sum(float(view.features.sum()) for view in views) for views in maps]
    assert totals == pytest.approx((seen.queries[turn] @ weight.T).tolist(), abs=1e-3)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_look_is_the_look_of_the_turned_picture(encoder: Encoder, quarters: int) -> None:
    of_the_turned = encoder.look(picture().transpose(QUARTERS[quarters - 1]))

    look = turned(encoder.look(picture()), quarters)

    assert look.boxes == pytest.approx(of_the_turned.boxes, abs=1e-6)
    assert np.abs(look.pixels.astype(int) - of_the_turned.pixels).max() <= 2  # rounding


def test_a_map_lies_where_the_photo_shows_it() -> None:
    cells = np.zeros((4, 2), np.float32)
    cells[3, 0] = 1  # below on the left, as upright
    box = np.array([0, 0.5, 1, 1], np.float32)  # of the lower half

    sideways = laid_back(box, cells, 1, (0.0, 0.0, 1.0, 1.0))

    # It was turned counter-clockwise to be seen: in the photo its lower half is the left one, and its left
    # edge the upper one.
    assert sideways.boxes[0].tolist() == [0, 0, 0.5, 1]
    assert np.argwhere(sideways.features[0, 0])[0].tolist() == [0, 0]


def test_a_sliver_of_a_photo_is_still_a_picture() -> None:
    assert cut(picture(), (0.999, 0.0, 1.0, 1.0)).size == (8, 120)
