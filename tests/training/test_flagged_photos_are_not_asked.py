"""A photo that flags keep from everybody is asked again for no purpose, nor is a copy of it."""

import numpy as np
import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage
from labeling.services.flagging import Wrong, record_flag, rule
from tests.making import ENCODER, NOON, an_answer, make_embedding, make_image, make_item
from training.services.askable import askable

pytestmark = pytest.mark.django_db


def asked(*images: ProductImage) -> list[int]:
    """Of these, as a second opinion would be."""
    ids = [image.pk for image in images]
    return askable(ids, encoder_key=ENCODER, model_key="", now=NOON, again=True)


@pytest.mark.parametrize("keeps_out", [True, False])
def test_a_managers_ruling_holds_for_every_purpose(curator: User, manager: User, keeps_out: bool) -> None:
    image, copy, other = (make_image(number) for number in range(3))
    ProductImage.objects.filter(pk=copy.pk).update(sha256=image.sha256)
    for one in (image, copy, other):
        make_embedding(one, np.ones(4, np.float32))
    skipped, wrong, item = an_answer({}, outcome="skipped"), Wrong("offensive"), make_item(image)
    flag, _ = record_flag(curator=curator, item_id=item.pk, answer=skipped, wrong=wrong, now=NOON)
    before = asked(image, copy, other)

    rule(flag, keeps_out=keeps_out, by=manager, now=NOON)

    assert before == [image.pk, other.pk]
    # Without a ruling against it the question itself waits for others again.
    assert asked(image, copy, other) == [other.pk]
