"""Pairs of shoes from the side, toe to the right, the ground at y = 0."""

from dataclasses import replace

import numpy as np

from catalog.sample.boots import boot
from catalog.sample.heels import flat, pump, sandal
from catalog.sample.look import Look
from catalog.sample.pieces import Garment, Piece
from catalog.sample.sneakers import sneaker

Rng = np.random.Generator


def build_shoes(garment: Garment, look: Look, rng: Rng) -> None:
    """One shoe, and behind it the other, further away and darker."""
    one = Garment(garment.cloths)
    SHAPES[look.cut](one, look, rng)
    stretch = STRETCH.get(look.cut.split()[-1], 1.0)
    near = [_taller(piece, stretch) for piece in one.pieces if isinstance(piece, Piece)]
    dx, dy, turn = rng.uniform(0.10, 0.30), -rng.uniform(0.20, 0.34), rng.uniform(-0.02, 0.06)
    for piece in near:
        far = tuple(shape * 0.95 @ np.array([(1, turn), (-turn, 1)]) + (dx, dy) for shape in piece.shapes)
        folds = tuple(replace(fold, line=fold.line * 0.95 + (dx, dy)) for fold in piece.folds)
        garment.pieces.append(replace(piece, shapes=far, folds=folds, tone=piece.tone * 0.86))
    garment.pieces += near
    garment.focus = (0.15, -0.25)


STRETCH = {
    "sneaker": 1.28,
    "loafer": 1.25,
    "flat": 1.2,
    "jane": 1.25,
    "boot": 1.12,
    "sandal": 1.1,
    "pump": 1.06,
}


def _taller(piece: Piece, stretch: float) -> Piece:
    """The lasts were drawn long and low; feet are not."""
    folds = tuple(replace(fold, line=fold.line * (1, stretch)) for fold in piece.folds)
    return replace(piece, shapes=tuple(shape * (1, stretch) for shape in piece.shapes), folds=folds)


SHAPES = {
    "sneaker": sneaker,
    "chunky sneaker": sneaker,
    "high sneaker": sneaker,
    "canvas sneaker": sneaker,
    "pump": pump,
    "kitten heel": pump,
    "loafer": flat,
    "ballet flat": flat,
    "mary jane": flat,
    "ankle boot": boot,
    "combat boot": boot,
    "long boot": boot,
    "western boot": boot,
    "sandal": sandal,
}
