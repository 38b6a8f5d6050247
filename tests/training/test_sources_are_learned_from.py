"""What sources say is learned by weight, a training becomes due by it, and nothing is measured by it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from labeling.models import AuditImage, LabelSource, SourcedLabel
from labeling.services.consensus import bring_in_line
from tests.making import ENCODER, NOON, make_image, say
from tests.training.school import open_school
from training.services.evaluating import audit_truth
from training.services.snapshots import Frozen, freeze
from training.services.sourced import sources_not_learned_from

MINUTE = dt.timedelta(minutes=1)


def tell(by: User, says: dict[ProductImage, bool], tag: Tag, *, weight: str = "1") -> LabelSource:
    source = LabelSource.objects.create(
        name=f"source {LabelSource.objects.count()}",
        weight=Decimal(weight),
        state="done",
        by=by,
        created_at=NOON,
        finished_at=NOON,
    )
    SourcedLabel.objects.bulk_create(
        SourcedLabel(source=source, image=image, tag=tag, value=value) for image, value in says.items()
    )
    bring_in_line(image_ids=[image.pk for image in says], tag_ids=[tag.pk], now=NOON)
    return source


def frozen() -> Frozen | None:
    snapshot = freeze(encoder_key=ENCODER, now=NOON)
    return None if snapshot is None else Frozen.from_bytes(bytes(snapshot.payload))


def test_by_weight_beside_people(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    both, light, heavy = open_school(3)
    say(curator, both, {tags["cute"]: "no"})
    tell(manager, {both: True}, tags["cute"], weight="3")
    tell(manager, {light: True}, tags["cute"], weight="0.25")
    tell(manager, {heavy: False}, tags["cute"], weight="5")

    learned = frozen()

    assert learned is not None
    told = dict(zip(learned.image.tolist(), zip(learned.value, learned.weight, strict=True), strict=True))
    assert told == {both.pk: (0.75, 1.0), light.pk: (1.0, 0.25), heavy.pk: (0.0, 1.0)}


def test_audit_images_are_neither_learned_nor_measured_by_it(manager: User, tags: dict[str, Tag]) -> None:
    [audited] = open_school(1)
    AuditImage.objects.create(image=audited, drawn_at=NOON)

    tell(manager, {audited: True}, tags["cute"], weight="9")

    assert frozen() is None
    assert len(audit_truth(ENCODER).truth) == 0


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.services.sourced.serving_encoder_key", lambda: ENCODER)


@pytest.mark.usefixtures("serving")
def test_news_of_a_source_make_a_training_due_once(manager: User, tags: dict[str, Tag]) -> None:
    images = open_school(2)
    assert not sources_not_learned_from()

    tell(manager, {images[0]: True, images[1]: False}, tags["cute"])
    came = sources_not_learned_from()
    freeze(encoder_key=ENCODER, now=NOON + MINUTE)

    assert came
    assert not sources_not_learned_from()


@pytest.mark.usefixtures("serving")
def test_what_a_source_said_that_broke_off_is_unlearned(manager: User, tags: dict[str, Tag]) -> None:
    [image] = open_school(1)
    source = tell(manager, {image: True}, tags["cute"])
    freeze(encoder_key=ENCODER, now=NOON + MINUTE)
    at = NOON + 2 * MINUTE
    LabelSource.objects.create(name="mute", state="failed", by=manager, created_at=at, finished_at=at)
    of_the_mute = sources_not_learned_from()

    LabelSource.objects.filter(pk=source.pk).update(state="failed", finished_at=at)

    assert not of_the_mute
    assert sources_not_learned_from()


@pytest.mark.usefixtures("serving")
def test_it_waits_until_all_its_photos_were_looked_at(manager: User, tags: dict[str, Tag]) -> None:
    [seen] = open_school(1)
    tell(manager, {seen: True, make_image(77): False}, tags["cute"])

    assert not sources_not_learned_from()
