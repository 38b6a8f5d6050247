"""Where people said nothing, the champion speaks of tags whose precision was proven on the audit set."""

from __future__ import annotations

import pytest

from recommender.services.publishing import publish
from tests.recommender.shelf import NOW, at, carried, crown, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")


def test_a_sure_champion_is_published_with_its_probability_and_name() -> None:
    champion = crown({"romantic": 0})
    product = put("원피스", at(a0=1))

    publish(now=NOW)

    row = product.published_tags.get()
    assert (row.source, row.model_key) == ("predicted", champion.model_key)
    assert row.confidence == pytest.approx(1 / (1 + 2.718281828**-10), abs=1e-4)


def test_a_champion_in_doubt_is_not_published() -> None:
    crown({"romantic": 0}, sure=2.0)
    product = put("원피스", at(a0=1))  # a logit of 1: .73

    publish(now=NOW)

    assert carried(product) == {}


@pytest.mark.parametrize("thresholds", [{}, {"romantic": None}])
def test_a_tag_whose_precision_is_not_proven_is_not_published(thresholds: dict[str, float | None]) -> None:
    crown({"romantic": 0}, thresholds=thresholds)
    product = put("원피스", at(a0=1))
    curated = put("치마", at(a0=1))
    say(curated, "romantic", yes=1)

    publish(now=NOW)

    assert carried(product) == {}
    assert carried(curated) == {"romantic": "curated"}


def test_each_tag_is_published_from_its_own_threshold_on() -> None:
    crown({"romantic": 0, "floral": 0}, sure=2.0, thresholds={"romantic": 0.7, "floral": 0.75})
    product = put("원피스", at(a0=1))  # a logit of 1: .73

    publish(now=NOW)

    assert carried(product) == {"romantic": "predicted"}


def test_what_the_first_photo_does_not_say_no_other_adds() -> None:
    """The precision was proven on first photos: those behind them may only take away."""
    crown({"romantic": 0}, sure=4.0)
    hidden = put("첫 사진에는 없음", at(a0=0.8, a1=0.6), *[at(a0=1)] * 4)
    shown = put("첫 사진에 있음", at(a0=1), *[at(a0=1)] * 3, at(a0=0.8, a1=0.6))
    unseen = put("첫 사진이 아직 안 보임", None, at(a0=1))

    publish(now=NOW)

    assert [carried(product) for product in (hidden, shown, unseen)] == [{}, {"romantic": "predicted"}, {}]


def test_a_products_photos_speak_together() -> None:
    crown({"romantic": 0})
    of_one_mind = put("앞과 옆", at(a0=1), at(a0=1, a1=0.2))
    divided = put("앞과 뒤", at(a0=1), at(a1=1))

    publish(now=NOW)

    assert carried(of_one_mind) == {"romantic": "predicted"}
    assert carried(divided) == {}


def test_of_a_single_facet_one_tag_is_published() -> None:
    crown({"dress": 0, "skirt": 1})
    product = put("원피스", at(a0=5, a1=1))

    publish(now=NOW)

    assert carried(product) == {"dress": "predicted"}


def test_a_new_champion_that_is_less_sure_takes_it_back() -> None:
    crown({"romantic": 0})
    product = put("원피스", at(a0=1))
    publish(now=NOW)
    crown({"romantic": 0}, "champion-2", sure=2.0)

    publication = publish(now=NOW)

    assert carried(product) == {}
    assert publication is not None
    assert publication.model_key == "champion-2"


def test_a_rollback_brings_it_back() -> None:
    first = crown({"romantic": 0})
    product = put("원피스", at(a0=1))
    crown({"romantic": 0}, "champion-2", sure=2.0)
    publish(now=NOW)
    first.promote(now=NOW, reason="back")

    publish(now=NOW)

    assert product.published_tags.get().model_key == first.model_key


def test_a_photo_that_is_embedded_later_is_published_then() -> None:
    crown({"romantic": 0})
    publish(now=NOW)
    product = put("새 원피스", at(a0=1))

    publish(now=NOW)

    assert carried(product) == {"romantic": "predicted"}


def test_of_a_single_facet_what_is_not_proven_does_not_stand_for_what_is() -> None:
    """The surest is a tag that may not be published: then none of the facet is."""
    crown({"dress": 0, "skirt": 1}, thresholds={"dress": 0.8})
    skirt, dress = put("스커트", at(a1=1)), put("원피스", at(a0=1))

    publish(now=NOW)

    assert carried(skirt) == {}
    assert carried(dress) == {"dress": "predicted"}
