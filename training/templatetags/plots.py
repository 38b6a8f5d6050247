"""Pictures for the models page."""

from collections.abc import Sequence

from django import template

from training.plots import Measured, Plot, learning_curve

register = template.Library()


@register.simple_tag
def curve_of(points: Sequence[Measured]) -> Plot | None:
    """`{% curve_of curve as plot %}`: what the template draws, or None while nothing was measured."""
    return learning_curve(points)
