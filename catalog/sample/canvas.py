"""Drawing pieces of cloth: coverage, print, folds and light, on one layer of colour and opacity."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from catalog.sample.fabrics import Cloth
from catalog.sample.geometry import Points, Pose, tube
from catalog.sample.palettes import Colour
from catalog.sample.pieces import Decal, Fold, Piece
from catalog.sample.pixels import Field, blurred, mask, noise, resized, soft_blur

WIDTH, HEIGHT = 640, 800


@dataclass(frozen=True)
class Light:
    """`x`, `y` point to the lamp; `hardness` is the contrast between lit and unlit folds."""

    x: float
    y: float
    hardness: float


@dataclass(frozen=True)
class Window:
    left: int
    top: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


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
        if piece.rounding > 0:
            slope, lean = self._slope(piece, cloth, cover, window)
            shade = np.clip(1 + self.light.hardness * slope, 0.30, 1.30) * np.float32(piece.tone)
            inside = cover > 0.5
            self.shade[window.slices][inside] = shade[inside]
        else:  # printed or sewn flat on what lies beneath, so it takes its folds
            slope, lean = np.zeros_like(cover), None
            shade = self.shade[window.slices] * np.float32(piece.tone)
        texture = self._texture(piece, cloth, cover, window, lean)
        shine = np.float32(cloth.gloss) * np.clip(slope - 0.10, 0, 1) * 1.4
        self._lay(_lit(texture[..., :3], shade, cloth.tint) + shine[..., None], cover * texture[..., 3], window)

    def stick(self, decal: Decal) -> None:
        """A drawing or lettering printed on the cloth, following its light."""
        corners = self.pose.pixels(decal.corners())
        window = _window([corners])
        if window is None:
            return
        matrix = _affine(corners - (window.left, window.top), decal.image.size)
        image = decal.image.transform(
            (window.width, window.height), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC
        )
        pixels = np.asarray(image, dtype=np.float32) / np.float32(255)
        shade = self.shade[window.slices]
        self._lay(pixels[..., :3] * shade[..., None], pixels[..., 3] * self.alpha[window.slices], window)

    def _lay(self, colour: Field, opacity: Field, window: Window) -> None:
        at = window.slices
        self.colour[at] += (colour - self.colour[at]) * opacity[..., None]
        self.alpha[at] += (1 - self.alpha[at]) * opacity

    def _throw_shadow(self, cover: Field, window: Window, strength: float) -> None:
        reach = 0.016 * self.pose.scale
        dy, dx = round(-self.light.y * reach), round(-self.light.x * reach)
        shadow = soft_blur(np.roll(cover, (dy, dx), axis=(0, 1)), reach * 0.8, factor=2)
        self.colour[window.slices] *= 1 - np.float32(strength) * shadow[..., None].clip(0, 1)

    def _slope(self, piece: Piece, cloth: Cloth, cover: Field, window: Window) -> tuple[Field, tuple[Field, Field]]:
        """How far each pixel leans towards the lamp (−1 … 1 or so), and the lean itself, which bends the print."""
        factor = 1 if window.width * window.height < 30_000 else 2
        width, height = max(2, window.width // factor), max(2, window.height // factor)
        scale = self.pose.scale / factor
        small = resized(cover, width, height) if factor > 1 else cover
        radius = max(0.8, piece.rounding * scale)
        bulge = piece.bulge * cloth.puff
        rounded = blurred(small, radius * 0.45)
        down, across = (edge * np.float32(1.15 * radius * bulge) for edge in np.gradient(rounded))
        hollow = (rounded - 1) * np.float32(0.22 * bulge)
        if cloth.folds > 0 and factor > 1:
            drape = self._drape(piece, window, factor, (height, width))
            fold_down, fold_across = (edge * np.float32(cloth.folds) for edge in np.gradient(drape))
            hollow = hollow + np.float32(0.05 * cloth.folds) * (drape / np.float32(0.05 * scale))
            down, across = down + fold_down, across + fold_across
        slope = -(across * np.float32(self.light.x) + down * np.float32(self.light.y)) + hollow
        full = (window.width, window.height)
        if factor == 1:
            return slope, (across, down)
        return resized(slope, *full), (resized(across, *full), resized(down, *full))

    def _drape(self, piece: Piece, window: Window, factor: int, shape: tuple[int, int]) -> Field:
        """Heights in pixels: the folds that were asked for and a little crumple that all cloth has."""
        scale = self.pose.scale / factor
        total = np.zeros(shape, dtype=np.float32)
        for low, high in ((0.0, 0.022), (0.022, 0.05), (0.05, 9.0)):
            chosen = [fold for fold in piece.folds if low <= fold.width < high]
            if chosen:
                mean = float(np.mean([fold.width for fold in chosen])) * scale
                total += _ridges(chosen, self.pose, window, factor, shape) * np.float32(mean * 1.5)
        crumple = _crumple(self._rng, shape) * np.float32(0.011 * scale)
        return total + crumple

    def _texture(
        self, piece: Piece, cloth: Cloth, cover: Field, window: Window, lean: tuple[Field, Field] | None
    ) -> Field:
        """Colours and opacity [h, w, 4] of the cloth, looked up where the shape is."""
        where = np.nonzero(cover.ravel() > 0.003)[0]
        y, x = (axis.astype(np.float32) for axis in np.divmod(where, window.width))
        if piece.flares:
            x = _flared(cover, x, y)
        u, v = self.pose.units(x + np.float32(window.left), y + np.float32(window.top))
        if lean is not None:
            u = u + np.float32(0.006) * lean[0].ravel()[where].clip(-1, 1)
            v = v + np.float32(0.006) * lean[1].ravel()[where].clip(-1, 1)
        if piece.grain:
            c, s = np.float32(np.cos(piece.grain)), np.float32(np.sin(piece.grain))
            u, v = c * u + s * v, c * v - s * u
        texture = np.zeros((cover.size, 4), dtype=np.float32)
        texture[where] = _looked_up(cloth, u, v)
        return texture.reshape(*cover.shape, 4)


def _window(shapes: list[Points]) -> Window | None:
    every = np.vstack(shapes)
    left, top = np.maximum(np.floor(every.min(axis=0)).astype(int) - 10, 0)
    right, bottom = np.minimum(np.ceil(every.max(axis=0)).astype(int) + 10, (WIDTH, HEIGHT))
    if right - left < 4 or bottom - top < 4:
        return None
    return Window(int(left), int(top), int(right - left), int(bottom - top))


def _ridges(folds: list[Fold], pose: Pose, window: Window, factor: int, shape: tuple[int, int]) -> Field:
    image = Image.new("F", (shape[1], shape[0]))
    pen = ImageDraw.Draw(image)
    layer = np.zeros(shape, dtype=np.float32)
    for sign in (1, -1):
        for fold in folds:
            if fold.height * sign > 0:
                line = (pose.pixels(tube(fold.line, [0.15 * fold.width, fold.width, 0.1 * fold.width])) - (window.left, window.top)) / factor
                pen.polygon(line.ravel().tolist(), fill=abs(fold.height))
        layer += np.asarray(image, dtype=np.float32) * np.float32(sign)
        image.paste(0, (0, 0, *image.size))
    mean = float(np.mean([fold.width for fold in folds])) * pose.scale / factor
    return blurred(layer, max(1.0, 0.55 * mean))


@cache
def _bank() -> Field:
    """One field of crumples for all products; each piece takes another part of it."""
    rng = np.random.default_rng(0)
    field = noise(rng, 1024, (9, 14)) + 0.55 * noise(rng, 1024, (22, 34)) + 0.22 * noise(rng, 1024, (50, 70))
    return np.tile(field, (2, 2))


def _crumple(rng: np.random.Generator, shape: tuple[int, int]) -> Field:
    top, left = rng.integers(0, 1024, 2)
    height, width = min(shape[0] * 2, 1000), min(shape[1] * 2, 1000)
    return resized(np.ascontiguousarray(_bank()[top : top + height, left : left + width]), shape[1], shape[0])


def _flared(cover: Field, x: Field, y: Field) -> Field:
    """Columns of pixels moved so that the print spreads with the width of the shape, row by row."""
    solid = cover > 0.5
    rows = np.nonzero(solid.any(axis=1))[0]
    first = solid.argmax(axis=1)[rows]
    last = cover.shape[1] - 1 - solid[:, ::-1].argmax(axis=1)[rows]
    middle = np.interp(y, rows, (first + last) / 2)
    half = np.interp(y, rows, np.maximum((last - first) / 2, 4))
    usual = float(np.median(last - first)) / 2
    return np.asarray(middle + (x - middle) * (0.35 + 0.65 * usual / half), dtype=np.float32)


def _looked_up(cloth: Cloth, u: Field, v: Field) -> Field:
    """Bilinear samples [n, 4] of the tile, which repeats for ever."""
    n = cloth.tile.shape[0]
    x, y = u * np.float32(n / cloth.size), v * np.float32(n / cloth.size)
    left, top = np.floor(x), np.floor(y)
    fx, fy = (x - left)[:, None], (y - top)[:, None]
    x0, y0 = left.astype(np.int32) % n, top.astype(np.int32) % n
    x1, y1 = (x0 + 1) % n, (y0 + 1) % n
    flat = cloth.tile.reshape(-1, 4)
    upper = flat[y0 * n + x0] * (1 - fx) + flat[y0 * n + x1] * fx
    lower = flat[y1 * n + x0] * (1 - fx) + flat[y1 * n + x1] * fx
    return np.asarray((upper * (1 - fy) + lower * fy) / np.float32(255), dtype=np.float32)


def _lit(colour: Field, shade: Field, tint: Colour) -> Field:
    """Shadows keep the hue of the cloth instead of going grey; on white they turn a little cool."""
    mean = sum(tint) / 3
    depth = np.array([1.04, 1.0, 0.95]) + 0.30 * (mean - np.array(tint)) / (mean + 0.25)
    dark = np.minimum(shade, 1)[..., None]
    bright = np.maximum(shade - 1, 0)[..., None]
    lit = colour * np.float32(0.95) * (1 - (1 - dark) * depth.astype(np.float32))
    return np.asarray(lit + bright * (0.3 * colour + np.float32(0.08)), dtype=np.float32)


def _affine(corners: Points, size: tuple[int, int]) -> tuple[float, ...]:
    """The six numbers that take window pixels to pixels of an image whose corners lie at `corners` [3, 2]."""
    origin, right, bottom = corners
    forward = np.array([(right - origin) / size[0], (bottom - origin) / size[1]]).T
    back = np.linalg.inv(forward)
    shift = -back @ origin
    return (back[0, 0], back[0, 1], shift[0], back[1, 0], back[1, 1], shift[1])
