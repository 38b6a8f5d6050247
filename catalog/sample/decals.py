"""Drawings and lettering for the front of a garment, as RGBA images. The font is the one inside Pillow."""

from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from catalog.sample.geometry import Points, by, curve, ellipse, outline, symmetric
from catalog.sample.motifs import FACE, HEART, STAR
from catalog.sample.palettes import Colour, luminance, mixed

Rng = np.random.Generator
Inks = tuple[Colour, Colour, Colour]
SIDE = 480
WORDS = (
    "SEOUL",
    "SUNDAY",
    "LOVE",
    "CLUB 88",
    "OH LA LA",
    "MELLOW",
    "HELLO",
    "BLOOM",
    "STUDIO",
    "PARADIS",
    "CHERIE",
    "WAVE",
    "ROUTE 9",
    "ATELIER",
)
STREET = (
    "RIOT",
    "NO RULES",
    "HUSTLE",
    "DROP 04",
    "LOUD",
    "CREW",
    "BASS",
    "BLOCK",
    "GHOST",
    "FLOW",
    "HEAVY",
    "WILD",
)
TEAMS = ("ATHLETICS", "RUNNERS", "UNION", "EAST", "TEAM 12", "COLLEGE", "TRACK", "RACING", "PACE")


def drawn(kind: str, inks: Inks, rng: Rng) -> Image.Image:
    """The decal `kind`, cropped to what was drawn. The first ink is the cloth that it must stand out from."""
    image = Image.new("RGBA", (SIDE, SIDE))
    ink = inks[1] if abs(luminance(inks[1]) - luminance(inks[0])) > 0.25 else _against(inks[0])
    DECALS[kind](_Pen(image), (inks[0], ink, inks[2]), rng)
    return image.crop(image.getbbox()) if image.getbbox() else image


class _Pen:
    """Draws in coordinates from −1 to 1."""

    def __init__(self, image: Image.Image) -> None:
        self._pen = ImageDraw.Draw(image)

    def shape(self, points: Points, colour: Colour) -> None:
        self._pen.polygon(((points + 1) * SIDE / 2).ravel().tolist(), fill=_rgba(colour))

    def text(self, words: str, y: float, size: float, colour: Colour, outline: Colour | None = None) -> None:
        """Bold capitals centred at height `y`, as large as `size` and the width allow."""
        pixels = size * SIDE / 2
        width = ImageFont.load_default(100).getlength(words) / 100
        font = ImageFont.load_default(min(pixels, 0.92 * SIDE / max(width, 0.1)))
        bold = max(1, round(font.size / 22)) if isinstance(font, ImageFont.FreeTypeFont) else 1
        at = (SIDE / 2, (y + 1) * SIDE / 2)
        if outline is not None:
            self._pen.text(
                at,
                words,
                fill=_rgba(outline),
                font=font,
                anchor="mm",
                stroke_width=4 * bold,
                stroke_fill=_rgba(outline),
            )
        self._pen.text(
            at,
            words,
            fill=_rgba(colour),
            font=font,
            anchor="mm",
            stroke_width=bold,
            stroke_fill=_rgba(colour),
        )


def _letters(pen: _Pen, inks: Inks, rng: Rng) -> None:
    pen.text(str(rng.choice(WORDS)), 0, 0.5, inks[1])
    if rng.random() < 0.5:
        pen.text("since 19" + str(rng.integers(62, 99)), 0.38, 0.16, inks[2])


def _street(pen: _Pen, inks: Inks, rng: Rng) -> None:
    word = str(rng.choice(STREET))
    for k, ink in enumerate((inks[2], inks[1], inks[1])):
        pen.text(
            word, -0.35 + 0.38 * k, 0.52, ink if k != 1 else inks[0], outline=inks[1] if k == 1 else None
        )


def _team(pen: _Pen, inks: Inks, rng: Rng) -> None:
    pen.text(str(rng.choice(TEAMS)), -0.42, 0.30, inks[1])
    pen.text(str(rng.integers(1, 99)), 0.16, 0.95, inks[1], outline=inks[2])


def _smiley(pen: _Pen, inks: Inks, rng: Rng) -> None:
    yellow = mixed((0.98, 0.82, 0.16), inks[2], 0.15)
    pen.shape(ellipse(0, 0, 0.8, n=60), (0.1, 0.1, 0.1))
    pen.shape(ellipse(0, 0, 0.75, n=60), yellow)
    for shape in FACE:
        pen.shape(shape * 0.75, (0.1, 0.1, 0.1))


def _sunset(pen: _Pen, inks: Inks, rng: Rng) -> None:
    tones = ((0.95, 0.72, 0.28), (0.90, 0.48, 0.22), (0.76, 0.28, 0.22), (0.35, 0.22, 0.30))
    for k, tone in enumerate(tones):
        y0 = -0.75 + 0.33 * k
        t = np.linspace(y0, y0 + 0.27, 12).clip(-0.74, 0.74)
        half = np.sqrt(0.75**2 - t**2)
        pen.shape(
            np.concatenate([np.stack([half, t], 1), np.stack([-half, t], 1)[::-1]]), mixed(tone, inks[2], 0.2)
        )
    pen.text(str(rng.choice(WORDS)), 0.78, 0.26, inks[1])


def _heart(pen: _Pen, inks: Inks, rng: Rng) -> None:
    pen.shape(HEART * 0.7, mixed((0.86, 0.16, 0.24), inks[2], 0.3))


def _bear(pen: _Pen, inks: Inks, rng: Rng) -> None:
    fur = mixed((0.66, 0.45, 0.28), inks[2], 0.15)
    for x in (-0.48, 0.48):
        pen.shape(ellipse(x, -0.52, 0.25), fur)
        pen.shape(ellipse(x, -0.52, 0.13), mixed(fur, (1, 0.9, 0.85), 0.6))
    pen.shape(ellipse(0, 0, 0.72, 0.64, n=50), fur)
    pen.shape(ellipse(0, 0.22, 0.32, 0.24), mixed(fur, (1, 0.95, 0.9), 0.75))
    for x in (-0.27, 0.27):
        pen.shape(ellipse(x, -0.1, 0.065), (0.1, 0.08, 0.08))
        pen.shape(ellipse(1.6 * x, 0.14, 0.10, 0.07), (0.95, 0.6, 0.6))
    pen.shape(ellipse(0, 0.13, 0.09, 0.065), (0.1, 0.08, 0.08))
    for sign in (1, -1):
        pen.shape(outline([(0, 0.72), (0.3 * sign, 0.58), (0.34 * sign, 0.86), (0, 0.72)]), (0.85, 0.2, 0.3))


def _flame(pen: _Pen, inks: Inks, rng: Rng) -> None:
    flame = outline(
        [(0, 0.8), (-0.55, 0.5), (-0.5, 0.0), (-0.25, -0.3), (-0.2, -0.8)],
        [(-0.2, -0.8), (0.15, -0.45), (0.25, -0.15)],
        [(0.25, -0.15), (0.35, -0.4)],
        [(0.35, -0.4), (0.6, 0.1), (0.5, 0.55), (0, 0.8)],
    )
    for scale, ink in ((1.0, (0.86, 0.2, 0.1)), (0.7, (0.96, 0.55, 0.12)), (0.4, (1.0, 0.86, 0.3))):
        pen.shape(flame * scale + (0, 0.7 * (1 - scale)), mixed(ink, inks[2], 0.12))


def _bolt(pen: _Pen, inks: Inks, rng: Rng) -> None:
    bolt = np.array(
        [(0.1, -0.85), (-0.45, 0.1), (-0.05, 0.1), (-0.2, 0.85), (0.45, -0.2), (0.05, -0.2), (0.35, -0.85)]
    )
    pen.shape(ellipse(0, 0, 0.9, 0.9, n=60), inks[1])
    pen.shape(ellipse(0, 0, 0.8, 0.8, n=60), inks[0])
    pen.shape(bolt, inks[2])
    pen.text(str(rng.choice(STREET)), 0.15, 0.42, inks[1], outline=inks[0])


def _crest(pen: _Pen, inks: Inks, rng: Rng) -> None:
    shield = symmetric([(0, -0.7), (0.55, -0.72)], [(0.55, -0.72), (0.58, 0.1), (0, 0.75)])
    gold = mixed((0.80, 0.64, 0.30), inks[2], 0.2)
    pen.shape(shield, gold)
    pen.shape(shield * 0.88, mixed(inks[2], (0.1, 0.14, 0.3), 0.5))
    pen.shape(np.array([(-0.5, -0.05), (0.5, -0.05), (0.5, 0.08), (-0.5, 0.08)]), gold)
    for x in (-0.22, 0.22):
        pen.shape(STAR * 0.16 + (x, -0.33), (0.96, 0.93, 0.86))
    pen.shape(STAR * 0.18 + (0, 0.33), (0.96, 0.93, 0.86))


def _flower(pen: _Pen, inks: Inks, rng: Rng) -> None:
    stem = curve([(0, 0.1), (0.05, 0.5), (-0.02, 0.9)])
    pen.shape(np.vstack([stem + by(0.025, 0), (stem - (0.025, 0))[::-1]]), (0.36, 0.48, 0.32))
    pen.shape(
        outline([(0.02, 0.7), (0.25, 0.5), (0.45, 0.55)], [(0.45, 0.55), (0.28, 0.72), (0.02, 0.7)]),
        (0.36, 0.48, 0.32),
    )
    for k in range(6):
        t = k * np.pi / 3
        pen.shape(
            ellipse(0.3 * np.cos(t), -0.25 + 0.3 * np.sin(t), 0.22), mixed(inks[1], inks[2], 0.3 * (k % 2))
        )
    pen.shape(ellipse(0, -0.25, 0.17), (0.95, 0.78, 0.3))


def _logo(pen: _Pen, inks: Inks, rng: Rng) -> None:
    kind = int(rng.integers(3))
    if kind == 0:
        pen.text(str(rng.choice(WORDS))[:6].lower(), 0, 0.5, inks[1])
    elif kind == 1:
        for k in range(3):
            pen.shape(
                np.array(
                    [
                        (-0.6 + 0.42 * k, 0.5),
                        (-0.34 + 0.42 * k, 0.5),
                        (-0.10 + 0.42 * k, -0.5),
                        (-0.36 + 0.42 * k, -0.5),
                    ]
                ),
                inks[1],
            )
    else:
        pen.shape(ellipse(0, 0, 0.55, n=40), inks[1])
        pen.shape(ellipse(0.2, -0.12, 0.44, n=40), inks[0])


DECALS: Mapping[str, Callable[[_Pen, Inks, Rng], None]] = {
    "letters": _letters,
    "street": _street,
    "team": _team,
    "smiley": _smiley,
    "sunset": _sunset,
    "heart": _heart,
    "bear": _bear,
    "flame": _flame,
    "bolt": _bolt,
    "crest": _crest,
    "flower": _flower,
    "logo": _logo,
}


def _against(ground: Colour) -> Colour:
    return (0.96, 0.95, 0.93) if luminance(ground) < 0.5 else (0.12, 0.12, 0.14)


def _rgba(colour: Colour) -> tuple[int, int, int, int]:
    red, green, blue = (round(255 * channel) for channel in colour)
    return red, green, blue, 255
