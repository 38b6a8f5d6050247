"""From a look to a garment: its cloths, its pieces, the print on its chest."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from catalog.sample import decals, palettes
from catalog.sample.bags import build_bag
from catalog.sample.bottoms import build_bottoms
from catalog.sample.fabrics import Cloth, cut
from catalog.sample.hats import build_hat
from catalog.sample.look import Look
from catalog.sample.outwear import build_outwear
from catalog.sample.palettes import Colour, luminance, mixed
from catalog.sample.pieces import Decal, Garment
from catalog.sample.shoes import build_shoes
from catalog.sample.skirts import build_skirt
from catalog.sample.tops import build_dress, build_top

Rng = np.random.Generator
WHITE: Colour = (0.955, 0.95, 0.935)
BLACK: Colour = (0.10, 0.10, 0.11)

BUILDERS: Mapping[str, Callable[[Garment, Look, Rng], None]] = {
    "dress": build_dress,
    "shirt": build_top,
    "t-shirt": build_top,
    "longsleeve": build_top,
    "knit": build_top,
    "skirt": build_skirt,
    "pants": build_bottoms,
    "shorts": build_bottoms,
    "outwear": build_outwear,
    "shoes": build_shoes,
    "hat": build_hat,
    "bag": build_bag,
}


def tailored(look: Look, rng: Rng) -> Garment:
    garment = Garment(Wardrobe(look, rng))
    BUILDERS[look.category](garment, look, rng)
    if look.graphic:
        garment.pieces.append(_decal(look, garment, rng))
    return garment


class Wardrobe(dict[str, Cloth]):
    """The cloths of one product by their part, each woven when it is first asked for."""

    def __init__(self, look: Look, rng: Rng) -> None:
        super().__init__()
        self._look, self._rng = look, rng
        self._sole = WHITE if rng.random() < 0.7 else mixed(WHITE, look.dyes[2], 0.7)
        self._metal = palettes.GOLD if rng.random() < 0.45 else palettes.METAL

    def __missing__(self, part: str) -> Cloth:
        self[part] = cloth = self._woven(part)
        return cloth

    def _woven(self, part: str) -> Cloth:
        look = self._look
        main, second, accent = look.dyes
        if part == "main":
            size = 0.62 if look.category == "bag" and look.fabric == "quilted" else 0.5
            cloth = cut(look.fabric, look.print, look.dyes, self._rng, size)
            return replace(cloth, folds=0.25 * cloth.folds) if look.category == "shoes" else cloth
        fabric, colour = {
            "second": (look.fabric, second),
            "accent": ("satin", accent),
            "rib": ("rib", mixed(main, second, 0.0 if look.print == "plain" else 0.9)),
            "sheer": ("chiffon", main),
            "tulle": ("tulle", mixed(main, WHITE, 0.25)),
            "thread": ("cotton", _stitch_colour(look)),
            "shade": ("cotton", mixed(main, (0.06, 0.05, 0.06), 0.62)),
            "lace": (
                "lace",
                mixed(WHITE, second, 0.06)
                if luminance(main) < 0.82 or look.palette == "pastel"
                else mixed(main, (0.5, 0.45, 0.4), 0.3),
            ),
            "button": (
                "rubber",
                mixed(WHITE, main, 0.1) if luminance(main) < 0.6 else mixed(main, (0.25, 0.18, 0.12), 0.55),
            ),
            "dark": ("cotton", BLACK),
            "metal": ("metal", self._metal),
            "pearl": ("metal", (0.93, 0.91, 0.88)),
            "label": ("cotton", WHITE),
            "lining": ("satin", mixed(main, second, 0.6)),
            "leather": ("leather", (0.30, 0.18, 0.11) if luminance(main) > 0.3 else BLACK),
            "wood": ("canvas", (0.72, 0.52, 0.34)),
            "contrast": ("cotton", WHITE),
            "sole": ("rubber", self._sole),
            "teddy": ("teddy", (0.93, 0.89, 0.80)),
            "fluff": ("teddy", mixed(accent, WHITE, 0.5)),
        }[part]
        return cut(fabric, "plain", (colour, colour, colour), self._rng)


def _stitch_colour(look: Look) -> Colour:
    if look.fabric == "denim":
        return (0.80, 0.56, 0.30)
    main = look.dyes[0]
    return mixed(main, BLACK, 0.32) if luminance(main) > 0.3 else mixed(main, WHITE, 0.30)


def _decal(look: Look, garment: Garment, rng: Rng) -> Decal:
    image = decals.drawn(look.graphic, look.dyes, rng)
    small = look.graphic in ("logo", "crest", "heart") and rng.random() < 0.65
    if look.category == "hat":
        return Decal(image, 0.10 if look.cut == "cap" else 0.0, -0.10, 0.28, 0.06)
    if look.category == "bag":
        return Decal(image, 0.0, 0.55, rng.uniform(0.42, 0.6))
    if small or look.category == "outwear":
        return Decal(image, 0.22, 0.40, rng.uniform(0.13, 0.18))
    width = rng.uniform(0.40, 0.56) * min(1.0, 1.4 * image.width / image.height)
    return Decal(image, 0.0, 0.52 if look.has("hood") else rng.uniform(0.46, 0.54), width)
