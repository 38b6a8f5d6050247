"""What a version's page shows: where it comes from, how good it is tag by tag, where it is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import Tag
from training.models import Calibration, Evaluation, ModelVersion
from training.services.mistakes import Confusion, Mistake, answers_of


@dataclass(frozen=True)
class TagFigures:
    """One tag of a version; None where the audit set is too small for it."""

    tag: Tag
    evaluation: Evaluation | None
    calibration: Calibration | None


@dataclass(frozen=True)
class VersionReport:
    """`shown` is the tag whose reliability is drawn.

    `mistakes` is None for those who may not see audit images.
    """

    version: ModelVersion
    tags: list[TagFigures]
    shown: TagFigures | None
    confusions: list[Confusion]
    mistakes: list[Mistake] | None


def version_report(version: ModelVersion, *, tag: str, with_mistakes: bool) -> VersionReport:
    """In a constant number of queries. `tag` is the slug of the one to draw, else the most seen."""
    evaluations = {figure.tag_id: figure for figure in version.evaluations.all()}
    calibrations = {row.tag_id: row for row in version.calibrations.all()}
    tags = Tag.objects.filter(pk__in=version.tags).select_related("facet")
    figures = [TagFigures(one, evaluations.get(one.pk), calibrations.get(one.pk)) for one in tags]
    drawable = [one for one in figures if one.calibration and one.calibration.bins]
    asked = next((one for one in drawable if one.tag.slug == tag), None)
    answers = answers_of(version)
    return VersionReport(
        version=version,
        tags=figures,
        shown=asked or max(drawable, key=_positives, default=None),
        confusions=answers.confusions(),
        mistakes=answers.worst() if with_mistakes else None,
    )


def _positives(figures: TagFigures) -> int:
    return figures.calibration.positive_count if figures.calibration else 0
