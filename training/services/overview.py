"""What the models page shows: versions with their figures, the run in progress, how far the next one is."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from catalog.models import Tag
from catalog.services.settings import value_of
from labeling.models import Label
from training.models import Calibration, Evaluation, LearningCurve, ModelVersion, TrainingRun
from training.plots import Version
from training.services.evaluating import ENOUGH_IMAGES
from training.services.goals import goals_of
from training.services.learning import reviews_not_learned_from
from training.services.stopping import Flag, flag_of

VERSIONS_ON_A_PAGE = 20
VERSIONS_DRAWN = 50


@dataclass(frozen=True)
class Audit:
    """How many audit images were answered, and how many it takes before a figure means something."""

    answered: int
    needed: int

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.answered)


@dataclass(frozen=True)
class TagState:
    """A tag in use and what the champion's audit says of it; None where that is not yet known."""

    tag: Tag
    evaluation: Evaluation | None
    curve: LearningCurve | None
    calibration: Calibration | None
    flag: Flag


@dataclass(frozen=True)
class Overview:
    champion: ModelVersion | None
    versions: Page[ModelVersion]
    run: TrainingRun | None
    tuning: TrainingRun | None
    last_run: TrainingRun | None
    reviews_waiting: int
    retrain_after: int
    audit: Audit
    drawn: list[Version]
    tags: list[TagState]


def overview(*, page: str = "1") -> Overview:
    """In a constant number of queries; the newest versions first."""
    versions = Paginator(ModelVersion.objects.with_figures(), VERSIONS_ON_A_PAGE).get_page(page)
    champion = ModelVersion.objects.with_figures().filter(is_champion=True).first()
    runs = TrainingRun.objects.for_screen()
    return Overview(
        champion=champion,
        versions=versions,
        run=runs.heads().unfinished().first(),
        tuning=runs.encoders().unfinished().first(),
        last_run=runs.trainings().finished().first(),
        reviews_waiting=reviews_not_learned_from(),
        retrain_after=value_of("retrain_after"),
        audit=Audit(Label.objects.audited().values("image").distinct().count(), ENOUGH_IMAGES),
        drawn=_drawn(),
        tags=tag_states(champion),
    )


def _drawn() -> list[Version]:
    """The newest versions that were measured, fewest labels first."""
    measured = Evaluation.objects.filter(tag=None).order_by("-version_id")[:VERSIONS_DRAWN]
    rows = measured.values_list(
        "version__run__snapshot__label_count", "average_precision", "low", "high", "version__is_champion"
    )
    drawn = [
        Version(labels=labels, value=value, low=low, high=high, champion=champion)
        for labels, value, low, high, champion in rows
    ]
    return sorted(drawn, key=lambda version: version["labels"])


def tag_states(champion: ModelVersion | None) -> list[TagState]:
    """All tags in use, in the order in which people read them."""
    evaluations = {row.tag_id: row for row in champion.evaluations.all()} if champion else {}
    curves = {row.tag_id: row for row in LearningCurve.objects.filter(version=champion)}
    calibrations = {row.tag_id: row for row in Calibration.objects.filter(version=champion)}
    tags = list(Tag.objects.in_use())
    goals = goals_of(tags)
    return [
        TagState(
            tag,
            evaluations.get(tag.pk),
            curves.get(tag.pk),
            calibrations.get(tag.pk),
            flag_of(curves.get(tag.pk), goals[tag.pk]),
        )
        for tag in tags
    ]
