"""Each training says of each tag how many more labels it needs, or why that cannot be said."""

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import override_settings
from django.utils import translation

from catalog.models import Facet, Tag
from labeling.models import Reason
from labeling.services.auditing import draw_audit_images
from tests.making import ENCODER, NOON, make_embedding, make_image, say
from tests.training.school import DIMENSIONS
from training.models import LearningCurve, ModelVersion, TrainingRun, TunedEncoder
from training.services.curving import abstractness
from training.services.learning import request_training, retrain_if_due

TAUGHT, AUDITED = 64, 40


def look(number: int) -> np.ndarray:
    """One coordinate tells dress from skirt, another, among noise, who is cute."""
    generator = np.random.default_rng(number)
    vector = generator.normal(size=DIMENSIONS)
    vector[0] += 6 if number % 2 else -6
    vector[1] += 1.2 if is_cute(number) else -1.2
    return np.asarray(vector)


def is_cute(number: int) -> bool:
    return number % 4 < 2


def answer(number: int, tags: dict[str, Tag]) -> dict[Tag, str]:
    return {
        tags["cute"]: "yes" if is_cute(number) else "no",
        tags["dress" if number % 2 else "skirt"]: "yes",
    }


def train(
    curator: User, tags: dict[str, Tag], *, taught: int = TAUGHT, audited: int = AUDITED
) -> ModelVersion:
    for number in range(taught):
        image = make_image(number)
        make_embedding(image, look(number))
        say(curator, image, answer(number, tags))
    for number in range(1000, 1000 + audited):
        image = make_image(number, lot=0.01)
        make_embedding(image, look(number))
        draw_audit_images(now=NOON)
        for facet in ("mood", "category"):
            verdicts = {tag: value for tag, value in answer(number, tags).items() if tag.facet.slug == facet}
            say(curator, image, verdicts, reason=Reason.AUDIT, facet=Facet.objects.get(slug=facet))
    request_training(by=None, now=NOON)
    run = retrain_if_due(now=NOON)
    assert run is not None
    return run.version


def test_every_tag_has_a_curve_and_the_easy_one_has_reached_its_goal(
    curator: User, tags: dict[str, Tag]
) -> None:
    version = train(curator, tags)

    curves = {curve.tag.slug: curve for curve in version.curves.select_related("tag")}

    assert set(curves) >= {"cute", "dress", "skirt"}
    dress, cute = curves["dress"], curves["cute"]
    assert dress.state == LearningCurve.State.REACHED
    assert (dress.label_count, dress.image_count, dress.positive_count) == (TAUGHT, AUDITED, AUDITED // 2)
    assert [point["labels"] for point in cute.points] == [8, 16, 32, 48, 64]
    assert all(point["low"] <= point["value"] <= point["high"] for point in cute.points)
    assert cute.fitted[-1]["labels"] == 4 * TAUGHT
    assert "0.80" in dress.sentence and f"{dress.points[-1]['value']:.2f}" in dress.sentence


@override_settings(TAG_GOAL=0.97)
def test_what_is_still_to_learn_has_an_interval_and_a_sentence(curator: User, tags: dict[str, Tag]) -> None:
    version = train(curator, tags)

    cute = version.curves.get(tag=tags["cute"])

    assert cute.state == LearningCurve.State.LEARNING
    assert cute.needed_low is not None
    assert cute.needed_high is None or cute.needed_low < cute.needed_high
    assert "더 필요" in cute.sentence


def test_an_abstract_tag_takes_more_labels_than_a_typical_concrete_one(
    curator: User, tags: dict[str, Tag]
) -> None:
    version = train(curator, tags)

    times = {tag.slug: (ratio, low, high) for tag, ratio, low, high in abstractness(version)}

    cute = version.curves.get(tag=tags["cute"])
    assert cute.reference is not None and cute.reference.facet.slug == "category"
    assert times[cute.reference.slug] == (1.0, 1.0, 1.0)
    assert times["cute"][0] > 1
    assert cute.reference.name in cute.comparison
    assert next(iter(times)) == "cute"


def test_too_small_an_audit_set_is_said_instead_of_a_number(curator: User, tags: dict[str, Tag]) -> None:
    version = train(curator, tags, taught=24, audited=8)

    cute = version.curves.get(tag=tags["cute"])

    assert (cute.state, cute.points, cute.needed) == (LearningCurve.State.UNKNOWN, [], None)
    assert cute.sentence == "아직 모릅니다. 감사 이미지 12장이 더 필요합니다."
    assert abstractness(version) == []


def test_the_ceiling_of_people_who_disagree_is_met(
    curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    for number in range(2000, 2040):
        image = make_image(number)
        say(curator, image, {tags["cute"]: "yes" if number % 4 else "no"})
        say(second_curator, image, {tags["cute"]: "yes" if number % 2 else "no"})
    with override_settings(TAG_GOAL=0.999):
        version = train(curator, tags)

    cute = version.curves.get(tag=tags["cute"])

    assert cute.agreement == 0.75
    assert cute.ceiling is not None and cute.ceiling < cute.points[-1]["value"]
    assert cute.state == LearningCurve.State.CEILING
    assert f"{cute.ceiling:.2f}" in cute.sentence


def test_the_same_training_gives_the_same_curves(curator: User, tags: dict[str, Tag]) -> None:
    first = train(curator, tags)
    TrainingRun.objects.create(snapshot=first.run.snapshot, created_at=NOON)
    again = retrain_if_due(now=NOON)

    assert again is not None
    assert list(first.curves.values_list("points", "fitted")) == list(
        again.version.curves.values_list("points", "fitted")
    )


LEARNING = {
    "state": "learning",
    "points": [{"labels": 90, "value": 0.6, "low": 0.5, "high": 0.7}],
    "goal": 0.8,
}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"needed": 143, "needed_low": 88, "needed_high": 1234}, "라벨이 약 140개 더 필요합니다 (88–1,200)."),
        ({"needed": 143, "needed_low": 88}, "라벨이 약 140개 더 필요합니다 (88개 이상)."),
        ({"needed_low": 88}, "라벨이 88개 이상 더 필요합니다. 얼마나 더인지는 아직 모릅니다."),
        ({"needed_low": 0}, "라벨이 얼마나 더 필요한지 아직 모릅니다. 이미 닿았을 수도 있습니다."),
        (
            {"needed": 0, "needed_low": 0, "needed_high": 52},
            "이미 닿았을 수 있습니다. 라벨이 많아야 52개 더 필요합니다.",
        ),
        ({}, "라벨이 훨씬 더 있어도 목표에 닿을지 알 수 없습니다."),
        (
            {"needed": 30, "needed_low": 0, "needed_high": 60, "ceiling": 0.7},
            "라벨이 약 30개 더 필요합니다 (0–60). 목표 0.80 대신 사람들끼리 맞는 만큼인 0.70까지 셉니다.",
        ),
        ({"state": "reached"}, "목표 0.80에 도달했습니다: 0.60 (0.50–0.70)"),
        (
            {"state": "ceiling", "ceiling": 0.58},
            "사람들끼리 맞는 만큼(0.58) 맞힙니다: 0.60 (0.50–0.70). "
            "라벨을 더하기보다 태그의 정의를 다듬어 보세요.",
        ),
    ],
)
def test_what_is_said(fields: dict[str, object], said: str) -> None:
    with translation.override("ko"):
        assert LearningCurve(**(LEARNING | fields)).sentence == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((15, 3, 50), "아직 모릅니다. 감사 이미지 5장이 더 필요합니다."),
        ((30, 3, 50), "아직 모릅니다. 이 태그인 감사 이미지 2장이 더 필요합니다."),
        ((30, 28, 50), "아직 모릅니다. 이 태그가 아닌 감사 이미지 3장이 더 필요합니다."),
        ((30, 9, 12), "아직 모릅니다. 라벨 8개가 더 필요합니다."),
    ],
)
def test_what_is_missing_is_said(counts: tuple[int, int, int], said: str) -> None:
    images, positives, labels = counts
    curve = LearningCurve(
        state="unknown",
        points=[],
        goal=0.8,
        image_count=images,
        positive_count=positives,
        label_count=labels,
    )

    with translation.override("ko"):
        assert not curve.can_be_told
        assert curve.sentence == said


def test_of_a_fine_tuned_encoder_no_curve_is_drawn(curator: User, tags: dict[str, Tag]) -> None:
    """Its CNN has learned from all labels: heads on fewer of them would look better than they could be."""
    run = train(curator, tags).run
    TunedEncoder.objects.create(
        encoder_key=ENCODER, network="efficientnet_lite0", run=run, file="x", sha256="0" * 64, created_at=NOON
    )
    TrainingRun.objects.create(snapshot=run.snapshot, created_at=NOON)

    again = retrain_if_due(now=NOON)

    assert again is not None
    curves = LearningCurve.objects.filter(version=again.version)
    assert {curve.state for curve in curves} == {LearningCurve.State.UNKNOWN}
    assert not any(curve.points for curve in curves)
    assert all("아직 모릅니다" in curve.sentence for curve in curves)
