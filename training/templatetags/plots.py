"""Plots of the training pages, and probabilities as people read them."""

import json

from django import template
from django.utils.safestring import SafeString

from training import plots
from training.models import Calibration, LearningCurve

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


@register.filter
def out_of_100(probability: float) -> int:
    """`{{ probability|out_of_100 }}`: never 0 and never 100, as nothing is certain."""
    return min(99, max(1, round(100 * probability)))


@register.filter
def as_json(value: object) -> str:
    """`data-lit="{{ suggestion.evidence|as_json }}"`: for a script to read; the template escapes it."""
    return json.dumps(value, separators=(",", ":"))
