"""Titles and sellers' tags: frozen with what was said, read by the model, shown beside what they pushed."""

import dataclasses

import numpy as np
import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, SellerTag, Tag
from labeling.models import QueueItem, Reason
from labeling.presenting import item_json
from tests.making import ENCODER, NOON, make_embedding, make_image, make_item, say
from training.models import ModelVersion
from training.services import reading
from training.services.learning import request_training, retrain_if_due
from training.services.snapshots import Frozen, freeze

COUNT = 80


@pytest.fixture
def reader(curator: User, tags: dict[str, Tag]) -> ModelVersion:
    """A champion that saw noise, and whose titles told it all."""
    generator = np.random.default_rng(0)
    for number in range(COUNT):
        image = make_image(number)
        make_embedding(image, generator.normal(size=16))
        lovely = number % 2 == 0
        image.product.title = f"{'프릴' if lovely else '무지'} 원피스"
        image.product.save()
        say(curator, image, {tags["cute"]: "yes" if lovely else "no"})
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    champion = ModelVersion.objects.champion()
    assert champion is not None
    return champion


def test_a_title_speaks_where_the_picture_does_not(reader: ModelVersion, tags: dict[str, Tag]) -> None:
    frilled, plain = make_image(1000), make_image(1001)
    for image, title in ((frilled, "프릴 블라우스"), (plain, "무지 블라우스")):
        image.product.title = title
        image.product.save()

    pushes = reading.pushes(reader, [frilled.pk, plain.pk])

    assert pushes is not None
    column = reader.tags.index(tags["cute"].pk)
    assert pushes[0, column] > 0.3 > -0.3 > pushes[1, column]
    [words] = reading.words(reader, [frilled.pk], [[column]])
    assert words[column][0]["word"] == "프릴"
    assert words[column][0]["push"] > 0


def test_other_words_make_another_snapshot(reader: ModelVersion) -> None:
    before = reader.run.snapshot
    seen = Frozen.from_bytes(bytes(before.payload))
    first = ProductImage.objects.get(pk=int(seen.images[0]))
    SellerTag.objects.create(product=first.product, text="레이스")

    after = freeze(encoder_key=ENCODER, now=NOON)

    assert after is not None and after.content_hash != before.content_hash
    assert Frozen.from_bytes(bytes(after.payload)).read()[0].tags == ("레이스",)


def test_a_snapshot_of_before_words_were_read_has_none(reader: ModelVersion) -> None:
    frozen = Frozen.from_bytes(bytes(reader.run.snapshot.payload))

    old = dataclasses.replace(frozen, texts=np.zeros(0, np.uint8))

    assert {text.title for text in Frozen.from_bytes(old.to_bytes()).read()} == {""}


def test_an_audit_answer_is_not_led_by_words(tags: dict[str, Tag]) -> None:
    for number, reason in enumerate((Reason.DOUBT, Reason.AUDIT)):
        item = make_item(make_image(number), tags["cute"], reason=reason, facet=tags["cute"].facet)
        item.suggestions.update(words=[{"word": "프릴", "push": 0.4}])

    shown = {item.reason: item_json(item)["suggestions"][0]["words"] for item in QueueItem.objects.all()}

    assert shown == {Reason.DOUBT: [{"word": "프릴", "push": 0.4}], Reason.AUDIT: []}
