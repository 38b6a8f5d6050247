"""What the model says of a photo when it is asked about is what it says of the stored embedding."""

import hashlib
import io

import numpy as np
import pytest
from PIL import Image, ImageFilter

from catalog.models import Product, ProductImage, Tag
from catalog.services.decoding import decode
from catalog.services.photos import keep
from labeling.models import Reason
from tests.making import NOON
from training import runtime
from training.models import ModelVersion
from training.runtime import Head
from training.services.asking.picked import Chosen
from training.services.embedding import embed_pending
from training.services.suggesting import suggestions_for

SIDE = 1200


@pytest.fixture
def photos(db: None) -> list[ProductImage]:
    """As large as photos are kept, so that the encoder has them decoded small; one with fine detail."""
    return [large_photo(number) for number in range(2)]


def large_photo(number: int) -> ProductImage:
    noise = np.random.default_rng(number).integers(0, 255, (SIDE, SIDE, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).filter(ImageFilter.GaussianBlur(number)).save(out, "JPEG", quality=95)
    content = out.getvalue()
    sha256, pictures = hashlib.sha256(content).hexdigest(), decode(content)
    keep(sha256, "display", pictures.display)
    keep(sha256, "thumb", pictures.thumb)
    product = Product.objects.create(external_id=f"L{number}", title="큰 사진", lot=0.99)
    return ProductImage.objects.create(product=product, sha256=sha256, width=SIDE, height=SIDE, position=0)


def test_probability_and_evidence_are_those_of_the_stored_embedding(
    photos: list[ProductImage], tags: dict[str, Tag]
) -> None:
    embed_pending(now=NOON, seconds=120)
    version = ModelVersion(encoder_key=runtime.encoder_key(), tags=[tag.pk for tag in tags.values()])
    weight = np.random.default_rng(0).normal(size=(len(tags), 1280)).astype(np.float32)
    bias = np.linspace(-1, 1, len(tags), dtype=np.float32)
    head = Head(weight=weight, bias=bias, choice_groups=(), temperature=np.ones(len(tags), np.float32))
    chosen = [Chosen(photo.pk, Reason.DOUBT, None) for photo in photos]

    questions = suggestions_for(chosen, version, head, now=NOON)

    assert [question.image_id for question in questions] == [photo.pk for photo in photos]
    for photo, question in zip(photos, questions, strict=True):
        stored = np.array(photo.embeddings.get().vector, np.float32)[None]
        logits, probabilities = head.logits(stored)[0], head.probabilities(stored)[0]
        numbered = [one for one in question.suggestions if one.probability is not None]
        assert numbered
        for one in numbered:
            column = version.tags.index(one.tag_id)
            cells = sum(np.array(view["cells"], np.float64).sum() for view in one.evidence)
            # What is stored has half precision.
            assert one.probability == pytest.approx(float(probabilities[column]), abs=2e-3)
            assert float(cells + bias[column]) == pytest.approx(float(logits[column]), abs=5e-3)
