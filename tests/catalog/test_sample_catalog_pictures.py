"""What a look says can be seen in its picture: a mood could not be learned from anything else."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from catalog.sample.backgrounds import BACKGROUNDS
from catalog.sample.choices import CUTS
from catalog.sample.collection import photos, product
from catalog.sample.designing import designed
from catalog.sample.look import Look
from catalog.sample.photo import View, composed
from catalog.sample.prints import PRINTS
from catalog.sample.tailoring import tailored
from catalog.sample.trims import EXTRAS

Picture = np.ndarray
SOME_LOOKS = [designed(np.random.default_rng([11, number])) for number in range(3000)]
DRESS = replace(
    next(look for look in SOME_LOOKS if look.category == "dress" and look.neckline == "round"),
    cut="a-line waist",
    print="plain",
    fabric="cotton",
    extras=frozenset(),
    sleeve="short-sleeve",
    palette="pastel",
)


@lru_cache(maxsize=2)  # the same plain dress is compared with every print
def drawn(look: Look) -> tuple[Picture, Picture]:
    """Colours [h, w, 3] and opacity [h, w] of the product alone, in a pose that depends on nothing."""
    garment = tailored(look, np.random.default_rng(1))
    _, canvas = composed(garment, look, View("studio"), np.random.default_rng(2))
    return canvas.colour, canvas.alpha


def changed(first: Look, second: Look) -> float:
    """Share of the first picture's garment whose colour is clearly another in the second."""
    (before, cover), (after, _) = drawn(first), drawn(second)
    inside = cover > 0.5
    return float((np.abs(before - after).max(axis=2) > 0.06)[inside].mean())


@pytest.mark.parametrize("printed", [name for name in PRINTS if name != "plain"])
def test_a_print_is_seen_on_the_cloth(printed: str) -> None:
    assert changed(DRESS, replace(DRESS, print=printed)) > 0.05


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_a_trimming_is_seen(extra: str) -> None:
    wearing = next(look for look in SOME_LOOKS if look.has(extra))

    assert changed(wearing, replace(wearing, extras=wearing.extras - {extra})) > 0.002


@pytest.mark.parametrize("sleeve", ["sleeveless", "long-sleeve", "puff-sleeve"])
def test_another_sleeve_is_another_outline(sleeve: str) -> None:
    _, short = drawn(DRESS)
    _, other = drawn(replace(DRESS, sleeve=sleeve))

    assert float(((short > 0.5) != (other > 0.5)).mean()) > 0.02


@pytest.mark.parametrize(
    ("category", "cut"), [(category, cut) for category, cuts in CUTS.items() for cut in cuts]
)
def test_every_cut_fills_a_good_part_of_the_frame_and_stays_inside(category: str, cut: str) -> None:
    look = next(look for look in SOME_LOOKS if (look.category, look.cut) == (category, cut))

    _, cover = drawn(look)

    border = np.concatenate([cover[0], cover[-1], cover[:, 0], cover[:, -1]])
    assert 0.05 < float((cover > 0.5).mean()) < 0.85
    assert float((border > 0.5).mean()) < 0.02


@pytest.mark.parametrize("name", sorted(BACKGROUNDS))
def test_a_background_is_neither_black_nor_blown_out(name: str) -> None:
    picture = BACKGROUNDS[name](np.random.default_rng(3))

    assert picture.shape == (800, 640, 3)
    assert 0.08 < float(picture.mean()) < 0.98
    assert float(picture.std()) > 0.002


def test_two_photos_of_a_product_show_the_same_garment_differently() -> None:
    number = next(number for number in range(100) if len(product(7, number).images) == 2)

    first, second = photos(7, number)

    assert float((np.abs(first.astype(int) - second) > 12).mean()) > 0.2


def test_products_do_not_look_alike() -> None:
    small = [photos(7, number)[0][::40, ::40].astype(int) for number in range(8)]

    gaps = [np.abs(a - b).mean() for at, a in enumerate(small) for b in small[:at]]
    assert min(gaps) > 4
