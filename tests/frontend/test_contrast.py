"""What is written can be read: 7:1 for body text, 4.5:1 for the rest, in light and dark (WCAG 2.2)."""

import math
import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text()
COLOUR = r"oklch\((\d+\.?\d*)% (\d*\.?\d+) (\d+)\)"
PAPERS = ["paper", "paper-raised", "paper-sunk"]

Oklch = tuple[float, float, float]


def colour(name: str, theme: str) -> Oklch:
    pair = re.search(rf"--{name}: light-dark\({COLOUR}, {COLOUR}\);", TOKENS)
    if pair:
        numbers = pair.groups()[:3] if theme == "light" else pair.groups()[3:]
    else:
        one = re.search(rf"--{name}: {COLOUR};", TOKENS)
        assert one is not None, f"no such colour: {name}"
        numbers = one.groups()
    lightness, chroma, hue = map(float, numbers)
    return lightness / 100, chroma, hue


def luminance(value: Oklch) -> float:
    """Relative luminance by way of linear sRGB (Ottosson, A perceptual color space for image processing)."""
    lightness, chroma, hue = value
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: str) -> float:
    darker, lighter = sorted((luminance(colour(one, theme)), luminance(colour(other, theme))))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(("ink", "least"), [("ink", 7), ("ink-soft", 7), ("accent-ink", 4.5), ("no", 4.5)])
def test_text_on_paper(ink: str, paper: str, theme: str, least: float) -> None:
    assert contrast(ink, paper, theme) >= least


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["accent", "yes", "no"])
def test_text_on_colour(ground: str, theme: str) -> None:
    assert contrast(f"on-{ground}", ground, theme) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("mark", ["focus", "line-strong", "yes", "no", "unsure"])
def test_marks_and_borders_on_paper(mark: str, theme: str) -> None:
    assert contrast(mark, "paper", theme) >= 3
