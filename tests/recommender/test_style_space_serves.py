"""There is always one style space, made as soon as there are enough photos for one."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from catalog.models import ProductImage
from recommender.models import StyleSpace
from recommender.services.learning_style import LEAST_PHOTOS, learn_style
from recommender.services.style import serving_space, style_vectors
from tests.recommender.shelf import ENCODER, NOW, at, put

pytestmark = pytest.mark.django_db


def photos(count: int) -> None:
    generator = np.random.default_rng(0)
    for number in range(count):
        put(f"{number}", at(**{f"a{axis}": value for axis, value in enumerate(generator.normal(size=20))}))


def test_before_there_are_enough_photos_there_is_none() -> None:
    photos(LEAST_PHOTOS - 1)

    assert learn_style(now=NOW) is None
    assert serving_space() is None
    assert style_vectors(ProductImage.objects.values_list("pk", flat=True)) == {}


def test_the_first_serves_at_once_and_is_made_once() -> None:
    photos(LEAST_PHOTOS)

    made = learn_style(now=NOW)
    again = learn_style(now=NOW)

    space = serving_space()
    assert made is not None
    assert again is None
    assert space is not None
    assert (space.key, space.encoder_key, space.dimensions) == (made.key, ENCODER, 20)


def test_vectors_are_of_unit_length_and_photos_not_embedded_are_left_out(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    photos(LEAST_PHOTOS)
    lacking = put("아직", None)
    learn_style(now=NOW)
    images = list(ProductImage.objects.values_list("pk", flat=True))
    serving_space()

    with django_assert_num_queries(2):
        vectors = style_vectors(images)

    assert set(vectors) == set(images) - {lacking.images.get().pk}
    assert np.allclose([np.linalg.norm(vector) for vector in vectors.values()], 1, atol=1e-5)


def test_an_embedding_of_another_length_is_refused() -> None:
    photos(LEAST_PHOTOS)
    learn_style(now=NOW)
    space = serving_space()
    assert space is not None

    with pytest.raises(ValueError, match="1280"):
        space.project(np.ones((1, 3), np.float32))


def test_two_never_serve() -> None:
    photos(LEAST_PHOTOS)
    learn_style(now=NOW)
    other = StyleSpace(
        key="other", encoder_key=ENCODER, dimensions=1, weights=b"", image_count=1, created_at=NOW
    )

    with pytest.raises(IntegrityError):
        StyleSpace.objects.bulk_create([other], update_conflicts=False) and StyleSpace.objects.update(
            state=StyleSpace.State.SERVING
        )


def test_a_space_that_comes_to_serve_retires_the_other() -> None:
    photos(LEAST_PHOTOS)
    first = learn_style(now=NOW)
    assert first is not None
    other = StyleSpace.objects.create(
        key="other", encoder_key=ENCODER, dimensions=1, weights=b"", image_count=1, created_at=NOW
    )

    other.serve(now=NOW)

    first.refresh_from_db()
    assert StyleSpace.objects.serving_key() == "other"
    assert first.state == StyleSpace.State.RETIRED
