"""Learning curves as a picture: Vega-Lite to SVG."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import vl_convert

Floats = npt.NDArray[np.float64]
WIDTH, HEIGHT = 760, 440
FOREMOST = {"ours": "#d6336c", "random": "#212529"}
SOFT = ("#4c6ef5", "#12b886", "#f59f00", "#7950f2", "#15aabf", "#e8590c", "#82c91e", "#868e96", "#be4bdb")


def plot(curves: Mapping[str, Floats], budgets: Sequence[int], title: str, file: Path) -> None:
    """Means of curves [seeds, b] over the logarithm of the labels; ours and random with what 95 % of their
    seeds' means vary by."""
    rows = [row for name, several in curves.items() for row in _rows(name, several, budgets)]
    names = list(curves)
    colours = [FOREMOST.get(name, SOFT[place % len(SOFT)]) for place, name in enumerate(names)]
    x = {
        "field": "labels",
        "type": "quantitative",
        "scale": {"type": "log", "nice": False},
        "title": "labels",
    }
    y = {"type": "quantitative", "title": "macro average precision", "scale": {"zero": False}}
    legend = {"symbolType": "stroke", "symbolOpacity": 1, "symbolStrokeWidth": 2}
    colour: dict[str, object] = {"field": "arm", "type": "nominal", "title": None}
    colour |= {"scale": {"domain": names, "range": colours}, "legend": legend}
    foremost = {"filter": {"field": "arm", "oneOf": list(FOREMOST)}}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": title,
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": rows},
        "encoding": {"x": x, "color": colour},
        "layer": [
            {
                "transform": [foremost],
                "mark": {"type": "area", "opacity": 0.15},
                "encoding": {"y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "strokeWidth": 1, "opacity": 0.8},
                "encoding": {"y": y | {"field": "value"}},
            },
            {
                "transform": [foremost],
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"y": y | {"field": "value"}},
            },
        ],
    }
    file.write_text(vl_convert.vegalite_to_svg(json.dumps(spec)), encoding="utf-8")


def _rows(name: str, several: Floats, budgets: Sequence[int]) -> list[dict[str, str | float]]:
    mean = several.mean(axis=0)
    error = 1.96 * several.std(axis=0) / np.sqrt(len(several))
    return [
        {
            "arm": name,
            "labels": budget,
            "value": float(mean[place]),
            "low": float(mean[place] - error[place]),
            "high": float(mean[place] + error[place]),
        }
        for place, budget in enumerate(budgets)
        if not np.isnan(mean[place])
    ]
