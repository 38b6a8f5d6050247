"""What a tag's page shows: how well the champion knows it, what more labels would bring, its photos."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from catalog.models import Tag, same_picture_as
from labeling.compare_presenting import Placed, placed
from labeling.models import AuditImage, Label, Reason, Suggestion
from labeling.services.agreement import ENOUGH_IMAGES
from labeling.services.comparing import order_of
from training.models import Calibration, Evaluation, LearningCurve, ModelVersion
from training.services.believing import Believed, surest_of, torn_about
from training.services.goals import Goal, goals_of
from training.services.mistakes import Mistake, answers_of
from training.services.stopping import Flag, flag_of

EVIDENCE_SHOWN, ORDERED = 6, 16


@dataclass(frozen=True)
class Said:
    """How many photos people called the tag, how many not, and how many two of them judged."""

    yes: int
    no: int
    twice: int

    @property
    def missing_for_agreement(self) -> int:
        return max(0, ENOUGH_IMAGES - self.twice)


@dataclass(frozen=True)
class TagReport:
    """`version` is the champion, or None where there is none that knows the tag: then nothing of it is known.

    `mistakes` is None for those who may not see audit images.
    """

    tag: Tag
    said: Said
    goal: Goal
    flag: Flag
    version: ModelVersion | None = None
    curve: LearningCurve | None = None
    calibration: Calibration | None = None
    evaluation: Evaluation | None = None
    surest: list[Believed] = field(default_factory=list)
    torn: list[Believed] = field(default_factory=list)
    evidence: list[Suggestion] = field(default_factory=list)
    mistakes: list[Mistake] | None = None
    order: list[Placed] = field(default_factory=list)
    """Photos that people compared, from the least to the most so."""


def tag_report(tag: Tag, *, with_mistakes: bool) -> TagReport:
    """In a constant number of queries, without looking at the whole catalog."""
    said = _said(tag)
    goal = goals_of([tag])[tag.pk]
    order = placed(order_of(tag, most=ORDERED))
    version = ModelVersion.objects.with_figures().filter(is_champion=True).first()
    if version is None or tag.pk not in version.tags:
        return TagReport(tag, said, goal, flag_of(None, goal), order=order)
    curve = version.curves.select_related("tag", "reference").filter(tag=tag).first()
    return TagReport(
        tag=tag,
        said=said,
        goal=goal,
        flag=flag_of(curve, goal),
        version=version,
        curve=curve,
        calibration=version.calibrations.select_related("tag").filter(tag=tag).first(),
        evaluation=next((one for one in version.evaluations.all() if one.tag_id == tag.pk), None),
        surest=surest_of(version, tag),
        torn=torn_about(version, tag),
        evidence=_evidence(tag, version),
        mistakes=answers_of(version).worst(tag) if with_mistakes else None,
        order=order,
    )


def _said(tag: Tag) -> Said:
    counted = (
        Label.objects.known()
        .filter(tag=tag)
        .annotate(judges=F("yes") + F("no"))
        .aggregate(
            yes=Count("pk", filter=Q(value=True)),
            no=Count("pk", filter=Q(value=False)),
            twice=Count("pk", filter=Q(judges__gt=1)),
        )
    )
    return Said(**counted)


def _evidence(tag: Tag, version: ModelVersion) -> list[Suggestion]:
    """Suggestions of this version that say why, the surest first; never of an audit question."""
    told = Suggestion.objects.filter(tag=tag, item__model_key=version.model_key).exclude(evidence=[])
    audited = same_picture_as(AuditImage.objects.photos_of_products(), path="item__image__")
    shown = told.exclude(audited).exclude(item__reason=Reason.AUDIT).select_related("item__image__product")
    return list(shown.order_by("-probability", "pk")[:EVIDENCE_SHOWN])
