"""Drawing pieces of cloth one over the other, on one layer of colour and opacity."""

import numpy as np
from PIL import Image

from catalog.sample.fabrics import Cloth
from catalog.sample.geometry import Points, Pose
from catalog.sample.pieces import Decal, Piece
from catalog.sample.pixels import Field, mask, soft_blur
from catalog.sample.relief import Light, Window, slope
from catalog.sample.texture import flared, lit, threads

WIDTH, HEIGHT = 640, 800


class Canvas:
    """The product without its background: `colour` [H, W, 3] premultiplied by `alpha` [H, W]."""

    def __init__(self, pose: Pose, light: Light, rng: np.random.Generator) -> None:
        self.pose, self.light, self._rng = pose, light, rng
        self.colour = np.zeros((HEIGHT, WIDTH, 3), dtype=np.float32)
        self.alpha = np.zeros((HEIGHT, WIDTH), dtype=np.float32)
        self.shade = np.ones((HEIGHT, WIDTH), dtype=np.float32)

    def draw(self, piece: Piece, cloth: Cloth) -> None:
        shapes = [self.pose.pixels(shape) for shape in piece.shapes]
        window = _window(shapes)
        if window is None:
            return
        cover = mask(shapes, window.left, window.top, window.width, window.height)
        if piece.shadow > 0:
            self._throw_shadow(cover, window, piece.shadow)
        rows, columns = np.nonzero(cover > 0.003)
        x, y = columns.astype(np.float32), rows.astype(np.float32)
        at = (rows + window.top, columns + window.left)
        if piece.rounding > 0:
            towards, lean = slope(
                piece, cloth, cover, window=window, pose=self.pose, light=self.light, rng=self._rng
            )
            facing, bent = towards[rows, columns], (lean[0][rows, columns], lean[1][rows, columns])
            shade = np.clip(1 + self.light.hardness * facing, 0.30, 1.30) * np.float32(piece.tone)
            inside = cover[rows, columns] > 0.5
            self.shade[at[0][inside], at[1][inside]] = shade[inside]
        else:  # printed or sewn flat on what lies beneath, so it takes its folds
            facing, bent = np.zeros_like(x), None
            shade = self.shade[at] * np.float32(piece.tone)
        if piece.flares:
            x = flared(cover, x, y)
        cloth_there = threads(
            piece, cloth, self.pose, x=x + np.float32(window.left), y=y + np.float32(window.top), lean=bent
        )
        colour = lit(cloth_there[:, :3], shade, cloth.tint)
        if cloth.gloss > 0:
            colour += (
                np.float32(cloth.gloss * (1.4 - 0.25 * sum(cloth.tint)))
                * np.clip(facing - np.float32(0.10), 0, 1)
            )[:, None]
        self._lay(colour, cover[rows, columns] * cloth_there[:, 3], at)

    def stick(self, decal: Decal) -> None:
        """A drawing or lettering printed on the cloth, following its light."""
        corners = self.pose.pixels(decal.corners())
        window = _window([corners, corners[1:2] + corners[2:3] - corners[:1]])
        if window is None:
            return
        matrix = _affine(corners - (window.left, window.top), decal.image.size)
        size = (window.width, window.height)
        image = decal.image.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
        pixels = np.asarray(image, dtype=np.float32) / np.float32(255)
        rows, columns = np.nonzero(pixels[..., 3] > 0)
        at = (rows + window.top, columns + window.left)
        ink = pixels[rows, columns]
        self._lay(ink[:, :3] * self.shade[at][:, None], ink[:, 3] * self.alpha[at], at)

    def _lay(self, colour: Field, opacity: Field, at: tuple[np.ndarray, np.ndarray]) -> None:
        """Colours [n, 3] over what is there, at n pixels."""
        beneath = self.colour[at]
        self.colour[at] = beneath + (colour - beneath) * opacity[:, None]
        covered = self.alpha[at]
        self.alpha[at] = covered + (1 - covered) * opacity

    def _throw_shadow(self, cover: Field, window: Window, strength: float) -> None:
        if not self.alpha[window.slices].any():
            return
        reach = 0.016 * self.pose.scale
        dy, dx = round(-self.light.y * reach), round(-self.light.x * reach)
        shadow = soft_blur(np.roll(cover, (dy, dx), axis=(0, 1)), reach * 0.8, factor=2)
        self.colour[window.slices] *= 1 - np.float32(strength) * shadow[..., None].clip(0, 1)


def _window(shapes: list[Points]) -> Window | None:
    """What the shapes cover of the picture and a margin; None where they lie outside."""
    every = np.vstack(shapes)
    left, top = np.maximum(np.floor(every.min(axis=0)).astype(int) - 10, 0)
    right, bottom = np.minimum(np.ceil(every.max(axis=0)).astype(int) + 10, (WIDTH, HEIGHT))
    if right - left < 4 or bottom - top < 4:
        return None
    return Window(int(left), int(top), int(right - left), int(bottom - top))


def _affine(corners: Points, size: tuple[int, int]) -> tuple[float, ...]:
    """The six numbers that take window pixels to pixels of an image whose corners lie at `corners` [3, 2]."""
    origin, right, bottom = corners
    forward = np.array([(right - origin) / size[0], (bottom - origin) / size[1]]).T
    back = np.linalg.inv(forward)
    shift = -back @ origin
    return (back[0, 0], back[0, 1], shift[0], back[1, 0], back[1, 1], shift[1])
