"""The photograph: a garment put on a background, lit, and taken by a camera that is never quite straight."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.sample.backgrounds import BACKGROUNDS
from catalog.sample.canvas import HEIGHT, WIDTH, Canvas
from catalog.sample.geometry import Pose, turned
from catalog.sample.look import Look
from catalog.sample.pieces import Garment, Piece
from catalog.sample.pixels import Field, mask, resized, soft_blur
from catalog.sample.relief import Light

Rng = np.random.Generator
STANDING = ("shoes", "hat", "bag")


@dataclass(frozen=True)
class View:
    """How one photo of a product is taken."""

    background: str
    detail: bool = False


def photograph(garment: Garment, look: Look, view: View, rng: Rng) -> npt.NDArray[np.uint8]:
    """The picture [HEIGHT, WIDTH, 3]."""
    picture, canvas = composed(garment, look, view, rng)
    return developed(picture * (1 - canvas.alpha[..., None]) + canvas.colour, rng)


def composed(garment: Garment, look: Look, view: View, rng: Rng) -> tuple[Field, Canvas]:
    """The background with the product's shadow on it, and the product by itself."""
    light = Light(-rng.uniform(0.35, 0.75), -rng.uniform(0.6, 0.9), rng.uniform(0.46, 0.62))
    canvas = Canvas(_pose(garment, look, view, rng), light, rng)
    for piece in garment.pieces:
        if isinstance(piece, Piece):
            canvas.draw(piece, garment.cloths[piece.cloth])
        else:
            canvas.stick(piece)
    picture = BACKGROUNDS[view.background](rng)
    shadow = _standing_shadow(canvas) if look.category in STANDING else _lying_shadow(canvas, look)
    return picture * (1 - shadow)[..., None], canvas


def _pose(garment: Garment, look: Look, view: View, rng: Rng) -> Pose:
    left, top, right, bottom = garment.bounds()
    fit = min(WIDTH * 0.90 / (right - left), HEIGHT * 0.88 / (bottom - top))
    straight = look.category in STANDING or look.has("hanger")
    angle = rng.normal(0, 0.018 if straight else 0.045)
    sway = (rng.uniform(0.003, 0.011), rng.uniform(0, 6.28), rng.uniform(0, 6.28))
    if view.detail:
        scale = fit * rng.uniform(1.55, 1.95)
        x, y = garment.focus
        return _centred(
            scale, angle, (x, y), (WIDTH * rng.uniform(0.44, 0.56), HEIGHT * rng.uniform(0.44, 0.54)), sway
        )
    scale = fit * rng.uniform(0.88, 1.0)
    x, y = WIDTH / 2, HEIGHT / 2
    slack = (WIDTH - scale * (right - left)) * 0.22, (HEIGHT - scale * (bottom - top)) * 0.16
    if straight and look.category != "hat" and not look.has("hanger"):
        y += min(0.10 * HEIGHT, slack[1])
    x, y = x + rng.uniform(-1, 1) * slack[0], y + rng.uniform(-1, 1) * slack[1]
    return _centred(scale, angle, ((left + right) / 2, (top + bottom) / 2), (x, y), sway)


def _centred(
    scale: float,
    angle: float,
    middle: tuple[float, float],
    pixel: tuple[float, float],
    sway: tuple[float, float, float],
) -> Pose:
    """The garment's point `middle` at one pixel of the picture, turned around it."""
    ((dx, dy),) = turned(np.array([middle]), angle) * scale
    return Pose(scale, angle, pixel[0] - float(dx), pixel[1] - float(dy), sway)


def _lying_shadow(canvas: Canvas, look: Look) -> Field:
    far = 2.2 if look.has("hanger") else 1.0  # a wall is further behind than a table is beneath
    light = canvas.light
    dx, dy = round(-light.x * 14 * far), round(-light.y * 14 * far)
    near = soft_blur(np.roll(canvas.alpha, (dy // 2, dx // 2), axis=(0, 1)), 6 * far)
    wide = soft_blur(np.roll(canvas.alpha, (dy * 2, dx * 2), axis=(0, 1)), 26, factor=8)
    return np.asarray((0.34 / far**0.5 * near + 0.20 * wide).clip(0, 0.7), dtype=np.float32)


def _standing_shadow(canvas: Canvas) -> Field:
    """A pool on the floor, darkest where the product touches it."""
    solid = canvas.alpha > 0.5
    ys, xs = np.nonzero(solid)
    if len(ys) == 0:
        return np.zeros_like(canvas.alpha)
    bottom, left, right = float(ys.max()), float(xs.min()), float(xs.max())
    t = np.linspace(0, 2 * np.pi, 40)
    half = (right - left) / 2
    total = np.zeros_like(canvas.alpha)
    for wide, tall, lift, blur, strength in ((1.02, 0.10, 0.03, 16, 0.5), (0.94, 0.035, 0.012, 5, 0.42)):
        pool = np.stack(
            [
                left + half + 0.04 * half + wide * half * np.cos(t),
                bottom - lift * half + tall * half * np.sin(t),
            ],
            axis=1,
        )
        total += np.float32(strength) * soft_blur(mask([pool], 0, 0, WIDTH, HEIGHT), blur)
    cast = soft_blur(np.roll(canvas.alpha, (10, 22), axis=(0, 1)), 30, factor=8)
    return np.asarray((total + 0.16 * cast).clip(0, 0.72), dtype=np.float32)


def developed(picture: Field, rng: Rng) -> npt.NDArray[np.uint8]:
    """Room light, white balance, vignette and the camera's noise."""
    if rng.random() < 0.16:
        picture = picture * _window_light(rng)[..., None]
    warm, exposure = rng.normal(0, 0.012), rng.normal(1.0, 0.03)
    balance = np.array([exposure + warm, exposure, exposure - warm], dtype=np.float32)
    picture = picture * _vignette(rng)[..., None]
    picture *= balance
    bright = picture > np.float32(0.86)
    shoulder = picture[bright] - np.float32(0.86)
    picture[bright] = np.float32(0.86) + shoulder / (1 + shoulder * np.float32(3.5))
    grain = rng.standard_normal((200, 320), dtype=np.float32) * np.float32(255 * rng.uniform(0.003, 0.010))
    picture *= np.float32(255)
    picture += np.tile(grain + np.float32(0.5), (4, 2))[..., None]
    return picture.clip(0, 255).astype(np.uint8)


def _vignette(rng: Rng) -> Field:
    small_y, small_x = (axis.astype(np.float32) for axis in np.mgrid[-1:1:50j, -1:1:40j])
    return resized(1 - np.float32(rng.uniform(0.0, 0.10)) * (small_x**2 + small_y**2) / 2, WIDTH, HEIGHT)


def _window_light(rng: Rng) -> Field:
    """Panes of sun across the scene."""
    slant, x0, y0 = rng.uniform(0.25, 0.6), rng.uniform(-100, 120), rng.uniform(-120, 120)
    panes = []
    for row in range(3):
        for column in range(2):
            x, y = x0 + 250 * column, y0 + 270 * row
            panes.append(
                np.array([(x, y), (x + 215, y - 215 * slant), (x + 215, y + 235 - 215 * slant), (x, y + 235)])
            )
    sun = soft_blur(mask(panes, 0, 0, WIDTH, HEIGHT), 7)
    return np.asarray(0.86 + 0.22 * sun, dtype=np.float32)
