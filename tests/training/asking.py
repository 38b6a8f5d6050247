"""Fillings of the queue, for tests of what is picked for them."""

from __future__ import annotations

import numpy as np
from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from tests.making import NOON, make_embedding, make_image, say
from tests.training.school import DIMENSIONS, is_cute, open_school
from training.models import ModelVersion
from training.services.asking.picked import Filling
from training.services.learning import request_training, retrain_if_due
from training.services.serving import champion_head


def a_filling(*, seed: int = 0) -> Filling:
    """By the champion, at noon."""
    champion = champion_head()
    assert champion is not None
    return Filling(*champion, seed=seed, now=NOON)


def around(axis: int, *numbers: int, lot: float = 0.99) -> list[ProductImage]:
    """Photos that lie close together, far from what is cute and from what is not."""
    images = []
    for number in numbers:
        noise = 0.1 * np.random.default_rng(number).normal(size=DIMENSIONS)
        noise[axis] += 1
        images.append(make_image(number, lot=lot))
        make_embedding(images[-1], noise)
    return images


def train() -> ModelVersion:
    """The champion of what was said so far."""
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    champion = ModelVersion.objects.champion()
    assert champion is not None
    return champion


def teach_moods(curator: User, tags: dict[str, Tag], *, count: int = 24) -> list[ProductImage]:
    """Each photo is cute or lovely, and the model knows both."""
    images = open_school(count)
    for number, image in enumerate(images):
        cute = is_cute(number)
        say(curator, image, {tags["cute"]: "yes" if cute else "no", tags["lovely"]: "no" if cute else "yes"})
    return images
