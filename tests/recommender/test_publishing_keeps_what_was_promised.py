"""From answers to the shop: a trained model speaks there once audit images have proven its precision."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from catalog.models import Tag
from recommender.models import PublishedTag
from recommender.services.publishing import publish
from tests.making import NOON
from tests.training.school import audit, is_cute, open_school, teach
from training.models import Calibration
from training.services.learning import retrain_if_due
from training.services.serving import champion_head

pytestmark = pytest.mark.usefixtures("vocabulary")
SHELF = range(100, 110)


def the_shop_after(curator: User, *, audited: int) -> dict[int, bool]:
    """Whether each product of the shelf, of which nobody said anything, is called cute; and nothing else."""
    tags = {tag.slug: tag for tag in Tag.objects.in_use()}
    audit(curator, tags, audited)
    teach(curator, open_school(20), tags)
    shelf = open_school(len(SHELF), first=SHELF[0])
    with override_settings(RETRAIN_AFTER=10):
        retrain_if_due(now=NOON)
    assert champion_head() is not None

    publish(now=NOON)

    predicted = PublishedTag.objects.filter(source="predicted", product__in=[i.product_id for i in shelf])
    named = dict(predicted.values_list("product__external_id", "tag__slug"))
    assert set(named.values()) <= {"cute"}
    return {number: f"P{number}" in named for number in SHELF}


def test_with_few_audit_answers_nothing_is_promised(curator: User) -> None:
    said = the_shop_after(curator, audited=24)

    assert not any(said.values())
    cute = Calibration.objects.get(tag__slug="cute")
    assert cute.threshold is None
    assert cute.needed is not None
    assert str(cute.needed) in cute.why


def test_with_enough_of_them_the_model_speaks_and_is_right(curator: User) -> None:
    said = the_shop_after(curator, audited=90)

    assert Calibration.objects.get(tag__slug="cute").threshold is not None
    assert said == {number: is_cute(number) for number in SHELF}
