"""What people said goes first, and what they denied stays out."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.models import Product, Tag
from recommender.models import PublishedTag
from recommender.services.publishing import publish
from tests.recommender.shelf import NOW, at, carried, crown, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.fixture
def dress() -> Product:
    """The champion sees romance in it."""
    return put("원피스", at(a0=1))


def the_champion_knows(*slugs: str) -> None:
    crown({slug: axis for axis, slug in enumerate(slugs)})


def test_a_yes_is_published_without_any_model(dress: Product) -> None:
    say(dress, "romantic", yes=1)

    publication = publish(now=NOW)

    assert carried(dress) == {"romantic": "curated"}
    assert publication is not None
    assert (publication.added, publication.changed, publication.removed) == (1, 0, 0)


def test_a_yes_of_one_photo_is_enough() -> None:
    product = put("앞과 뒤", None, None)
    say(product, "floral", yes=1, photo=0)
    say(product, "floral", no=1, photo=1)

    publish(now=NOW)

    assert carried(product) == {"floral": "curated"}


def test_a_larger_no_of_another_photo_outweighs_it() -> None:
    product = put("앞과 뒤", None, None)
    say(product, "floral", yes=1, photo=0)
    say(product, "floral", no=2, photo=1)

    publish(now=NOW)

    assert carried(product) == {}


@pytest.mark.parametrize("said", [{"no": 1}, {"no": 2, "yes": 1}, {"no": 1, "yes": 1}])
def test_what_people_deny_or_are_torn_about_is_not_predicted(dress: Product, said: dict[str, int]) -> None:
    the_champion_knows("romantic")
    say(dress, "romantic", **said)

    publish(now=NOW)

    assert carried(dress) == {}


def test_where_people_are_unsure_the_model_is_heard(dress: Product) -> None:
    the_champion_knows("romantic")
    say(dress, "romantic", unsure=1)

    publish(now=NOW)

    assert carried(dress) == {"romantic": "predicted"}


def test_peoples_yes_replaces_the_models(dress: Product) -> None:
    the_champion_knows("romantic")
    publish(now=NOW)
    say(dress, "romantic", yes=1)

    later = timezone.now()
    publish(now=later)

    row = dress.published_tags.get()
    assert (row.source, row.model_key, row.published_at) == ("curated", "", later)


def test_a_choice_of_people_keeps_the_models_other_choice_out(dress: Product) -> None:
    the_champion_knows("skirt", "dress")
    say(dress, "dress", yes=1)

    publish(now=NOW)

    assert carried(dress) == {"dress": "curated"}


def test_of_two_choices_the_better_supported_one_is_published() -> None:
    product = put("원피스인 듯 스커트인 듯", None, None)
    say(product, "skirt", yes=1, photo=0)
    say(product, "dress", yes=3, photo=1)

    publish(now=NOW)

    assert carried(product) == {"dress": "curated"}


def test_several_moods_hold_at_once(dress: Product) -> None:
    say(dress, "romantic", yes=1)
    say(dress, "lovely", yes=1)

    publish(now=NOW)

    assert set(carried(dress)) == {"romantic", "lovely"}


def test_more_people_are_surer(dress: Product) -> None:
    say(dress, "romantic", yes=1)
    say(dress, "lovely", yes=3)

    publish(now=NOW)

    sure = dict(PublishedTag.objects.values_list("tag__slug", "confidence"))
    assert sure["lovely"] > sure["romantic"]


def test_a_tag_that_is_no_longer_used_leaves_the_shop(dress: Product) -> None:
    say(dress, "romantic", yes=1)
    publish(now=NOW)
    Tag.objects.filter(slug="romantic").update(retired_at=NOW)

    publish(now=NOW)

    assert carried(dress) == {}
