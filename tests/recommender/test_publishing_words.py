"""Words about a product may tip the scales; they never publish what the picture speaks against."""

from __future__ import annotations

import pytest

from recommender.services.publishing import publish
from tests.recommender.shelf import NOW, at, carried, crown, put

pytestmark = pytest.mark.usefixtures("vocabulary")


def test_words_tip_the_scales_where_the_picture_agrees() -> None:
    crown({"romantic": 0}, "reads-1", sure=2.0, pushed=1.0)
    named = put("로맨틱 원피스", at(a0=1))  # by the picture .73, with words .88
    nameless = put("", at(a0=1))

    publish(now=NOW)

    assert carried(named) == {"romantic": "predicted"}
    assert named.published_tags.get().confidence == pytest.approx(0.881, abs=1e-3)
    assert carried(nameless) == {}


def test_words_alone_publish_nothing() -> None:
    crown({"romantic": 0}, "reads-2", sure=2.0, pushed=1.5, thresholds={"romantic": 0.6})
    against = put("로맨틱 원피스", at(a0=0.3, a1=0.954))  # by the picture .33, with words .69
    towards = put("로맨틱 원피스", at(a0=0.6, a1=0.8))  # by the picture .55, with words .85

    publish(now=NOW)

    assert carried(against) == {}
    assert carried(towards) == {"romantic": "predicted"}


def test_a_pushed_product_whose_other_photos_disagree_is_not_published() -> None:
    """The picture is the mean over all photos here too."""
    crown({"romantic": 0}, "reads-3", sure=2.0, pushed=1.5, thresholds={"romantic": 0.6})
    divided = put("로맨틱 원피스", at(a0=0.6, a1=0.8), at(a0=0.3, a1=0.954))  # .44, with words .77

    publish(now=NOW)

    assert carried(divided) == {}
