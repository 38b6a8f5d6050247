"""Colours that go together, by family: the cloth, what is printed on it, the accent."""

from collections.abc import Mapping

import numpy as np

Colour = tuple[float, float, float]
"""Red, green and blue in 0 … 1, sRGB."""

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "pastel": (
        "f6cfd6 d9788f fff6ee",
        "cfe3f5 6f97c9 fffaf0",
        "d9ead3 e79aa8 fffdf4",
        "e4d6f0 9a7cc0 fff4f7",
        "fdecc8 e39a7b 8fb7a3",
        "fbe1e6 8fae8b f0a6b4",
        "d5eeea e58f9c ffffff",
        "ffe0d1 c9717f f9f3e7",
    ),
    "earthy": (
        "a5673f e6c9a0 4f3a2a",
        "7d7a4f e0cf9e a5502f",
        "c38a5a 5b3a29 f0dfc2",
        "8c4b34 e2b168 2f4a45",
        "b99a6b 7a3b2e f3e6cc",
        "6b5440 d8a863 b45a3c",
        "c96f4a f2d8b0 3f5a54",
        "9a8f6a 533f2f e8d9b5",
    ),
    "mono": (
        "1d1d20 f3f2ef 8a8a8e",
        "f4f3f1 1f1f22 9b9ba0",
        "3a3b3f d8d8da 111113",
        "8d8f94 f5f5f5 25262a",
        "17171a 8f8f95 f7f7f7",
        "e3e3e4 2c2c30 77787d",
        "2a2b30 b9bac0 ffffff",
    ),
    "neutral": (
        "efe6d8 b79f80 6b5946",
        "d9c7ad 8a6f54 fbf6ec",
        "f7f3ea c9b79c 8d7b66",
        "c9bda9 6f6455 f2ece0",
        "e8ddd0 a58a78 5d4c43",
        "bfae97 f5efe4 5a4a3b",
        "dcd6ca 7d8475 f8f6f0",
    ),
    "neon": (
        "e8ff3a 111114 ff2fa0",
        "ff3da5 f7f7f2 19e3ff",
        "2bff88 15151a f5f5f5",
        "ff6a1f 16161a d8ff3e",
        "17171b d6ff2e ff3da5",
        "20e3e6 1a1a20 ff4fb0",
    ),
    "jewel": (
        "6d1233 d8a24a 1c0a12",
        "0f4a3c d6b35c f0e7d0",
        "1d2560 c7a24f e9e4f2",
        "4a1259 e0b04e 16081c",
        "8e1020 e5b85a 20090c",
        "0c4f5e d9b36a f2ede0",
        "b0122f f5d58a 2a0a10",
        "c59a3c 3a2410 fff3d0",
    ),
    "denim": (
        "4a6a91 c7d5e6 d79a4a",
        "27384f 9fb4cf c98a3c",
        "8fb0d0 f0f4f8 c08a50",
        "35507a dfe7f0 d79a4a",
        "b3c8dc 54759c e2b274",
        "232a38 7f8ea6 b98240",
    ),
    "bright": (
        "e0332e fff4df 2450a8",
        "f7c325 d6362f 2a56b0",
        "2f7de0 ffe14d f04a3a",
        "ff7fb0 ffe65a 38b6d8",
        "35a864 fff0c9 f0563c",
        "f2662f fff2d8 2b6cb8",
        "9b4fd0 ffd84a 3fd0b0",
        "ef4f7d fff6e0 2f9fd0",
    ),
    "navy": (
        "1f2c4d f4f1e8 b3262e",
        "f3efe4 22305a b3262e",
        "24395f e8e3d2 2f6b45",
        "5e1a26 f2e8d2 1f2c4d",
        "1f4a38 f1ead6 a8893f",
        "8fa9c9 fdfbf5 22305a",
        "c8b48a 22305a 7a1f2a",
    ),
    "retro": (
        "d9932b 7a3b1e f1e2c2",
        "c25a2b f2d7a0 2f6f6a",
        "2f7a74 f0b64c e9e0c8",
        "8a2f2a e8b35a f2e3c4",
        "7b8a3b e9c46a 8c3b1f",
        "b5475b f1d9b5 3e6f78",
        "e3c488 b14a2c 3b5a57",
        "5a3a2a dba04a e9d9b8",
    ),
}

DARK_LEATHER, METAL, GOLD = (0.13, 0.12, 0.12), (0.74, 0.75, 0.78), (0.83, 0.66, 0.33)


def pick(family: str, rng: np.random.Generator) -> tuple[Colour, Colour, Colour]:
    """One triple of the family, each colour moved a little so that no two garments are dyed alike."""
    triple = FAMILIES[family][int(rng.integers(len(FAMILIES[family])))]
    main, second, accent = (_moved(hex_colour(code), rng) for code in triple.split())
    return main, second, accent


def hex_colour(code: str) -> Colour:
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """`share` of the second in the first."""
    red, green, blue = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return red, green, blue


def luminance(colour: Colour) -> float:
    return 0.30 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


def _moved(colour: Colour, rng: np.random.Generator) -> Colour:
    red, green, blue = np.clip(np.array(colour) + rng.normal(0, 0.014, 3) + rng.normal(0, 0.018), 0.03, 0.985)
    return float(red), float(green), float(blue)
