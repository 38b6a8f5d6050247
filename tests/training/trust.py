"""Figures as a training writes them, for pages to show; made by hand, so that each case can be had."""

from __future__ import annotations

from typing import Any

from catalog.models import Tag
from tests.making import NOON
from training.models import Calibration, Evaluation, LearningCurve, ModelVersion

BINS = [
    {"said": 0.1, "true": 0.12, "low": 0.05, "high": 0.25, "images": 60},
    {"said": 0.8, "true": 0.78, "low": 0.6, "high": 0.9, "images": 40},
]
POINTS = [
    {"labels": 40, "value": 0.42, "low": 0.3, "high": 0.55},
    {"labels": 120, "value": 0.61, "low": 0.5, "high": 0.7},
]
FITTED = [*POINTS, {"labels": 480, "value": 0.74, "low": 0.6, "high": 0.85}]


def figure(version: ModelVersion, tag: Tag | None, value: float = 0.61) -> Evaluation:
    """Average precision with an interval of a tenth to both sides, on a hundred images."""
    row, _ = Evaluation.objects.update_or_create(
        version=version,
        tag=tag,
        defaults={
            "average_precision": value,
            "low": value - 0.1,
            "high": value + 0.1,
            "image_count": 100,
            "positive_count": 40,
            "created_at": NOON,
        },
    )
    return row


def calibration(version: ModelVersion, tag: Tag, **fields: Any) -> Calibration:
    """Measured on a hundred images, and published from .72 on, unless the fields say otherwise."""
    values = {
        "method": "platt",
        "image_count": 100,
        "positive_count": 40,
        "error_raw": 0.123,
        "error": 0.021,
        "bins": BINS,
        "promised": 0.9,
        "threshold": 0.72,
        "precision": 0.95,
        "precision_low": 0.91,
        "precision_high": 0.99,
        "recall": 0.4,
    }
    row, _ = Calibration.objects.update_or_create(version=version, tag=tag, defaults=values | fields)
    return row


def curve(version: ModelVersion, tag: Tag, **fields: Any) -> LearningCurve:
    """A tag that needs about 140 labels more, unless the fields say otherwise."""
    values = {
        "state": LearningCurve.State.LEARNING,
        "points": POINTS,
        "fitted": FITTED,
        "goal": 0.8,
        "needed": 140,
        "needed_low": 90,
        "needed_high": 230,
        "label_count": 120,
        "image_count": 100,
        "positive_count": 40,
        "agreement": 0.83,
    }
    row, _ = LearningCurve.objects.update_or_create(version=version, tag=tag, defaults=values | fields)
    return row
