"""What sellers say and the catalog contradicts is listed with the evidence, until it is mended."""

from __future__ import annotations

import datetime as dt

import pytest

from catalog.models import SellerTag, Tag
from recommender.models import Contradiction
from recommender.services.contradicting import Stands, mend
from recommender.services.publishing import publish
from tests.recommender.shelf import NOW, at, crown, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")
LATER = NOW + dt.timedelta(minutes=1)


def test_what_sellers_have_to_mend() -> None:
    crown({"romantic": 0, "sporty": 1, "cute": 2})
    denied, other, unlike, right = put("가", at(a0=1)), put("나"), put("다", at(a1=1)), put("라", at(a2=1))
    for product, slug in [(denied, "cute"), (other, "dress"), (unlike, "romantic"), (right, "cute")]:
        SellerTag.objects.create(product=product, text=slug, tag=Tag.objects.get(slug=slug))
    say(denied, "cute", no=2)
    say(other, "skirt", yes=1)

    publish(now=NOW)

    found = {row.seller_tag.product: row for row in Contradiction.objects.all()}
    assert {product: row.said_by for product, row in found.items()} == {
        denied: "people",
        other: "choice",
        unlike: "picture",
    }
    assert (found[denied].no, found[denied].image) == (2, denied.images.get())
    assert found[other].instead == Tag.objects.get(slug="skirt")
    assert found[unlike].probability is not None


def test_what_was_mended_leaves_the_list() -> None:
    product = put("가")
    tag = SellerTag.objects.create(product=product, text="귀여운", tag=Tag.objects.get(slug="cute"))
    say(product, "cute", no=2)
    publish(now=NOW)
    assert Contradiction.objects.get().seller_tag == tag
    say(product, "cute", yes=3)

    publish(now=LATER)

    assert not Contradiction.objects.exists()


def test_answers_taken_back_while_the_list_is_made_do_not_stop_it() -> None:
    product = put("가", None)
    cute = Tag.objects.get(slug="cute")
    said = SellerTag.objects.create(product=product, text="cute", tag=cute)
    stands = Stands(claims={}, denied={(product.pk, cute.pk)}, against={}, choice_of={}, model_key="")

    mend([said], stands, now=NOW)

    row = Contradiction.objects.get()
    assert (row.said_by, row.no, row.image) == ("people", 0, product.images.get())
