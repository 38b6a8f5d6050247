"""Where people said nothing, the champion speaks if it is sure and was taught."""

from __future__ import annotations

import pytest

from labeling.models import AuditImage, Label
from recommender.services.publishing import ENOUGH_POSITIVES, publish
from tests.recommender.shelf import NOW, at, carried, crown, put, say, teach

pytestmark = pytest.mark.usefixtures("vocabulary")


def test_a_sure_champion_is_published_with_its_probability_and_name() -> None:
    teach("romantic", ENOUGH_POSITIVES)
    champion = crown({"romantic": 0})
    product = put("원피스", at(a0=1))

    publish(now=NOW)

    row = product.published_tags.get()
    assert (row.source, row.model_key) == ("predicted", champion.model_key)
    assert row.confidence == pytest.approx(1 / (1 + 2.718281828**-10), abs=1e-4)


def test_a_champion_in_doubt_is_not_published() -> None:
    teach("romantic", ENOUGH_POSITIVES)
    crown({"romantic": 0}, sure=2.0)
    product = put("원피스", at(a0=1))  # a logit of 1: .73

    publish(now=NOW)

    assert carried(product) == {}


def test_a_column_that_was_hardly_taught_is_not_published() -> None:
    teach("romantic", ENOUGH_POSITIVES - 1)
    crown({"romantic": 0})
    product = put("원피스", at(a0=1))

    publish(now=NOW)

    assert carried(product) == {}


def test_what_people_say_of_audit_images_teaches_nothing() -> None:
    teach("romantic", ENOUGH_POSITIVES)
    audited = Label.objects.first()
    assert audited is not None
    AuditImage.objects.create(image=audited.image, drawn_at=NOW)
    crown({"romantic": 0})
    product = put("원피스", at(a0=1))

    publish(now=NOW)

    assert carried(product) == {}
    assert carried(audited.image.product) == {"romantic": "curated"}


def test_a_products_photos_speak_together() -> None:
    teach("romantic", ENOUGH_POSITIVES)
    crown({"romantic": 0})
    of_one_mind = put("앞과 옆", at(a0=1), at(a0=1, a1=0.2))
    divided = put("앞과 뒤", at(a0=1), at(a1=1))

    publish(now=NOW)

    assert carried(of_one_mind) == {"romantic": "predicted"}
    assert carried(divided) == {}


def test_of_a_single_facet_one_tag_is_published() -> None:
    for slug in ("dress", "skirt"):
        teach(slug, ENOUGH_POSITIVES)
    crown({"dress": 0, "skirt": 1})
    product = put("원피스", at(a0=5, a1=1))

    publish(now=NOW)

    assert carried(product) == {"dress": "predicted"}


def test_a_new_champion_that_is_less_sure_takes_it_back() -> None:
    teach("romantic", ENOUGH_POSITIVES)
    crown({"romantic": 0})
    product = put("원피스", at(a0=1))
    publish(now=NOW)
    crown({"romantic": 0}, "champion-2", sure=2.0)

    publication = publish(now=NOW)

    assert carried(product) == {}
    assert publication is not None
    assert publication.model_key == "champion-2"


def test_a_rollback_brings_it_back() -> None:
    teach("romantic", ENOUGH_POSITIVES)
    first = crown({"romantic": 0})
    product = put("원피스", at(a0=1))
    crown({"romantic": 0}, "champion-2", sure=2.0)
    publish(now=NOW)
    first.promote(now=NOW, reason="back")

    publish(now=NOW)

    assert product.published_tags.get().model_key == first.model_key


def test_a_photo_that_is_embedded_later_is_published_then() -> None:
    teach("romantic", ENOUGH_POSITIVES)
    crown({"romantic": 0})
    publish(now=NOW)
    product = put("새 원피스", at(a0=1))

    publish(now=NOW)

    assert carried(product) == {"romantic": "predicted"}


def test_tags_of_the_facet_that_nobody_taught_do_not_stand_in_the_way() -> None:
    teach("dress", ENOUGH_POSITIVES)
    crown({"dress": 0, "skirt": 1})
    skirt = put("스커트", at(a1=1))
    say(put("한 장", at(a5=1)), "skirt", yes=1)

    publish(now=NOW)

    assert carried(skirt) == {}
