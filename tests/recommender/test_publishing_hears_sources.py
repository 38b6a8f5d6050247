"""A trusted source's word is published as people's is, by its weight; contradicting sellers is people's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.models import Product, SellerTag, Tag
from labeling.models import Label
from recommender.models import Contradiction, PublishedTag
from recommender.services.publishing import publish
from tests.recommender.shelf import NOW, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")


def told(product: Product, slug: str, *, yes: str = "0", no: str = "0") -> None:
    tag, image = Tag.objects.get(slug=slug), product.images.get()
    weights = {"sourced_yes": Decimal(yes), "sourced_no": Decimal(no), "updated_at": NOW}
    Label.objects.update_or_create(image=image, tag=tag, defaults=weights)


def test_a_source_alone_is_enough_and_is_as_sure_as_it_weighs() -> None:
    heavy, light = put(), put()
    told(heavy, "romantic", yes="4")
    told(light, "romantic", yes="0.5")

    publish(now=NOW)

    sure = dict(PublishedTag.objects.values_list("product", "confidence"))
    assert sure == {heavy.pk: pytest.approx(5 / 6), light.pk: pytest.approx(1.5 / 2.5)}


def test_people_outvote_a_light_source() -> None:
    product = put()
    say(product, "romantic", yes=1)
    told(product, "romantic", no="0.5")

    publish(now=NOW)

    assert PublishedTag.objects.get().product == product


def test_a_source_alone_tells_no_seller_that_they_are_wrong() -> None:
    doubted, denied = put(), put()
    for product in (doubted, denied):
        SellerTag.objects.create(product=product, text="로맨틱", tag=Tag.objects.get(slug="romantic"))
    told(doubted, "romantic", no="3")
    say(denied, "romantic", no=1)

    publish(now=NOW)

    [found] = Contradiction.objects.all()
    assert found.seller_tag.product == denied
