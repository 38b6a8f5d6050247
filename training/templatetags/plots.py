"""Plots of the training pages, and probabilities as people read them."""

import json

from django import template
from django.utils.safestring import SafeString

from training import plots
from training.models import Calibration, LearningCurve
from training.models.backtest import FigureJson
from training.services.backtest_page import ArmRow

register = template.Library()


@register.simple_tag
def versions_plot(drawn: list[plots.Version]) -> SafeString:
    """`{% versions_plot drawn %}`: average precision against labels."""
    return plots.versions_plot(drawn)


@register.simple_tag
def curve_plot(curve: LearningCurve) -> SafeString:
    """`{% curve_plot curve %}`: what was measured and what is foreseen."""
    return plots.curve_plot(curve.points, curve.fitted, goal=curve.goal, ceiling=curve.ceiling)


@register.simple_tag
def reliability_plot(calibration: Calibration) -> SafeString:
    """`{% reliability_plot calibration %}`: what was said against what was true."""
    return plots.reliability_plot(calibration.bins)


@register.simple_tag
def backtest_plot(arms: list[ArmRow]) -> SafeString:
    """`{% backtest_plot arms %}`: average precision of ways of asking against photos answered."""
    points: list[plots.ArmPoint] = [
        {**point, "arm": arm.words} for arm in arms for point in arm.figures["curve"]
    ]
    return plots.backtest_plot(points, [arm.words for arm in arms])


@register.simple_tag
def arm_key(place: int) -> SafeString:
    """`{% arm_key forloop.counter0 %}`: how the line of this arm looks."""
    return plots.arm_key(place)


@register.filter
def figure(told: FigureJson, places: int = 2) -> str:
    """`{{ arm.ratio_90|figure:2 }}`: 0.62 (0.50–0.78); a dash where it lies beyond what was tried."""
    value, low, high = (_number(told[part], places) for part in ("value", "low", "high"))
    return f"{value} ({low}–{high})"


@register.filter
def gained(told: FigureJson) -> str:
    """`{{ arm.gain|gained }}`: +0.021 (+0.010 … +0.031)."""
    value, low, high = (_number(told[part], 3, sign="+") for part in ("value", "low", "high"))
    return f"{value} ({low} … {high})"


def _number(number: float | None, places: int, *, sign: str = "") -> str:
    return "–" if number is None else f"{number:{sign}.{places}f}"


@register.filter
def percent(share: float) -> str:
    """`{{ arm.worse_share|percent }}`: 12%."""
    return f"{round(100 * share)}%"


@register.filter
def out_of_100(probability: float) -> int:
    """`{{ probability|out_of_100 }}`: never 0 and never 100, as nothing is certain."""
    return min(99, max(1, round(100 * probability)))


@register.filter
def as_json(value: object) -> str:
    """`data-lit="{{ suggestion.evidence|as_json }}"`: for a script to read; the template escapes it."""
    return json.dumps(value, separators=(",", ":"))
