"""Photos without an answer that a training learns from: drawn with the snapshot, never of the audit set."""

import numpy as np
from django.contrib.auth.models import User

from catalog.models import Tag
from labeling.models import AuditImage
from labeling.services.auditing import draw_audit_images
from ml.head import HeadConfig, fit_head
from tests.making import ENCODER, NOON
from tests.training.school import open_school, teach
from training.models import ModelVersion, Snapshot, TrainingRun
from training.services.learning import request_training, retrain_if_due
from training.services.serving import head_of
from training.services.snapshots import Frozen, freeze
from training.services.vectors import load_vectors


def frozen(snapshot: Snapshot | None) -> Frozen:
    assert snapshot is not None
    return Frozen.from_bytes(bytes(snapshot.payload))


def test_what_was_answered_or_is_audited_is_not_among_them(curator: User, tags: dict[str, Tag]) -> None:
    answered, others = open_school(4), open_school(6, first=10)
    audited = open_school(3, first=20, lot=0.01)
    teach(curator, answered, tags)

    drawn = frozen(freeze(encoder_key=ENCODER, now=NOON)).unlabeled

    assert drawn.tolist() == sorted(image.pk for image in others)
    assert AuditImage.objects.filter(image__in=audited).count() == 3


def test_new_photos_alone_make_no_new_snapshot(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(4), tags)
    open_school(2, first=10)
    before = freeze(encoder_key=ENCODER, now=NOON)
    open_school(5, first=20)

    after = freeze(encoder_key=ENCODER, now=NOON)

    assert after == before
    assert len(frozen(after).unlabeled) == 2


def test_the_same_snapshot_gives_the_same_head(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(8)
    teach(curator, images, tags)
    open_school(60, first=100)
    draw_audit_images(now=NOON)
    first = request_training(by=curator, now=NOON)
    retrain_if_due(now=NOON)
    open_school(30, first=200)  # photos that came later change nothing

    assert first is not None
    TrainingRun.objects.create(snapshot=first.snapshot, seed=first.seed, created_at=NOON)
    retrain_if_due(now=NOON)

    heads = [bytes(head) for head in ModelVersion.objects.values_list("head", flat=True)]
    assert len(heads) == 2 and heads[0] == heads[1]


def test_what_was_drawn_for_the_audit_since_teaches_no_more(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(8), tags)
    others = open_school(60, first=100)
    first = request_training(by=curator, now=NOON)
    retrain_if_due(now=NOON)
    assert first is not None
    AuditImage.objects.bulk_create(AuditImage(image=image, drawn_at=NOON) for image in others)

    TrainingRun.objects.create(snapshot=first.snapshot, seed=first.seed, created_at=NOON)
    retrain_if_due(now=NOON)

    with_them, without = ModelVersion.objects.order_by("pk")
    learned = frozen(first.snapshot)
    plain = fit_head(
        embeddings=load_vectors(ENCODER, learned.images.tolist()).matrix,
        targets=learned.targets(),
        weights=learned.weights(),
        choice_groups=learned.choice_groups,
        sample_groups=learned.products,
        config=HeadConfig(),
        seed=first.seed,
    ).head
    assert np.array_equal(head_of(without.model_key).weight, plain.weight)
    assert not np.array_equal(head_of(with_them.model_key).weight, plain.weight)
