"""A large JPEG is decoded no larger than its views need, and the encoder does not notice."""

import io

import numpy as np
import pytest
from PIL import Image

from ml.encoder import Encoder

PHOTOS = 8


def crowd(palace: Image.Image, flower: Image.Image, size: tuple[int, int], seed: int) -> bytes:
    """A JPEG full of detail: pieces of two photos, side by side."""
    generator = np.random.default_rng(seed)
    canvas, (width, height) = Image.new("RGB", size), (size[0] // 3 + 1, size[1] // 3 + 1)
    for at in range(9):
        whole = palace if generator.random() < 0.5 else flower
        left, top = generator.integers(0, [300, 200]).tolist()
        piece = whole.crop((left, top, left + 320, top + 220)).resize((width, height))
        canvas.paste(piece, ((at % 3) * width, (at // 3) * height))
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=88)
    return out.getvalue()


@pytest.mark.parametrize("size", [(900, 1200), (1200, 1200), (1800, 2400)])
def test_cosines_to_full_decoding(
    size: tuple[int, int], lite0: Encoder, palace: Image.Image, flower: Image.Image
) -> None:
    photos = [crowd(palace, flower, size, seed) for seed in range(PHOTOS)]
    full = [Image.open(io.BytesIO(photo)) for photo in photos]
    for image in full:
        image.load()
    unread = [Image.open(io.BytesIO(photo)) for photo in photos]

    expected = lite0.encode(full, with_features=False).embeddings
    embeddings = lite0.encode(unread, with_features=False).embeddings

    assert all(image.width <= size[0] / 2 for image in unread)
    assert (expected * embeddings).sum(axis=1).min() >= 0.999


def test_a_photo_without_pixels_to_spare_is_decoded_in_full(
    lite0: Encoder, palace: Image.Image, flower: Image.Image
) -> None:
    unread = Image.open(io.BytesIO(crowd(palace, flower, (680, 900), 0)))

    lite0.look(unread)

    assert unread.size == (680, 900)


def test_half_a_photo_is_an_error_of_its_own(
    lite0: Encoder, palace: Image.Image, flower: Image.Image
) -> None:
    photo = crowd(palace, flower, (900, 1200), 0)
    half = Image.open(io.BytesIO(photo[: len(photo) // 2]))

    with pytest.raises(OSError, match="truncated"):
        lite0.look(half)
