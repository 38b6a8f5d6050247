"""Where a published tag is seen is kept with it by a sweep, from the champion's own look at the photo."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import ProductImage
from recommender.models import PublishedEvidence, PublishedTag
from recommender.services.lighting import PHOTOS, light
from recommender.services.unlit import REFRESHED_AFTER
from tests.making import make_image
from tests.recommender.shelf import NOW, add_photo, carry, crown, keep_photos, put
from training import runtime
from training.models import EmbeddingFailure, ModelVersion

pytestmark = pytest.mark.usefixtures("vocabulary")
LATER = NOW + REFRESHED_AFTER + dt.timedelta(minutes=1)


def serve(key: str = "champion-1") -> ModelVersion:
    """A champion whose encoder really looks; it knows one tag."""
    version = crown({"romantic": 0}, key)
    ModelVersion.objects.filter(pk=version.pk).update(encoder_key=runtime.encoder_key())
    return version


def evidence_of(slug: str) -> PublishedEvidence:
    return PublishedEvidence.objects.get(published__tag__slug=slug)


def test_a_tag_gets_an_outline_within_its_photo() -> None:
    image = make_image(1)
    carry(image.product, "romantic", source="predicted")
    serve()

    assert light(now=NOW) == 1

    kept = evidence_of("romantic")
    assert (kept.image, kept.model_key, kept.made_at) == (image, "champion-1", NOW)
    start = re.match(r"M(\d+) (\d+)q", kept.outline)
    assert start is not None
    assert int(start[1]) <= image.width
    assert int(start[2]) <= image.height


def test_what_the_model_does_not_know_is_noted_and_not_tried_again() -> None:
    carry(make_image(1).product, "lovely")
    serve()

    assert light(now=NOW) == 1
    assert light(now=NOW) == 0

    assert evidence_of("lovely").outline == ""


def test_a_photo_that_is_lost_holds_nobody_up_and_is_tried_again() -> None:
    for number in range(PHOTOS):
        carry(put(f"no file {number}"), "romantic")
    there = make_image(2)
    carry(there.product, "romantic")
    serve()

    assert [light(now=NOW), light(now=NOW), light(now=NOW)] == [0, 1, 0]

    assert PublishedEvidence.objects.get().image == there
    for image in ProductImage.objects.exclude(pk=there.pk)[:1]:
        keep_photos(image.product)
    assert light(now=NOW + dt.timedelta(hours=1)) == 1


def test_a_lost_photo_behind_the_first_does_not_matter() -> None:
    image = make_image(1)
    carry(image.product, "romantic")
    serve()
    other = add_photo(image.product, None, position=1, sha256="0" * 64)
    EmbeddingFailure.objects.note(
        image_id=other.pk, encoder_key=runtime.encoder_key(), error=OSError("gone"), now=NOW
    )

    assert light(now=NOW) == 1


def test_nothing_is_noted_while_the_encoder_is_not_at_hand() -> None:
    carry(make_image(1).product, "romantic")
    crown({"romantic": 0})  # by an encoder that is not here

    assert light(now=NOW) == 0

    assert not PublishedEvidence.objects.exists()


def test_another_first_photo_is_looked_at() -> None:
    before = make_image(1)
    carry(before.product, "romantic")
    serve()
    light(now=NOW)
    ProductImage.objects.filter(pk=before.pk).update(position=1)
    first = add_photo(before.product, None, position=0, sha256=make_image(2).sha256)

    assert [light(now=NOW), light(now=NOW)] == [1, 0]

    assert PublishedEvidence.objects.get().image == first


def test_another_champion_looks_again_after_a_while() -> None:
    carry(make_image(1).product, "romantic")
    serve()
    light(now=NOW)
    serve("champion-2")

    assert light(now=NOW + dt.timedelta(minutes=1)) == 0
    assert light(now=LATER) == 1

    assert evidence_of("romantic").model_key == "champion-2"


def test_a_sweep_looks_at_a_few_photos_and_the_next_goes_on() -> None:
    for number in range(PHOTOS + 1):
        carry(make_image(number).product, "romantic")
    serve()

    assert [light(now=NOW), light(now=NOW), light(now=NOW)] == [PHOTOS, 1, 0]


def test_without_a_champion_nothing_is_done() -> None:
    carry(make_image(1).product, "romantic")

    assert light(now=NOW) == 0


def test_it_goes_with_the_tag() -> None:
    carry(make_image(1).product, "romantic")
    serve()
    light(now=NOW)

    PublishedTag.objects.all().delete()

    assert not PublishedEvidence.objects.exists()


def test_a_result_shows_where_without_a_script(client: Client) -> None:
    image = make_image(1)
    carry(image.product, "romantic")
    published = PublishedTag.objects.get()
    PublishedEvidence.objects.create(
        published=published, image=image, model_key="m", outline="M1 2q3 4 5 6z", made_at=timezone.now()
    )

    page = client.get("/style/", {"tag": "romantic"}).content.decode()

    assert f'viewBox="0 0 {image.width} {image.height}"' in page
    assert '<path class="lit__edge" d="M1 2q3 4 5 6z"/>' in page
    assert "style=" not in page


def test_an_outline_of_another_photo_is_not_shown(client: Client) -> None:
    first, second = make_image(1), make_image(2)
    carry(first.product, "romantic")
    PublishedEvidence.objects.create(
        published=PublishedTag.objects.get(),
        image=second,
        model_key="m",
        outline="M1 2q3 4 5 6z",
        made_at=NOW,
    )

    assert "lit__edge" not in client.get("/style/", {"tag": "romantic"}).content.decode()


def test_a_sweep_with_nothing_left_goes_over_no_table() -> None:
    carry(make_image(1).product, "romantic")
    serve()
    light(now=NOW)
    light(now=NOW)

    with CaptureQueriesContext(connection) as queries:
        assert light(now=NOW) == 0

    asked = [query["sql"] for query in queries.captured_queries]
    assert not [sql for sql in asked if 'FROM "recommender_publishedtag"' in sql]
    assert not [sql for sql in asked if 'FROM "recommender_publishedevidence"' in sql]


def test_what_is_new_behind_the_walk_and_before_it_is_lit() -> None:
    """The walk has come to the last product; the first one gets another tag."""
    first, last = make_image(1).product, make_image(2).product
    for product in (first, last):
        carry(product, "romantic")
    serve()
    light(now=NOW)
    carry(first, "lovely")
    carry(make_image(3).product, "romantic")

    lit = [light(now=NOW), light(now=NOW), light(now=NOW)]

    assert lit == [1, 1, 0]
    assert not PublishedTag.objects.unlit().exists()
