"""Where people differ and compared the photo with others, a head may be taught how much so it is."""

import numpy as np
import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from catalog.models import ProductImage, Tag
from labeling.models import Grade
from tests.making import ENCODER, NOON, say
from tests.training.school import is_cute, open_school, teach, vector
from training.models import ModelVersion, Snapshot, TrainingRun
from training.services.learning import request_training, retrain_if_due
from training.services.making import train
from training.services.serving import head_of
from training.services.snapshots import Frozen, freeze


@pytest.fixture
def images(curator: User, second_curator: User, tags: dict[str, Tag]) -> list[ProductImage]:
    """Twelve, of which the second curator sees the last four the other way round."""
    images = open_school(12)
    teach(curator, images, tags)
    for number, image in enumerate(images[8:], start=8):
        say(second_curator, image, {tags["cute"]: "no" if is_cute(number) else "yes"})
    return images


@pytest.fixture(autouse=True)
def soft(settings: Settings) -> None:
    settings.SOFT_LABELS = True


def grade(tag: Tag, image: ProductImage, share: float | None, *, comparisons: int = 5) -> Grade:
    return Grade.objects.create(
        tag=tag,
        image=image,
        score=0,
        low=-1,
        high=1,
        share=share,
        comparisons=comparisons,
        updated_at=NOON,
    )


def frozen_now() -> tuple[Snapshot, Frozen]:
    snapshot = freeze(encoder_key=ENCODER, now=NOON)
    assert snapshot is not None
    return snapshot, Frozen.from_bytes(bytes(snapshot.payload))


def column(frozen: Frozen, tag: Tag) -> int:
    return int(np.flatnonzero(frozen.tags == tag.pk)[0])


def trained() -> ModelVersion:
    request_training(by=None, now=NOON)
    run = retrain_if_due(now=NOON)
    assert run is not None
    return ModelVersion.objects.get(run=run)


def test_votes_and_comparisons_count_alike(images: list[ProductImage], tags: dict[str, Tag]) -> None:
    grade(tags["cute"], images[8], 0.9, comparisons=6)

    _, frozen = frozen_now()

    at = column(frozen, tags["cute"])
    assert frozen.taught()[8, at] == pytest.approx((1 + 6 * 0.9) / 8)
    assert frozen.targets()[8, at] == 0.5  # what is measured by stays what people said
    others = np.arange(12) != 8
    np.testing.assert_array_equal(frozen.taught()[others], frozen.targets()[others])


def test_a_grade_of_what_people_agree_on_teaches_nothing(
    images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    grade(tags["cute"], images[0], 0.4)
    grade(tags["cute"], images[8], 0.9, comparisons=2)
    grade(tags["cute"], images[9], None)

    _, frozen = frozen_now()

    assert not len(frozen.soft)
    np.testing.assert_array_equal(frozen.taught(), frozen.targets())


def test_another_grade_makes_another_snapshot_and_the_same_the_same(
    images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    before, _ = frozen_now()
    known = grade(tags["cute"], images[8], 0.9)
    graded, _ = frozen_now()
    again, _ = frozen_now()
    known.share = 0.2
    known.save()
    changed, _ = frozen_now()

    assert graded == again
    assert len({before.content_hash, graded.content_hash, changed.content_hash}) == 3


def test_grades_are_left_out_where_the_setting_says_so(
    images: list[ProductImage], tags: dict[str, Tag], settings: Settings
) -> None:
    settings.SOFT_LABELS = False
    before, _ = frozen_now()
    grade(tags["cute"], images[8], 0.9)

    after, frozen = frozen_now()

    assert after == before
    assert not len(frozen.soft)


def test_the_head_follows(images: list[ProductImage], tags: dict[str, Tag]) -> None:
    """Of a photo that divides people the probability rises where it won, and falls where it lost."""
    said = {}
    for share in (0.05, 0.95):
        for image in images[8:]:
            Grade.objects.filter(image=image).delete()
            grade(tags["cute"], image, share, comparisons=20)
        version = trained()
        head = head_of(version.model_key)
        at = version.tags.index(tags["cute"].pk)
        vectors = np.stack([vector(number) for number in range(8, 12)]).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        said[share] = head.probabilities(vectors)[:, at]

    assert (said[0.95] > said[0.05]).all()


def test_the_same_snapshot_gives_the_same_head(images: list[ProductImage], tags: dict[str, Tag]) -> None:
    grade(tags["cute"], images[8], 0.9)
    first = trained()

    again = TrainingRun.objects.create(snapshot=first.run.snapshot, created_at=NOON)
    again.claim(now=NOON)

    assert train(again).head == bytes(first.head)
