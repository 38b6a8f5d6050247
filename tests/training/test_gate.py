"""The gate: a candidate that is clearly worse on the audit set never serves."""

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from catalog.models import Facet, Tag
from labeling.models import Reason
from labeling.services.auditing import draw_audit_images
from tests.making import ENCODER, NOON, say
from tests.training.school import is_cute, open_school, teach
from training.models import Evaluation, ModelVersion, TrainingRun
from training.services.evaluating import ENOUGH_IMAGES, audit_truth
from training.services.gate import TOLERANCE, judge
from training.services.learning import request_training, retrain_if_due


def figure(value: float) -> Evaluation:
    return Evaluation(average_precision=value, low=0, high=1, image_count=50, positive_count=20)


@pytest.mark.parametrize(
    ("candidate", "champion", "promoted"),
    [(0.7, 0.6, True), (0.6, 0.6, True), (0.6 - TOLERANCE / 2, 0.6, True), (0.5, 0.6, False)],
)
def test_worse_than_the_champion_is_rejected(candidate: float, champion: float, promoted: bool) -> None:
    judgement = judge(candidate=figure(candidate), champion=figure(champion), has_champion=True)

    assert judgement.promoted is promoted
    assert f"{candidate:.3f}" in judgement.why % judgement.details


def test_without_a_champion_or_enough_audit_images_it_says_so() -> None:
    first = judge(candidate=None, champion=None, has_champion=False)
    unknown = judge(candidate=None, champion=None, has_champion=True)

    assert first.promoted and unknown.promoted
    assert first.why != unknown.why
    assert "감사 이미지" in unknown.why


def audit(curator: User, tags: dict[str, Tag], count: int) -> None:
    """Every mood of `count` audit images: cute as it is, and nothing else."""
    moods = {slug: tag for slug, tag in tags.items() if tag.facet.slug == "mood"}
    for image in open_school(count, lot=0.01, first=1000):
        draw_audit_images(now=NOON)
        number = int(image.product.external_id.removeprefix("P"))
        verdicts = {tag: "yes" if slug == "cute" and is_cute(number) else "no" for slug, tag in moods.items()}
        say(curator, image, verdicts, reason=Reason.AUDIT, facet=Facet.objects.get(slug="mood"))


def test_figures_come_from_the_audit_set_with_an_interval(curator: User, tags: dict[str, Tag]) -> None:
    audit(curator, tags, ENOUGH_IMAGES)
    teach(curator, open_school(12), tags)
    request_training(by=None, now=NOON)

    retrain_if_due(now=NOON)

    version = ModelVersion.objects.with_figures().get()
    [cute] = [evaluation for evaluation in version.evaluations.all() if evaluation.tag == tags["cute"]]
    assert version.figure is not None
    assert cute.average_precision == pytest.approx(1.0)
    assert cute.low <= cute.average_precision <= cute.high
    assert (cute.image_count, cute.positive_count) == (ENOUGH_IMAGES, ENOUGH_IMAGES // 2)


def test_too_few_audit_images_give_no_figure(curator: User, tags: dict[str, Tag]) -> None:
    audit(curator, tags, ENOUGH_IMAGES - 1)
    teach(curator, open_school(12), tags)
    request_training(by=None, now=NOON)

    retrain_if_due(now=NOON)

    assert ModelVersion.objects.with_figures().get().figure is None


def test_a_model_that_learned_nonsense_stays_outside(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(40)
    audit(curator, tags, ENOUGH_IMAGES)
    teach(curator, images[:12], tags)
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    champion = ModelVersion.objects.champion()

    for image in images:  # somebody has the key stuck: everything is the opposite of what it was
        number = int(image.product.external_id.removeprefix("P"))
        say(curator, image, {tags["cute"]: "no" if is_cute(number) else "yes"})
    request_training(by=None, now=NOON)
    run = retrain_if_due(now=NOON)

    assert run is not None
    assert run.state == TrainingRun.State.REJECTED
    assert "떨어졌습니다" in run.message
    assert ModelVersion.objects.champion() == champion


def test_a_tag_that_a_version_does_not_know_counts_as_chance(curator: User, tags: dict[str, Tag]) -> None:
    audit(curator, tags, ENOUGH_IMAGES)
    for image in open_school(6):
        say(curator, image, {tags["street"]: "yes" if image.pk % 2 else "no"})
    request_training(by=None, now=NOON)

    retrain_if_due(now=NOON)

    figure = ModelVersion.objects.with_figures().get().figure
    assert figure is not None
    assert figure.average_precision == pytest.approx(0.5)  # half of the audit images are cute, as it happens


@override_settings(RETRAIN_AFTER=1)
def test_a_single_facets_yes_is_a_no_for_its_siblings(curator: User, tags: dict[str, Tag]) -> None:
    sleeves = {slug: tag for slug, tag in tags.items() if tag.facet.slug == "sleeve"}
    [image] = open_school(1, lot=0.01)
    draw_audit_images(now=NOON)
    say(curator, image, {sleeves["long-sleeve"]: "yes"})

    truth = audit_truth(ENCODER)

    row = truth.truth[0]
    assert row[truth.tags.index(sleeves["long-sleeve"].pk)] == 1
    assert row[truth.tags.index(sleeves["sleeveless"].pk)] == 0
    assert np.isnan(row[truth.tags.index(tags["cute"].pk)])
