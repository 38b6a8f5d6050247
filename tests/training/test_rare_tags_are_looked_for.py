"""Of a tag that few photos are known to have, what lies near to them is asked next."""

import numpy as np
import pytest
from django.contrib.auth.models import User

from catalog.models import DuplicateGroup, Fingerprint, ProductImage, Tag
from labeling.models import AuditImage, Reason
from tests.making import NOON, make_item, say
from tests.training.asking import a_filling, around, teach_moods, train
from training.models import ModelVersion
from training.services.asking.rare import pick_rare, rare_tags
from training.services.vectors import load_vectors

HERE, THERE = 7, 9


@pytest.fixture
def champion(curator: User, tags: dict[str, Tag]) -> ModelVersion:
    """Knows cute and lovely, of which there are a dozen each; and nothing of bohemian."""
    teach_moods(curator, tags)
    return train()


@pytest.fixture
def neighbours(champion: ModelVersion, curator: User, tags: dict[str, Tag]) -> list[ProductImage]:
    """Photos near to the one that is known to be bohemian. Elsewhere there are others."""
    known, *others = around(HERE, *range(100, 106))
    around(THERE, *range(200, 210))
    say(curator, known, {tags["bohemian"]: "yes"})
    return others


def picked(count: int = 20, *, seed: int = 0, besides: tuple[int, ...] = ()) -> list[int]:
    return [one.image_id for one in pick_rare(a_filling(seed=seed), count, besides=besides)]


def test_a_tag_is_rare_beside_the_others_or_among_its_answers(
    champion: ModelVersion, curator: User, tags: dict[str, Tag]
) -> None:
    images = around(HERE, *range(100, 176))
    for image in images[:3]:
        say(curator, image, {tags["bohemian"]: "yes"})
    for image in images[3:]:
        say(curator, image, {tags["casual"]: "no"})

    rare = rare_tags()

    assert rare == {tags["bohemian"].pk: 3}  # casual is not: where would one look?


def test_a_tag_that_is_one_answer_in_a_hundred_is_rare_even_if_all_are(
    curator: User, tags: dict[str, Tag]
) -> None:
    images = around(HERE, *range(60))
    say(curator, images[0], {tags["bohemian"]: "yes"})
    for image in images[1:]:
        say(curator, image, {tags["bohemian"]: "no"})

    assert rare_tags() == {tags["bohemian"].pk: 1}


def test_what_everybody_knows_alike_is_not_rare(curator: User, tags: dict[str, Tag]) -> None:
    teach_moods(curator, tags, count=6)

    assert rare_tags() == {}


def test_the_nearest_to_a_known_photo_are_asked_about_the_tag(
    neighbours: list[ProductImage], tags: dict[str, Tag]
) -> None:
    found = pick_rare(a_filling(), 5, besides=())

    assert {one.image_id for one in found} == {image.pk for image in neighbours}
    assert {(one.reason, one.tag_id) for one in found} == {(Reason.RARE, tags["bohemian"].pk)}


def test_of_a_tag_that_the_model_knows_the_likeliest_come_first(
    neighbours: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    say(curator, neighbours[0], {tags["bohemian"]: "yes"})
    version = train()
    assert tags["bohemian"].pk in version.tags
    filling = a_filling()
    column = version.tags.index(tags["bohemian"].pk)

    found = picked()

    vectors = load_vectors(version.encoder_key, found)
    rows = vectors.rows_of(np.array(found))
    said = filling.head.probabilities(vectors.matrix)[rows, column].tolist()
    assert len(found) > len(neighbours)
    assert set(found[:4]) == {image.pk for image in neighbours[1:]}
    assert said == sorted(said, reverse=True)


def test_nothing_is_asked_that_is_spoken_for(
    neighbours: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    waiting, audited, copy, reviewed, free = neighbours
    make_item(waiting, tags["cute"], model_key=a_filling().version.model_key)
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    group = DuplicateGroup.objects.create(created_at=NOON)
    for image in (audited, copy):
        Fingerprint.objects.create(image=image, group=group, compared_at=NOON)
    say(curator, reviewed, {tags["cute"]: "no"})

    found = set(picked())

    assert free.pk in found
    assert not found & {waiting.pk, audited.pk, copy.pk, reviewed.pk}
    assert free.pk not in picked(besides=(free.pk,))


def test_a_known_photo_of_the_audit_set_is_no_place_to_look_around(
    neighbours: list[ProductImage], tags: dict[str, Tag]
) -> None:
    known = tags["bohemian"].labels.get().image
    AuditImage.objects.create(image=known, drawn_at=NOON)

    assert picked() == []


def test_each_rare_tag_has_its_turn(
    neighbours: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    say(curator, ProductImage.objects.get(product__external_id="P200"), {tags["glamorous"]: "yes"})

    two = {one.tag_id for one in pick_rare(a_filling(), 2, besides=())}
    alone = {one.tag_id for seed in range(12) for one in pick_rare(a_filling(seed=seed), 1, besides=())}

    assert two == alone == {tags["bohemian"].pk, tags["glamorous"].pk}
