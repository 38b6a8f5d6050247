"""A seller's text is said to mean what is written alike, or what looks alike."""

import numpy as np
import pytest
from django.contrib.auth.models import User

from catalog.models import SellerTag, SellerText, Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from tests.making import NOON, make_embedding, make_image, say
from training.services.seller_texts import suggest_meanings


@pytest.fixture
def tags(db: None) -> dict[str, Tag]:
    load_vocabulary(path=STARTER)
    return {tag.slug: tag for tag in Tag.objects.in_use()}


def suggested(text: str) -> list[str]:
    told = SellerText.objects.get(heard=text).suggestions
    return [Tag.objects.get(pk=one["tag"]).slug for one in told]


def test_letters_and_keys_of_a_name_tell(tags: dict[str, Tag]) -> None:
    image = make_image(1)
    for text in ("로맨틱한무드", "fhaosxlr", "세상에없는말"):
        SellerTag.objects.create(product=image.product, text=text)

    suggest_meanings(now=NOON)

    assert suggested("로맨틱한무드")[0] == "romantic"
    assert suggested("fhaosxlr")[0] == "romantic"
    assert suggested("세상에없는말") == []


def test_pictures_tell_where_no_name_does(curator: User, tags: dict[str, Tag]) -> None:
    """Two kinds of photos: what people call cute looks like what sellers call 발레코어."""
    noise = np.random.default_rng(0)
    for number in range(24):
        kind = number % 2
        image = make_image(number)
        make_embedding(image, np.eye(8)[kind] + 0.1 * noise.normal(size=8))
        if number < 12:
            say(curator, image, {tags[("cute", "street")[kind]]: "yes"})
        else:
            SellerTag.objects.create(product=image.product, text=("발레코어", "캔버스화")[kind])

    suggest_meanings(now=NOON)
    again = suggest_meanings(now=NOON)

    assert (suggested("발레코어"), suggested("캔버스화")) == (["cute"], ["street"])
    assert again == 0
