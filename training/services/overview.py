"""What the models page shows: versions with their figures, the run in progress, how far the next one is."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from labeling.models import Label
from training.models import ModelVersion, TrainingRun
from training.services.evaluating import ENOUGH_IMAGES
from training.services.learning import reviews_not_learned_from

VERSIONS_SHOWN = 50


@dataclass(frozen=True)
class Audit:
    """How many audit images were answered, and how many it takes before a figure means something."""

    answered: int
    needed: int

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.answered)


@dataclass(frozen=True)
class Point:
    """A version on the learning curve: mean average precision, with its interval, of so many labels."""

    x_label_count: int
    value: float
    low: float
    high: float
    key: str


@dataclass(frozen=True)
class Overview:
    champion: ModelVersion | None
    versions: list[ModelVersion]
    run: TrainingRun | None
    last_run: TrainingRun | None
    reviews_waiting: int
    retrain_after: int
    audit: Audit
    curve: list[Point]


def overview() -> Overview:
    """In a constant number of queries; the newest versions first."""
    versions = list(ModelVersion.objects.with_figures()[:VERSIONS_SHOWN])
    champion = next((version for version in versions if version.is_champion), None)
    runs = TrainingRun.objects.select_related("snapshot").defer("snapshot__payload")
    return Overview(
        champion=champion or ModelVersion.objects.with_figures().filter(is_champion=True).first(),
        versions=versions,
        run=runs.unfinished().first(),
        last_run=runs.finished().first(),
        reviews_waiting=reviews_not_learned_from(),
        retrain_after=settings.RETRAIN_AFTER,
        audit=Audit(Label.objects.audited().values("image").distinct().count(), ENOUGH_IMAGES),
        curve=_curve(versions),
    )


def _curve(versions: list[ModelVersion]) -> list[Point]:
    """Fewest labels first."""
    points = [
        Point(
            version.run.snapshot.label_count,
            version.figure.average_precision,
            version.figure.low,
            version.figure.high,
            version.model_key,
        )
        for version in versions
        if version.figure is not None
    ]
    return sorted(points, key=lambda point: point.x_label_count)
