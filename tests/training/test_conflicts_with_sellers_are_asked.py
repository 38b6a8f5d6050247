"""What a seller says and the model is sure is not so is asked: one of the two is wrong."""

import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, SellerTag, Tag
from labeling.models import AuditImage, Reason
from tests.making import NOON, make_item, say
from tests.training.asking import a_filling, teach_moods, train
from tests.training.school import is_cute, open_school
from training.models import ModelVersion
from training.services.asking.sellers import pick_contradicted

FIRST = 100


@pytest.fixture
def champion(curator: User, tags: dict[str, Tag]) -> ModelVersion:
    teach_moods(curator, tags, count=60)
    return train()


@pytest.fixture
def shop(champion: ModelVersion) -> list[ProductImage]:
    """New photos; every second one looks cute."""
    return open_school(8, first=FIRST)


def claim(image: ProductImage, tag: Tag) -> None:
    SellerTag.objects.create(product=image.product, text=tag.name_ko, tag=tag)


def picked(count: int = 10) -> list[tuple[int, int | None]]:
    found = pick_contradicted(a_filling(), count, besides=())
    assert {one.reason for one in found} <= {Reason.SELLER}
    return [(one.image_id, one.tag_id) for one in found]


def test_a_seller_who_says_what_the_model_is_sure_is_not_so(
    shop: list[ProductImage], tags: dict[str, Tag]
) -> None:
    for image in shop:
        claim(image, tags["cute"])

    found = picked()

    assert found
    assert {tag for _, tag in found} == {tags["cute"].pk}
    plain = {image.pk for number, image in enumerate(shop, start=FIRST) if not is_cute(number)}
    assert {image for image, _ in found} == plain


def test_sellers_who_are_right_or_say_what_no_model_knows_are_not_doubted(
    shop: list[ProductImage], tags: dict[str, Tag]
) -> None:
    for number, image in enumerate(shop, start=FIRST):
        claim(image, tags["cute"] if is_cute(number) else tags["lovely"])
        claim(image, tags["bohemian"])

    assert picked() == []


def test_a_category_is_a_claim(curator: User, tags: dict[str, Tag]) -> None:
    for number, image in enumerate(open_school(60)):
        worn = {tags["dress"]: "yes"} if is_cute(number) else {tags["bag"]: "yes"}
        say(curator, image, worn)
    train()
    dress, bag = open_school(2, first=FIRST)
    for image in (dress, bag):
        image.product.category = tags["dress"].name_ko
        image.product.save()

    assert picked() == [(bag.pk, tags["dress"].pk)]


def test_nothing_is_asked_that_is_spoken_for(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    _, waiting, _, audited, _, reviewed, _, free = shop
    for image in (waiting, audited, reviewed, free):
        claim(image, tags["cute"])
    make_item(waiting, tags["cute"], model_key=a_filling().version.model_key)
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    say(curator, reviewed, {tags["casual"]: "no"})

    assert picked() == [(free.pk, tags["cute"].pk)]


def test_no_tag_crowds_out_the_others(shop: list[ProductImage], tags: dict[str, Tag]) -> None:
    for number, image in enumerate(shop, start=FIRST):
        if not is_cute(number):
            claim(image, tags["cute"])
    claim(shop[0], tags["lovely"])

    assert {tag for _, tag in picked(2)} == {tags["cute"].pk, tags["lovely"].pk}
