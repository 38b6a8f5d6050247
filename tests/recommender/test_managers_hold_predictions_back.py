"""What is published by itself is the manager's to say: all of it, none, or not of some facets."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from catalog.models import Facet
from catalog.services.settings import change
from recommender.services.publishing import publish
from tests.recommender.shelf import NOW, at, carried, crown, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")
LATER = NOW + dt.timedelta(hours=1)


def test_switched_off_only_people_speak_and_on_again_the_model_does(manager: User) -> None:
    crown({"romantic": 0})
    predicted, curated = put("원피스", at(a0=1)), put("치마", at(a1=1))
    say(curated, "romantic", yes=1)
    publish(now=NOW)

    off = change("publish_predictions", value=False, seen=None, by=manager, now=NOW)
    publish(now=LATER)
    without = carried(predicted), carried(curated)
    change("publish_predictions", value=True, seen=off.pk, by=manager, now=NOW)
    publish(now=LATER)

    assert without == ({}, {"romantic": "curated"})
    assert carried(predicted) == {"romantic": "predicted"}


def test_of_facets_that_are_held_back_nothing_is_predicted(manager: User) -> None:
    crown({"romantic": 0, "floral": 0})
    product = put("원피스", at(a0=1))
    mood = Facet.objects.get(slug="mood")
    publish(now=NOW)
    before = set(carried(product))

    change("predictions_withheld", [mood.pk], seen=None, by=manager, now=NOW)
    publish(now=LATER)

    assert before == {"romantic", "floral"}
    assert set(carried(product)) == {"floral"}


def test_news_wait_as_long_as_managers_say(manager: User) -> None:
    product = put("원피스")
    publish(now=NOW)
    change("publish_seconds", 7200, seen=None, by=manager, now=NOW)
    say(product, "romantic", yes=1)

    soon = publish(now=LATER)
    then = publish(now=NOW + dt.timedelta(hours=3))

    assert soon is None
    assert then is not None
