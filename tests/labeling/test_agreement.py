"""How far curators agree about a tag, and what can be expected of anybody who answers like one of them."""

import numpy as np
import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries
from sklearn.metrics import average_precision_score

from catalog.models import ProductImage, Tag
from labeling.services.agreement import ENOUGH_IMAGES, agreement, agreements
from labeling.services.recording import withdraw_review
from tests.making import NOON, make_image, say

UNANIMOUS = [{1: True, 2: True}] * 12 + [{1: False, 2: False}] * 12


@pytest.fixture
def images(db: None) -> list[ProductImage]:
    return [make_image(number) for number in range(ENOUGH_IMAGES)]


def test_who_always_agrees() -> None:
    found = agreement(UNANIMOUS)

    assert found is not None
    assert (found.images, found.share, found.alpha, found.ceiling) == (24, 1.0, 1.0, 1.0)


def test_who_answers_by_chance_has_no_alpha_and_little_to_reach() -> None:
    generator = np.random.default_rng(0)
    found = agreement([{1: bool(a), 2: bool(b)} for a, b in generator.random((4000, 2)) < 0.5])

    assert found is not None and found.alpha is not None and found.ceiling is not None
    assert found.share == pytest.approx(0.5, abs=0.03)
    assert found.alpha == pytest.approx(0, abs=0.05)
    assert found.ceiling == pytest.approx(0.5, abs=0.03)


def test_alpha_of_krippendorffs_example_twice_over() -> None:
    """Krippendorff 2011, two observers and ten binary units: alpha 1 - 19 · 4 / (14 · 6). Here of twenty."""
    meg, owen = "0100000000" * 2, "1110010010" * 2
    found = agreement([{1: a == "1", 2: b == "1"} for a, b in zip(meg, owen, strict=True)])

    assert found is not None
    assert found.share == 0.6
    assert found.alpha == pytest.approx(1 - 39 * 8 / (28 * 12))


def test_the_ceiling_is_an_average_precision() -> None:
    generator = np.random.default_rng(1)
    truth = generator.random(60) < 0.3
    answers = truth[:, None] ^ (generator.random((60, 3)) < 0.15)
    found = agreement([dict(enumerate(map(bool, row))) for row in answers])

    said, others = [], []
    for row in answers.astype(int):
        for person in range(3):
            rest = int(row.sum() - row[person])
            if rest != 1:
                said.append(row[person])
                others.append(rest == 2)
    assert found is not None
    assert found.ceiling == pytest.approx(average_precision_score(others, said))


def test_too_few_images_or_positives_are_unknown() -> None:
    assert agreement(UNANIMOUS[: ENOUGH_IMAGES - 1]) is None
    assert agreement([{1: True}] * 100) is None
    only_no = agreement([{1: False, 2: False}] * 30)
    assert only_no is not None and only_no.ceiling is None and only_no.alpha is None


def test_one_opinion_each_says_nothing(
    curator: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    for image in images:
        say(curator, image, {tags["cute"]: "yes"})
        say(curator, image, {tags["cute"]: "no"})

    assert agreements([tags["cute"]]) == {}


def test_standing_second_opinions_are_counted(
    curator: User, second_curator: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    for number, image in enumerate(images):
        say(curator, image, {tags["cute"]: "yes" if number % 2 else "no", tags["street"]: "unsure"})
        say(second_curator, image, {tags["cute"]: "yes" if number % 4 else "no", tags["street"]: "yes"})

    found = agreements([tags["cute"], tags["street"]])

    assert list(found) == [tags["cute"].pk]
    assert found[tags["cute"].pk].share == 0.75


def test_what_was_taken_back_is_not(
    curator: User, second_curator: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    for image in images:
        say(curator, image, {tags["cute"]: "yes"})
        second = say(second_curator, image, {tags["cute"]: "no"})
    withdraw_review(curator=second_curator, client_id=second.client_id, now=NOON)

    assert agreements([tags["cute"]]) == {}


def test_choosing_another_category_is_disagreement(
    curator: User, second_curator: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    for number, image in enumerate(images):
        say(curator, image, {tags["dress"]: "yes"})
        say(second_curator, image, {tags["dress" if number % 2 else "skirt"]: "yes"})

    found = agreements(list(Tag.objects.in_use()))

    assert found[tags["dress"].pk].share == 0.5
    assert found[tags["skirt"].pk].share == 0.5


def test_it_takes_one_query(
    curator: User,
    second_curator: User,
    images: list[ProductImage],
    tags: dict[str, Tag],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    say(curator, images[0], {tags["cute"]: "yes"})
    known = list(Tag.objects.in_use())

    with django_assert_num_queries(1):
        agreements(known)
