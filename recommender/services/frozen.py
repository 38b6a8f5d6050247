"""The queries that every new style space has to pass: drawn by lot once, and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
from django.db.models import Count
from PIL import Image, ImageEnhance, ImageOps

from catalog.models import ProductImage, Tag
from labeling.models import Label
from recommender.models import FrozenQuery
from recommender.services.cards import MOOD

STYLE, PHOTO = 60, 40
LEAST_OF_EACH = 5
"""Audited photos with a tag, and without it, before the tag is asked for."""
Kind = FrozenQuery.Kind


def draw_queries(*, now: dt.datetime) -> None:
    """Top up to what is wanted; what was drawn once stays. Audited photos, which no space learns from."""
    said = Label.objects.audited().people_say(True).filter(tag__facet__slug=MOOD)
    asked = ProductImage.objects.filter(pk__in=said.order_by().values("image"))
    _top_up(Kind.STYLE, asked, STYLE, now)
    _top_up(Kind.PHOTO, ProductImage.objects.filter(position=0), PHOTO, now)
    audited = Label.objects.audited().order_by()
    of_each = {said: audited.people_say(said).values("tag").annotate(n=Count("pk")) for said in (True, False)}
    often, seldom = (of_each[said].filter(n__gte=LEAST_OF_EACH).values("tag") for said in (True, False))
    enough = Tag.objects.filter(pk__in=often).filter(pk__in=seldom).values("pk")
    FrozenQuery.objects.bulk_create(
        [
            FrozenQuery(kind=Kind.TAG, tag=tag, drawn_at=now)
            for tag in Tag.objects.in_use().filter(pk__in=enough)
        ],
        ignore_conflicts=True,
    )


def _top_up(kind: str, images: object, wanted: int, now: dt.datetime) -> None:
    """By the lot that every product drew on arrival: uniform, and the same whenever it is asked."""
    there = FrozenQuery.objects.filter(kind=kind)
    missing = wanted - there.count()
    if missing <= 0:
        return
    drawn = images.exclude(pk__in=there.values("image")).order_by("product__lot", "pk")  # type: ignore[attr-defined]
    names = list(TREATMENTS) if kind == Kind.PHOTO else [""]
    FrozenQuery.objects.bulk_create(
        [
            FrozenQuery(kind=kind, image=image, treatment=names[image.pk % len(names)], drawn_at=now)
            for image in drawn[:missing]
        ],
        ignore_conflicts=True,
    )


def treated(picture: Image.Image, treatment: str, *, seed: int) -> Image.Image:
    """The photo as somebody might take it: the same one for the same seed."""
    return TREATMENTS[treatment](picture.convert("RGB"), np.random.default_rng(seed))


def _crop(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """A fifth to two fifths off the width and the height, from anywhere."""
    width, height = (max(8, int(side * (1 - chance.uniform(0.2, 0.4)))) for side in picture.size)
    left = int(chance.integers(0, max(1, picture.width - width + 1)))
    top = int(chance.integers(0, max(1, picture.height - height + 1)))
    return picture.crop((left, top, left + width, top + height))


def _tilt(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    angle = chance.uniform(6, 14) * chance.choice([-1, 1])
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")


def _dim(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Darker, flatter, and yellow as a lamp makes it."""
    dark = ImageEnhance.Brightness(picture).enhance(chance.uniform(0.45, 0.7))
    flat = ImageEnhance.Contrast(dark).enhance(chance.uniform(0.7, 0.9))
    return Image.fromarray((np.asarray(flat) * [1.0, 0.93, 0.78]).clip(0, 255).astype(np.uint8))


def _mirror(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    return ImageOps.mirror(picture)


TREATMENTS: dict[str, Callable[[Image.Image, np.random.Generator], Image.Image]] = {
    "crop": _crop,
    "tilt": _tilt,
    "dim": _dim,
    "mirror": _mirror,
}
