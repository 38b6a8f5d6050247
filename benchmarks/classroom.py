"""Reviews of some of a catalog's photos, and a champion, as rows: nothing is trained."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from million import DIMENSIONS, KEY

if TYPE_CHECKING:
    from labeling.models import QueueItem
    from training.models import ModelVersion

YES = 0.2


def review(count: int, seed: int, *, photos: int) -> None:
    """So many photos, at random, reviewed by one person: five tags each."""
    from django.utils import timezone  # noqa: PLC0415

    from catalog.models import ProductImage  # noqa: PLC0415
    from labeling.models import AuditImage, QueueItem, Review  # noqa: PLC0415

    if Review.objects.exists():  # those of another run, which kept its database
        return
    chance = np.random.default_rng(seed)
    drawn = (1 + chance.choice(photos, count, replace=False)).tolist()
    audited = set(AuditImage.objects.values_list("image__product", flat=True))
    images = ProductImage.objects.filter(pk__in=drawn).exclude(product__in=audited)
    now = timezone.now()
    answer(
        QueueItem.objects.bulk_create(
            QueueItem(image=image, reason="doubt", closed_at=now) for image in images
        ),
        chance,
    )


def answer(items: Sequence[QueueItem], chance: np.random.Generator) -> None:
    """A standing review of each item, its verdicts and the labels that follow; the items are closed."""
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from catalog.models import Tag  # noqa: PLC0415
    from labeling.models import Label, QueueItem, Review, Verdict  # noqa: PLC0415

    curator, _ = User.objects.get_or_create(username="reviewer")
    tags, now = list(Tag.objects.in_use()), timezone.now()
    reviews = Review.objects.bulk_create(
        Review(
            item=item,
            image_id=item.image_id,
            curator=curator,
            client_id=uuid.uuid4(),
            outcome="answered",
            created_at=now,
        )
        for item in items
    )
    QueueItem.objects.filter(pk__in=[item.pk for item in items]).update(closed_at=now)
    said = [
        (review, tags[at], bool(chance.random() < YES / (1 + at)))
        for review in reviews
        for at in chance.choice(len(tags), 5, replace=False).tolist()
    ]
    Verdict.objects.bulk_create(
        Verdict(review=review, tag=tag, value="yes" if yes else "no") for review, tag, yes in said
    )
    Label.objects.bulk_create(
        (
            Label(image_id=review.image_id, tag=tag, yes=int(yes), no=int(not yes), updated_at=now)
            for review, tag, yes in said
        ),
        ignore_conflicts=True,
    )


def promote(number: int, seed: int) -> ModelVersion:
    """A champion for all tags in use: directions at random, unsure of a part of the photos."""
    from django.utils import timezone  # noqa: PLC0415

    from catalog.models import Tag  # noqa: PLC0415
    from training.models import ModelVersion, Snapshot, TrainingRun  # noqa: PLC0415
    from training.runtime import Head  # noqa: PLC0415

    tags = list(Tag.objects.in_use().values_list("pk", flat=True))
    chance, now = np.random.default_rng((seed, number)), timezone.now()
    head = Head(
        weight=(3 * chance.normal(size=(len(tags), DIMENSIONS))).astype(np.float32),
        bias=np.full(len(tags), -1.5, np.float32),
        choice_groups=(),
        temperature=np.ones(len(tags), np.float32),
    )
    key = f"benchmark-{number}-{now.timestamp():.0f}"
    snapshot = Snapshot.objects.create(
        content_hash=key, encoder_key=KEY, payload=b"", label_count=0, image_count=0, created_at=now
    )
    run = TrainingRun.objects.create(
        snapshot=snapshot, state=TrainingRun.State.PROMOTED, created_at=now, finished_at=now
    )
    version = ModelVersion.objects.create(
        model_key=key, encoder_key=KEY, run=run, tags=tags, head=head.to_bytes(), created_at=now
    )
    version.promote(now=now, reason="benchmark")
    return version
