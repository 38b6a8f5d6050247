"""The gate: a candidate that is clearly worse on the audit set never serves."""

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import override_settings
from django.utils import timezone

from catalog.models import Tag
from labeling.models import Reason
from labeling.services.auditing import draw_audit_images
from tests.making import ENCODER, NOON, say
from tests.training.school import audit, is_cute, open_school, teach
from training.models import ModelVersion, TrainingRun
from training.runtime.comparing import compare
from training.services.evaluating import ENOUGH_IMAGES, audit_truth
from training.services.gate import first_model, judge, too_few_to_compare
from training.services.learning import request_training, retrain_if_due

TAGS = ("로맨틱", "귀여운", "화려한")


def ranked(quality: tuple[float, ...], *, seed: int, images: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """What a model says of images and tags, and the truth: the quality is how far yes lies above no."""
    truth = (np.random.default_rng(0).random((images, len(quality))) < 0.3).astype(np.float32)
    noise = np.random.default_rng(seed).normal(size=truth.shape)
    return noise + truth * np.array(quality), truth


@pytest.mark.parametrize(
    ("before", "after", "promoted"),
    [
        ((1.5, 1.5, 1.5), (2.5, 2.5, 2.5), True),
        ((1.5, 1.5, 1.5), (1.5, 1.5, 1.5), True),
        ((2.5, 2.5, 2.5), (1.0, 1.0, 1.0), False),
    ],
)
def test_worse_than_the_champion_is_rejected(
    before: tuple[float, ...], after: tuple[float, ...], promoted: bool
) -> None:
    champion, truth = ranked(before, seed=1)
    candidate, _ = ranked(after, seed=1)

    judgement = judge(compare(champion, candidate, truth, seed=0), names=TAGS, images=300)

    assert judgement.promoted is promoted
    assert "감사 이미지 300장" in judgement.why % judgement.details


def test_one_tag_that_falls_is_enough_and_is_named() -> None:
    champion, truth = ranked((1.0, 1.0, 2.5), seed=1)
    candidate, _ = ranked((2.5, 2.5, 0.5), seed=1)

    judgement = judge(compare(champion, candidate, truth, seed=0), names=TAGS, images=300)

    assert not judgement.promoted
    said = judgement.why % judgement.details
    assert "화려한" in said
    assert "로맨틱" not in said and "귀여운" not in said


def test_models_that_differ_by_chance_alone_are_seldom_sent_away() -> None:
    sent_away = 0
    for seed in range(60):
        champion, truth = ranked((1.5, 1.5, 1.5), seed=2 * seed)
        candidate, _ = ranked((1.5, 1.5, 1.5), seed=2 * seed + 1)
        comparison = compare(champion, candidate, truth, seed=seed)
        sent_away += not judge(comparison, names=TAGS, images=300).promoted

    assert sent_away <= 12  # one in ten is expected: a twentieth by the mean, a twentieth by some tag


def test_without_a_champion_or_enough_audit_images_it_says_so() -> None:
    first, unknown = first_model(), too_few_to_compare()

    assert first.promoted and unknown.promoted
    assert first.why != unknown.why
    assert "감사 이미지" in unknown.why


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


def test_one_yes_ranked_first_is_no_figure(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(ENOUGH_IMAGES, lot=0.01, first=1000)
    draw_audit_images(now=NOON)
    for number, image in enumerate(images):
        say(curator, image, {tags["street"]: "no" if number else "yes"}, reason=Reason.AUDIT)
    for image in open_school(6):
        say(curator, image, {tags["street"]: "yes" if image.pk % 2 else "no"})
    request_training(by=None, now=NOON)

    retrain_if_due(now=NOON)

    version = ModelVersion.objects.with_figures().get()
    assert not version.evaluations.all()
    assert version.figure is None


def test_answers_about_audit_images_alone_are_measured_by_whoever_asks(
    curator: User, manager: User, tags: dict[str, Tag]
) -> None:
    teach(curator, open_school(12), tags)
    request_training(by=manager, now=NOON)
    first = retrain_if_due(now=NOON)
    assert first is not None and request_training(by=manager, now=NOON) == first
    audit(curator, tags, ENOUGH_IMAGES, now=timezone.now())

    again = request_training(by=manager, now=NOON)

    assert again is not None and again != first and again.snapshot == first.snapshot
    retrain_if_due(now=NOON)
    assert [version.figure is None for version in ModelVersion.objects.with_figures()] == [False, True]
