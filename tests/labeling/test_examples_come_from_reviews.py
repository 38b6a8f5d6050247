"""What a tag means is shown by pictures that people judged: yes, no, and where they differ."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from labeling.models import AuditImage
from labeling.services.examples import Examples, examples_of
from tests.making import NOON, make_image, say


@pytest.fixture
def people(curator: User, second_curator: User) -> list[User]:
    return [curator, second_curator]


def said(image: ProductImage, tag: Tag, people: Sequence[User], *values: str) -> ProductImage:
    for person, value in zip(people, values, strict=False):
        say(person, image, {tag: value})
    return image


def test_without_answers_there_are_no_examples(tags: dict[str, Tag]) -> None:
    assert examples_of(tags["cute"]) == Examples([], [], [])


def test_each_kind_shows_what_people_said(tags: dict[str, Tag], people: list[User]) -> None:
    cute = tags["cute"]
    yes = said(make_image(1), cute, people, "yes", "yes")
    no = said(make_image(2), cute, people, "no", "no")
    torn = said(make_image(3), cute, people, "yes", "no")
    unsure = said(make_image(4), cute, people, "unsure")
    said(make_image(5), tags["dress"], people, "yes", "yes")

    found = examples_of(cute)

    assert (found.yes, found.no) == ([yes], [no])
    assert found.borderline == [torn, unsure]


def test_what_several_said_goes_before_what_one_said(tags: dict[str, Tag], people: list[User]) -> None:
    alone = said(make_image(1), tags["cute"], people, "yes")
    together = said(make_image(2), tags["cute"], people, "yes", "yes")

    assert examples_of(tags["cute"]).yes == [together, alone]
    assert examples_of(tags["cute"], limit=1).yes == [together]


def test_the_audit_set_and_its_copies_are_never_shown(tags: dict[str, Tag], people: list[User]) -> None:
    audited = said(make_image(1), tags["cute"], people, "yes", "yes")
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    said(make_image(2, product=audited.product), tags["cute"], people, "yes", "yes")
    copy = said(make_image(3), tags["cute"], people, "no", "no")
    ProductImage.objects.filter(pk=copy.pk).update(sha256=audited.sha256)

    assert examples_of(tags["cute"]) == Examples([], [], [])


def test_the_photo_in_question_is_no_example(tags: dict[str, Tag], people: list[User]) -> None:
    judged = said(make_image(1), tags["cute"], people, "yes", "yes")
    other = said(make_image(2), tags["cute"], people, "yes")

    assert examples_of(tags["cute"], besides=[judged.pk]).yes == [other]


def test_photos_of_one_product_are_one_example(tags: dict[str, Tag], people: list[User]) -> None:
    first = said(make_image(1), tags["cute"], people, "yes")
    said(make_image(2, product=first.product), tags["cute"], people, "yes")

    assert examples_of(tags["cute"]).yes == [first]


def test_it_takes_four_queries_however_many_there_are(
    tags: dict[str, Tag], people: list[User], django_assert_num_queries: Any
) -> None:
    for number in range(8):
        said(make_image(number), tags["cute"], people, "yes", ["yes", "no", "unsure"][number % 3])

    with django_assert_num_queries(4):
        found = examples_of(tags["cute"])
        assert [image.product.title for image in found.yes]
