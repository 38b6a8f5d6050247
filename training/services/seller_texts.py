"""What sellers' unmatched texts may mean: by their letters, and by the pictures of what carries them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

import numpy as np

from catalog.models import ProductImage, SellerTag, SellerText, Tag
from catalog.services.seller_texts import alike, count_texts
from labeling.models import Label
from training.runtime import FloatArray
from training.services.locks import Lock, held
from training.services.serving import serving_encoder_key
from training.services.vectors import load_vectors

TEXTS = 200
"""The most frequent ones: whoever gets through them finds the next at the next sweep."""
OF_A_TEXT, OF_A_TAG = 24, 100
"""First photos that stand for a text, and photos of which people say that they show a tag."""
ENOUGH = 5
STANDS_OUT = 0.8
"""Standard deviations above what texts have with the tag in the mean."""
LOOKS_ALIKE = 0.5
"""Cosine of two means below which pictures say nothing."""
SHOWN = 3


def suggest_meanings(*, now: dt.datetime) -> int:
    """Count the texts anew, and say of the most frequent what they may mean; how many say something else."""
    with held(Lock.SELLER_TEXTS) as ours:
        if not ours:
            return 0
        count_texts(now=now)
        texts = list(SellerText.objects.unmatched()[:TEXTS])
        tags = list(Tag.objects.in_use())
        likeness = _by_pictures(texts, tags)
        changed = []
        for text in texts:
            told = _told(text, tags, likeness.get(text.pk, {}))
            if told != text.suggestions:
                text.suggestions = told
                changed.append(text)
        SellerText.objects.bulk_update(changed, ["suggestions"], batch_size=500)
        return len(changed)


def _told(
    text: SellerText, tags: Collection[Tag], by_picture: Mapping[int, float]
) -> list[dict[str, object]]:
    """A name that is nearly the same tells more than pictures; these tell where no name resembles."""
    names = {one.tag.pk: one.likeness for one in alike(text.text, tags)}
    nearest = sorted(by_picture, key=lambda tag: -by_picture[tag])[:SHOWN]
    worth = {tag: names.get(tag, 0.0) + 0.5 * by_picture.get(tag, 0.0) for tag in {*names, *nearest}}
    best = sorted(worth, key=lambda tag: (-worth[tag], tag))[:SHOWN]
    return [
        {"tag": tag, "name": _rounded(names.get(tag)), "picture": _rounded(by_picture.get(tag))}
        for tag in best
    ]


def _by_pictures(texts: Collection[SellerText], tags: Collection[Tag]) -> dict[int, dict[int, float]]:
    """By text and tag the cosine of their mean embeddings, above what is usual for the tag: all photos of a
    shop are alike, and a tag's likeness to everything says nothing of one text."""
    key = serving_encoder_key()
    shown = {tag.pk: _photos_of_tag(tag) for tag in tags}
    carried = {text.pk: _photos_of_text(text) for text in texts}
    of_tags, of_texts = _means(key, shown), _means(key, carried)
    if not of_tags or len(of_texts) < 2:
        return {}
    cosines = np.stack(list(of_texts.values())) @ np.stack(list(of_tags.values())).T
    spread = cosines.std(axis=0).clip(1e-6)
    stands_out = (cosines - cosines.mean(axis=0)) / spread
    return {
        text: {
            tag: float(cosines[row, column])
            for column, tag in enumerate(of_tags)
            if stands_out[row, column] > STANDS_OUT and cosines[row, column] > LOOKS_ALIKE
        }
        for row, text in enumerate(of_texts)
    }


def _photos_of_tag(tag: Tag) -> list[int]:
    said = Label.objects.trainable().filter(tag=tag, value=True).order_by("-yes", "pk")
    return list(said.values_list("image_id", flat=True)[:OF_A_TAG])


def _photos_of_text(text: SellerText) -> list[int]:
    carrying = SellerTag.objects.filter(tag=None, text__in=text.spellings).order_by()
    products = carrying.values_list("product_id", flat=True)[:OF_A_TEXT]
    return list(
        ProductImage.objects.filter(product__in=list(products), position=0).values_list("pk", flat=True)
    )


def _means(encoder_key: str, images: Mapping[int, Iterable[int]]) -> dict[int, FloatArray]:
    """[d] at unit length by key, of those that have enough photos which the encoder has seen."""
    found = {}
    for key, image_ids in images.items():
        vectors = load_vectors(encoder_key, image_ids)
        if len(vectors.image_ids) >= ENOUGH:
            mean = vectors.matrix.mean(axis=0)
            found[key] = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return found


def _rounded(likeness: float | None) -> float | None:
    return None if likeness is None else round(likeness, 2)
