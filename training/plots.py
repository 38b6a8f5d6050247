"""Plots as SVG, drawn by Vega (vl-convert) in this process: they are in the page, and need no script.

Colours are the custom properties of tokens.css, written as attributes, so that a plot follows light and dark,
and nothing in it is an inline style, which the Content-Security-Policy forbids (BokehJS writes dozens of
them). What is drawn stands as a table beside it, too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TypedDict

import vl_convert
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Spec = dict[str, object]
"""Vega-Lite, or a part of it."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH, HEIGHT, SQUARE = 380, 220, 230
"""Small, and scaled up where there is room: on a phone its letters are then still letters."""
CONFIG: Spec = {
    "aria": False,  # the figure around it is described as a whole
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "grid": True,
        "gridColor": "var(--line)",
        "labelColor": "var(--ink-soft)",
        "labelFont": "inherit",
        "labelFontSize": 13,
        "labelPadding": 6,
        "titleColor": "var(--ink-soft)",
        "titleFont": "inherit",
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titlePadding": 8,
    },
}
SHARE: Spec = {"domain": [0, 1]}
SPREAD: Spec = {"type": "log", "nice": False}


class PointJson(TypedDict):
    """Average precision, with its interval, after so many labels."""

    labels: int
    value: float
    low: float
    high: float


class BinJson(TypedDict):
    """Of so many images of which about this was said, the share that was true, with its interval."""

    said: float
    true: float
    low: float
    high: float
    images: int


class Version(PointJson):
    """A version among the others; the champion is marked."""

    champion: bool


def versions_plot(versions: Sequence[Version]) -> SafeString:
    """Average precision of versions against the labels that they learned from."""
    encoding: Spec = {"x": _labels(), "y": _share("value", "")}
    layers: list[Spec] = [
        _band(),
        {"mark": _line(), "encoding": encoding},
        {"mark": _dot(), "encoding": encoding | {"size": _marked(130, 45), "fill": _marked(ACCENT, INK)}},
    ]
    return _plot(layers, versions)


def curve_plot(
    points: Sequence[PointJson], fitted: Sequence[PointJson], *, goal: float, ceiling: float | None
) -> SafeString:
    """A tag's learning curve: what was measured, what is foreseen with its band, and where it is to go."""
    encoding: Spec = {"x": _labels(), "y": _share("value", "")}
    whiskers: Spec = {"x": _labels(), "y": _share("low", ""), "y2": {"field": "high"}}
    measured = {"values": list(points)}
    layers: list[Spec] = [
        _band(),
        {"mark": _line(dash=True), "encoding": encoding},
        {"data": measured, "mark": {"type": "rule", "color": INK}, "encoding": whiskers},
        {"data": measured, "mark": _dot(), "encoding": encoding},
        *_level(goal, _("목표 %(goal)s") % {"goal": f"{goal:.2f}"}, ACCENT),
    ]
    if ceiling is not None and ceiling < goal:
        words = _("사람들 %(ceiling)s") % {"ceiling": f"{ceiling:.2f}"}
        layers += _level(ceiling, words, SOFT, below=True)
    return _plot(layers, fitted)


def reliability_plot(bins: Sequence[BinJson]) -> SafeString:
    """What was said against what was true; on the diagonal nothing was promised that was not kept."""
    encoding: Spec = {"x": _share("said", _("모델이 말한 확률")), "y": _share("true", _("맞은 비율"))}
    low: Spec = encoding | {"y": _share("low", _("맞은 비율")), "y2": {"field": "high"}}
    many: Spec = {"field": "images", "type": "quantitative", "legend": None, "scale": {"range": [25, 200]}}
    corners = {"values": [{"said": 0, "true": 0}, {"said": 1, "true": 1}]}
    layers: list[Spec] = [
        {"data": corners, "mark": _line(dash=True) | {"color": SOFT}, "encoding": encoding},
        {"mark": {"type": "rule", "color": INK, "opacity": 0.5}, "encoding": low},
        {"mark": _line(), "encoding": encoding},
        {"mark": _dot(), "encoding": encoding | {"size": many}},
    ]
    return _plot(layers, bins, width=SQUARE, height=SQUARE)


class ArmPoint(PointJson):
    """A way of asking, after so many photos."""

    arm: str


def backtest_plot(points: Sequence[ArmPoint], names: Sequence[str]) -> SafeString:
    """Average precision against photos answered, a line for each way of asking, told apart by dashes, too."""
    looks = dict(zip(names, ARMS, strict=False))
    of_arm: Spec = {"field": "arm", "type": "nominal", "sort": list(names)}
    colour: Spec = of_arm | {
        "scale": {"domain": list(looks), "range": [colour for colour, _dash in looks.values()]},
        "legend": None,
    }
    dash: Spec = of_arm | {
        "scale": {"domain": list(looks), "range": [dash for _colour, dash in looks.values()]},
        "legend": None,
    }
    axis: Spec = {"title": _("답한 사진 수"), "format": ",d", "tickCount": 4, "grid": False}
    across: Spec = {"field": "labels", "type": "quantitative", "scale": SPREAD, "axis": axis}
    band: Spec = {"x": across, "y": _share("low", ""), "y2": {"field": "high"}, "fill": colour}
    line: Spec = {"x": across, "y": _share("value", ""), "stroke": colour, "strokeDash": dash}
    layers: list[Spec] = [
        {"mark": {"type": "area", "opacity": 0.1}, "encoding": band},
        {"mark": {"type": "line", "strokeWidth": 2}, "encoding": line},
    ]
    return _plot(layers, points)


def arm_key(place: int) -> SafeString:
    """A short piece of the line of the arm at this place of a back-test."""
    colour, dash = ARMS[place % len(ARMS)]
    dashes = " ".join(map(str, dash))
    return format_html(
        '<svg class="arm__key" viewBox="0 0 32 8" width="32" height="8" aria-hidden="true">'
        '<line x1="0" y1="4" x2="32" y2="4" stroke="{}" stroke-width="2" stroke-dasharray="{}"/></svg>',
        colour,
        dashes,
    )


ARMS: list[tuple[str, list[int]]] = [
    ("var(--accent-ink)", [1, 0]),
    ("var(--ink)", [2, 3]),
    ("var(--focus)", [8, 3]),
    ("var(--yes)", [8, 3, 2, 3]),
    ("var(--no)", [4, 2]),
    ("var(--ink-soft)", [12, 4]),
]
"""Colour and dashes of each line; with more of them they begin again."""
INK, SOFT, ACCENT = "var(--ink)", "var(--ink-soft)", "var(--accent)"


def _plot(
    layers: Sequence[Spec], rows: Sequence[object], *, width: int = WIDTH, height: int = HEIGHT
) -> SafeString:
    spec: Spec = {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "padding": 4,
        "background": None,
        "config": CONFIG,
        "data": {"values": list(rows)},
        "layer": list(layers),
    }
    return _svg(json.dumps(spec))


@lru_cache(maxsize=512)
def _svg(spec: str) -> SafeString:
    """Of the same numbers the same picture: a live page that is fetched again is not drawn again."""
    # The figure around it has a name, and its numbers stand below: the marks one by one would only be noise.
    svg = vl_convert.vegalite_to_svg(spec).replace("<svg ", '<svg aria-hidden="true" ', 1)
    return mark_safe(svg)  # noqa: S308 (numbers and our own words, escaped by Vega)


def _labels() -> Spec:
    axis: Spec = {"title": _("라벨 수"), "format": ",d", "tickCount": 5, "tickMinStep": 1}
    return {"field": "labels", "type": "quantitative", "scale": {"domainMin": 0}, "axis": axis}


def _share(field: str, title: str) -> Spec:
    """On an axis from nought to one."""
    return {"field": field, "type": "quantitative", "scale": SHARE, "axis": _shares(title)}


def _shares(title: str) -> Spec:
    return {"title": title or None, "format": ".1f", "tickCount": 5}


def _band() -> Spec:
    """Between `low` and `high`."""
    return {
        "mark": {"type": "area", "color": INK, "opacity": 0.12},
        "encoding": {"x": _labels(), "y": _share("low", ""), "y2": {"field": "high"}},
    }


def _line(*, dash: bool = False) -> Spec:
    return {"type": "line", "color": INK, "strokeWidth": 2} | ({"strokeDash": [4, 4]} if dash else {})


def _dot() -> Spec:
    return {"type": "point", "filled": True, "fill": INK, "size": 60, "opacity": 1, "stroke": "var(--paper)"}


def _marked(champion: object, other: object) -> Spec:
    return {"condition": {"test": "datum.champion", "value": champion}, "value": other}


def _level(value: float, words: str, colour: str, *, below: bool = False) -> list[Spec]:
    """A line across, and what it is."""
    here: Spec = {"data": {"values": [{"value": value}]}}
    across: Spec = {"type": "rule", "color": colour, "strokeWidth": 1.5}
    text: Spec = {
        "type": "text",
        "text": words,
        "align": "right",
        "baseline": "top" if below else "bottom",
        "dy": 4 if below else -3,
        "fontSize": 13,
        "font": "inherit",
    }
    halo: Spec = {"stroke": "var(--paper)", "strokeWidth": 4, "color": "var(--paper)"}
    at: Spec = {"y": _share("value", ""), "x": {"value": WIDTH}}
    return [
        here | {"mark": across, "encoding": {"y": _share("value", "")}},
        here | {"mark": text | halo, "encoding": at},
        here | {"mark": text | {"color": INK}, "encoding": at},
    ]
