"""A snapshot freezes what people said: same labels, same hash, no new run."""

import numpy as np
import pytest
from django.contrib.auth.models import User

from catalog.models import Tag
from labeling.models import AuditImage
from labeling.services.recording import withdraw_review
from tests.making import ENCODER, NOON, make_image, say
from tests.training.school import open_school, teach
from training.models import Snapshot, TrainingRun
from training.services.learning import request_training
from training.services.snapshots import Frozen, freeze


@pytest.fixture
def frozen(curator: User, second_curator: User, tags: dict[str, Tag]) -> Frozen:
    images = open_school(4)
    teach(curator, images, tags)
    say(second_curator, images[0], {tags["cute"]: "no", tags["dress"]: "yes"})
    say(second_curator, images[1], {tags["skirt"]: "yes", tags["street"]: "no"})
    snapshot = freeze(encoder_key=ENCODER, now=NOON)
    assert snapshot is not None
    return Frozen.from_bytes(bytes(snapshot.payload))


def test_the_share_of_yes_is_kept_and_unknown_stays_unknown(frozen: Frozen, tags: dict[str, Tag]) -> None:
    columns = frozen.tags.tolist()
    targets = frozen.targets()

    assert targets[:, columns.index(tags["cute"].pk)].tolist() == [0.5, 0.0, 1.0, 0.0]
    assert targets[0, columns.index(tags["dress"].pk)] == 1.0
    assert np.isnan(targets).sum() == targets.size - 6
    assert (frozen.weights() > 0).sum() == 6


def test_what_nobody_said_yes_to_is_not_learned(frozen: Frozen, tags: dict[str, Tag]) -> None:
    slugs = {slug for slug, tag in tags.items() if tag.pk in frozen.tags}

    assert {"cute", "dress", "skirt", "hat"} <= slugs
    assert not slugs & {"street", "lovely", "floral"}


def test_one_option_is_no_choice(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(3)
    teach(curator, images, tags)
    for image in images:
        say(curator, image, {tags["dress"]: "yes", tags["skirt"]: "no"})

    snapshot = freeze(encoder_key=ENCODER, now=NOON)

    assert snapshot is not None
    assert Frozen.from_bytes(bytes(snapshot.payload)).tags.tolist() == [tags["cute"].pk]


def test_single_facets_are_one_choice(frozen: Frozen, tags: dict[str, Tag]) -> None:
    slugs = {tag.pk: slug for slug, tag in tags.items()}
    groups = [{slugs[int(frozen.tags[column])] for column in group} for group in frozen.choice_groups]

    assert len(groups) == 1
    assert groups[0] == {slug for slug, tag in tags.items() if tag.facet.slug == "category"}


def test_the_same_labels_make_no_second_run(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(3)
    teach(curator, images, tags)
    first = request_training(by=curator, now=NOON)

    mistake = say(curator, images[0], {tags["street"]: "yes"})
    withdraw_review(curator=curator, client_id=mistake.client_id, now=NOON)
    again = request_training(by=curator, now=NOON)

    assert again == first
    assert (Snapshot.objects.count(), TrainingRun.objects.count()) == (1, 1)


def test_another_word_makes_another_snapshot(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(3)
    teach(curator, images[:2], tags)
    first = freeze(encoder_key=ENCODER, now=NOON)

    teach(curator, images[2:], tags)
    second = freeze(encoder_key=ENCODER, now=NOON)

    assert first is not None and second is not None
    assert first.content_hash != second.content_hash
    assert (first.label_count, second.label_count) == (2, 3)


def test_audit_images_and_images_without_vector_stay_out(curator: User, tags: dict[str, Tag]) -> None:
    learned, audited = open_school(2)
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    teach(curator, [audited, learned, make_image(77)], tags)

    snapshot = freeze(encoder_key=ENCODER, now=NOON)

    assert snapshot is not None
    assert Frozen.from_bytes(bytes(snapshot.payload)).images.tolist() == [learned.pk]


def test_nothing_known_makes_no_snapshot(curator: User, tags: dict[str, Tag]) -> None:
    say(curator, open_school(1)[0], {tags["cute"]: "unsure"})

    assert freeze(encoder_key=ENCODER, now=NOON) is None
    assert request_training(by=curator, now=NOON) is None
