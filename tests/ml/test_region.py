"""Where the product is: the box that best tells what answers from what does not."""

import numpy as np
from PIL import Image

from ml.encoder import Encoder
from ml.region import best_box, locate, on_grid
from ml.views import look, region_crop

WHOLE = np.array([[0, 0, 1, 1]], np.float32)


def a_map(size: int = 20) -> np.ndarray:
    answers = np.zeros((size, size), np.float32)
    answers[5:15, 2:8] = 1
    return answers


def test_the_bright_part_is_found() -> None:
    np.testing.assert_allclose(best_box(a_map()), (0.1, 0.25, 0.4, 0.75), atol=1e-6)


def test_where_nothing_stands_out_it_is_the_whole_image() -> None:
    flat = np.full((1, 3, 7, 7), 2.0, np.float32)

    assert locate(flat, WHOLE).tolist() == [[0, 0, 1, 1]]


def test_a_padded_view_still_gives_a_box_inside_the_image() -> None:
    features = np.zeros((1, 2, 8, 8), np.float32)
    features[0, :, 3:5, :3] = 1  # the view shows as much again to the left and right of the image

    [(x0, y0, x1, y1)] = locate(features, np.array([[-0.5, 0, 1.5, 1]], np.float32))

    assert x0 == 0
    assert x1 < 0.4
    assert 0.2 < y0 < 0.5 < y1 < 0.8


def test_the_map_is_read_where_the_image_is() -> None:
    left_half = np.repeat(np.arange(8, dtype=np.float32)[None], 8, axis=0)

    read = on_grid(left_half, np.array([0, 0, 2, 1], np.float32))

    assert read.max() < 4


def test_classes_say_which_channels_count() -> None:
    features = np.zeros((1, 2, 7, 7), np.float32)
    features[0, 0, 1:3, 1:3] = 3
    features[0, 1, 4:6, 4:6] = 3
    second = np.array([[0, 0], [0, 9]], np.float32), np.zeros(2, np.float32)

    [(x0, y0, _, _)] = locate(features, WHOLE, second)

    assert min(x0, y0) > 0.4


def test_a_region_is_seen_in_a_square_with_a_margin() -> None:
    image = Image.new("RGB", (200, 100), "red")

    picture, box = region_crop(image, 56, region=(0.3, 0.2, 0.5, 0.6))

    assert picture.size == (56, 56)
    np.testing.assert_allclose(box, (0.28, 0.16, 0.52, 0.64))
    assert np.asarray(picture).reshape(-1, 3).min(axis=0).tolist() == [255, 0, 0]


def test_a_region_at_the_border_is_moved_in_and_a_large_one_padded() -> None:
    image = Image.new("RGB", (200, 100), "red")

    _, at_border = region_crop(image, 56, region=(0.0, 0.0, 0.2, 0.4))
    padded, large = region_crop(image, 56, region=(0.0, 0.0, 1.0, 1.0))

    np.testing.assert_allclose(at_border, (0, 0, 0.24, 0.48))
    assert large[1] < 0
    assert large[3] > 1
    assert padded.getpixel((28, 2)) == (255, 255, 255)


def test_evidence_of_a_closer_look_still_says_where(lite0: Encoder, palace: Image.Image) -> None:
    region = (0.25, 0.25, 0.5, 0.75)

    encoded = lite0.encode([palace, palace], regions=[region, None])

    assert encoded.views[1].boxes[0].tolist() == look(palace, 224, region=region).boxes[1].tolist()
    assert encoded.views[0].boxes[0].tolist() == encoded.views[0].boxes[1].tolist()
    mean = sum(view.features.mean(axis=(2, 3)) for view in encoded.views) / 2
    np.testing.assert_allclose(mean, encoded.embeddings * encoded.norms[:, None], atol=1e-4)
    assert lite0.locate(encoded).shape == (2, 4)
