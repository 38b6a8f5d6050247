"""What a drawn product is made of: pieces of cloth, back to front, in garment units."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from PIL import Image

from catalog.sample.fabrics import Cloth
from catalog.sample.geometry import Points, by, mirrored, turned


@dataclass(frozen=True)
class Fold:
    """A ridge of cloth along a curve; a negative height is a crease."""

    line: Points
    width: float
    height: float


@dataclass(frozen=True)
class Piece:
    """One or several shapes cut from one cloth and lit together.

    `grain` turns the cloth, `rounding` is how far from its edge a piece curves away (garment units), `bulge`
    how strongly; `shadow` is what it throws on the pieces beneath; `tone` darkens it (linings, far sides).
    `flares` lets the print follow the width of the shape, as on a gathered skirt.
    """

    shapes: tuple[Points, ...]
    cloth: str = "main"
    grain: float = 0.0
    rounding: float = 0.06
    bulge: float = 1.0
    folds: tuple[Fold, ...] = ()
    shadow: float = 0.35
    tone: float = 1.0
    flares: bool = False

    def mirrored(self) -> "Piece":
        return replace(
            self,
            shapes=tuple(mirrored(shape) for shape in self.shapes),
            grain=-self.grain,
            folds=tuple(replace(fold, line=mirrored(fold.line)) for fold in self.folds),
        )


@dataclass(frozen=True)
class Decal:
    """A picture (RGBA) printed flat on the cloth, `width` garment units wide, centred at `x`, `y`."""

    image: Image.Image
    x: float
    y: float
    width: float
    angle: float = 0.0

    def corners(self) -> Points:
        """Top left, top right, bottom left [3, 2]."""
        half, tall = self.width / 2, self.width / 2 * self.image.height / self.image.width
        corners = np.array([(-half, -tall), (half, -tall), (-half, tall)])
        return turned(corners, self.angle) + by(self.x, self.y)


@dataclass
class Garment:
    """A product ready to be photographed. `hook` is where a hanger's neck stands, if it can hang."""

    cloths: Mapping[str, Cloth]
    pieces: list[Piece | Decal] = field(default_factory=list)
    hook: tuple[float, float] | None = None
    focus: tuple[float, float] = (0.0, 0.5)

    def add(self, *shapes: Points, **kwargs: object) -> Piece:
        piece = Piece(shapes, **kwargs)  # type: ignore[arg-type]
        self.pieces.append(piece)
        return piece

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        every = np.vstack(
            [shape for piece in self.pieces if isinstance(piece, Piece) for shape in piece.shapes]
        )
        (left, top), (right, bottom) = every.min(axis=0), every.max(axis=0)
        return float(left), float(top), float(right), float(bottom)
