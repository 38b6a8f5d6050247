"""Which tags the curator sees of an image: those worth it, by what is known of the people who answer."""

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import ProductImage, Tag
from labeling.models import Reason
from tests.making import NOON, say
from tests.training.school import DIMENSIONS, open_school
from training.models import LearningCurve, ModelVersion
from training.runtime import Head
from training.services.asking.picked import Chosen
from training.services.learning import request_training, retrain_if_due
from training.services.suggesting import suggestions_for

KNOWN = ("cute", "modern", "romantic")


@pytest.fixture
def images(db: None) -> list[ProductImage]:
    return open_school(8)


@pytest.fixture
def version(curator: User, images: list[ProductImage], tags: dict[str, Tag]) -> ModelVersion:
    """It has learned three moods."""
    for number, image in enumerate(images):
        say(curator, image, {tags[slug]: "no" if number % 2 else "yes" for slug in KNOWN})
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    return ModelVersion.objects.get()


def asked(
    version: ModelVersion, images: list[ProductImage], likely: dict[int, float], wanted: Tag | None = None
) -> set[int]:
    """The learned tags that are asked about the first image, if the model finds them so likely."""
    odds = np.array([likely.get(tag_id, 0.001) for tag_id in version.tags])
    head = Head(
        weight=np.zeros((len(odds), DIMENSIONS), np.float32),
        bias=np.log(odds / (1 - odds)).astype(np.float32),
        choice_groups=(),
        temperature=np.ones(len(odds), np.float32),
    )
    chosen = [Chosen(image.pk, Reason.DOUBT, wanted.pk if wanted else None) for image in images]
    questions = suggestions_for(chosen, version, head, now=NOON)
    return {one.tag_id for one in questions[0].suggestions if one.probability is not None}


def test_what_people_cannot_agree_on_gives_its_place_away(
    version: ModelVersion, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    likely = {tags["cute"].pk: 0.5, tags["modern"].pk: 0.5}

    before = asked(version, images[:1], likely)
    LearningCurve.objects.filter(tag=tags["modern"]).update(agreement=0.5)
    after = asked(version, images[:1], likely)

    assert before == set(likely)
    assert after == {tags["cute"].pk}


def test_what_it_was_chosen_for_is_asked_all_the_same(
    version: ModelVersion, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    found = asked(version, images[:1], {tags["cute"].pk: 0.5}, wanted=tags["romantic"])

    assert tags["romantic"].pk in found


def test_a_retired_tag_takes_no_place(
    version: ModelVersion, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    tags["cute"].retire(now=NOON)

    found = asked(version, images[:1], {tags["cute"].pk: 0.5, tags["modern"].pk: 0.4})

    assert found == {tags["modern"].pk}


def test_queries_do_not_grow_with_the_images(
    version: ModelVersion, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    asked(version, images[:1], {})  # what is kept in memory is read once
    counts = []
    for few in (images[:2], images[:8]):
        with CaptureQueriesContext(connection) as context:
            asked(version, few, {tags["cute"].pk: 0.5})
        counts.append(len(context))

    assert counts[0] == counts[1]
