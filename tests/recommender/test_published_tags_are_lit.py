"""Where a published tag is seen is kept with it by a sweep, from the champion's own look at the photo."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from recommender.models import PublishedEvidence, PublishedTag
from recommender.services.lighting import PHOTOS, REFRESHED_AFTER, light
from tests.making import make_image
from tests.recommender.shelf import NOW, carry, crown, put
from training import runtime
from training.models import ModelVersion

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


def test_a_photo_that_is_lost_is_noted_and_holds_nobody_up() -> None:
    carry(put("no file"), "romantic")
    there = make_image(2)
    carry(there.product, "romantic")
    serve()

    assert light(now=NOW) == 2

    assert PublishedEvidence.objects.exclude(outline="").get().image == there


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
