"""Freezing what people said, so that a training can be repeated byte for byte."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt
from django.db.models import Exists, OuterRef
from safetensors.numpy import load, save

from catalog.models import Embedding, Fingerprint, Tag
from catalog.services.settings import value_of
from labeling.models import Grade, Label, Review
from labeling.services.auditing import draw_audit_images
from training import runtime
from training.models import Snapshot
from training.runtime import ChoiceGroups
from training.runtime.reading import Text
from training.services.askable import draw
from training.services.reading import texts_of

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Frozen:
    """What a snapshot holds.

    Label i: of those who answered about image[i] and tag[i] the share value[i] said yes, sources by what they
    weigh; it counts weight[i], which is 1 unless only sources spoke that weigh less.
    images are the distinct ones, ascending. products number what belongs together, never to be parted by a
    fold: a product with all that show the same picture. tags are the head's columns; choice [t] numbers the
    `single` facet of each, -1 for independent tags. texts are the words about each of images, as JSON.
    unlabeled are images of which nobody said anything, drawn at random: while answers are few they teach too.
    soft [labels] is what a head is taught instead of value where people differ and compared the photo with
    others, as `labeling.models.Grade` says (NaN elsewhere; empty where nothing was). No measure knows of it.
    """

    image: Ints
    tag: Ints
    value: npt.NDArray[np.float32]
    weight: npt.NDArray[np.float32]
    images: Ints
    products: Ints
    tags: Ints
    choice: Ints
    texts: npt.NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    unlabeled: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    soft: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))

    def to_bytes(self) -> bytes:
        return save({name: np.ascontiguousarray(array) for name, array in vars(self).items()})

    @classmethod
    def from_bytes(cls, content: bytes) -> Frozen:
        return cls(**load(content))

    def content_hash(self, encoder_key: str) -> str:
        """64 hex digits over everything that people said: other photos alone are no reason to learn anew."""
        digest = hashlib.sha256(encoder_key.encode())
        for name, array in sorted(vars(self).items()):
            if name == "unlabeled" or (name == "soft" and not len(array)):
                continue  # without grades it is the snapshot that it was before there were any
            digest.update(f"{name}{array.dtype}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    @property
    def choice_groups(self) -> ChoiceGroups:
        facets = sorted(set(self.choice.tolist()) - {-1})
        return tuple(tuple(np.flatnonzero(self.choice == facet).tolist()) for facet in facets)

    def read(self) -> list[Text]:
        """The words about each of the images; none in a snapshot of before words were read."""
        if not len(self.texts):
            return [Text("") for _ in self.images]
        return [Text(title, tuple(tags)) for title, tags in json.loads(self.texts.tobytes())]

    def targets(self) -> npt.NDArray[np.float32]:
        """[n, t] share of yes of each of the images and tags; NaN where nobody was asked."""
        return self._placed(self.value, np.nan)

    def taught(self) -> npt.NDArray[np.float32]:
        """[n, t] the same, as a head learns it: graded where people differ and comparisons say how far."""
        if not len(self.soft):
            return self.targets()
        return self._placed(np.where(np.isnan(self.soft), self.value, self.soft), np.nan)

    def weights(self) -> npt.NDArray[np.float32]:
        """[n, t] what each answer counts."""
        return self._placed(self.weight, 0.0)

    def _placed(self, values: npt.NDArray[np.float32], elsewhere: float) -> npt.NDArray[np.float32]:
        grid = np.full((len(self.images), len(self.tags)), elsewhere, np.float32)
        column = {tag: at for at, tag in enumerate(self.tags.tolist())}
        grid[np.searchsorted(self.images, self.image), [column[tag] for tag in self.tag.tolist()]] = values
        return grid


_VOTES = ("yes", "no", "sourced_yes", "sourced_no")
Weighed = tuple[int, int, float, float, int]
"""An image's id, a tag's, what the word of those weighs who say yes, and no, and the product's id."""


def freeze(*, encoder_key: str, now: dt.datetime) -> Snapshot | None:
    """The snapshot of what is known now; the same labels give the same one. None while nothing is known.

    A tag to which nobody has said yes has no column: a model says nothing of what it has not seen. A `single`
    facet has all of its options, or none while only one of them was ever right.
    """
    newest_review = Review.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    tags = list(Tag.objects.in_use())
    has_vector = Embedding.objects.filter(image=OuterRef("image"), encoder_key=encoder_key)
    labels = _weighed(
        Label.objects.trainable()
        .filter(Exists(has_vector), tag__in=tags)
        .order_by("image_id", "tag_id")
        .values_list("image_id", "tag_id", *_VOTES, "image__product_id")
    )
    tags = _learnable(tags, {tag_id for _, tag_id, yes, _, _ in labels if yes})
    columns = {tag.pk for tag in tags}
    labels = [label for label in labels if label[1] in columns]
    if not labels:
        return None
    frozen = _frozen(labels, tags, _belonging({product for *_, product in labels}))
    if value_of("soft_labels"):
        frozen = replace(frozen, soft=_soft(labels))
    if len(frozen.images) < runtime.GUESSES:
        frozen = replace(frozen, unlabeled=_unlabeled(encoder_key, seed=newest_review, now=now))
    snapshot, _ = Snapshot.objects.get_or_create(
        content_hash=frozen.content_hash(encoder_key),
        defaults={
            "encoder_key": encoder_key,
            "payload": frozen.to_bytes(),
            "label_count": len(labels),
            "image_count": len(frozen.images),
            "created_at": now,
        },
    )
    snapshot.last_review_id, snapshot.seen_at = max(snapshot.last_review_id, newest_review), now
    snapshot.save(update_fields=["last_review_id", "seen_at"])
    return snapshot


def _weighed(rows: Iterable[tuple[int, int, int, int, Decimal, Decimal, int]]) -> list[Weighed]:
    return [
        (image, tag, float(yes + told_yes), float(no + told_no), product)
        for image, tag, yes, no, told_yes, told_no, product in rows
    ]


def _soft(labels: list[Weighed]) -> npt.NDArray[np.float32]:
    """[labels] of those about which people differ: their votes, and each comparison as one vote more.

    That is close: five answers place a photo about as surely as five people's yes and no.
    """
    told = Grade.objects.telling().filter(tag__in={tag for _, tag, yes, no, _ in labels if yes and no})
    columns = ("image_id", "tag_id", "share", "comparisons")
    grades = {(image, tag): (share, times) for image, tag, share, times in told.values_list(*columns)}
    soft = np.full(len(labels), np.nan, np.float32)
    for place, (image, tag, yes, no, _) in enumerate(labels):
        share, times = grades.get((image, tag), (None, 0))
        if yes and no and share is not None:
            soft[place] = (yes + times * share) / (yes + no + times)
    return np.zeros(0, np.float32) if np.isnan(soft).all() else soft


def _unlabeled(encoder_key: str, *, seed: int, now: dt.datetime) -> Ints:
    """Never a photo of the audit set: those of new products are drawn for it first."""
    draw_audit_images(now=now)
    image_ids = draw(runtime.GUESSES, encoder_key=encoder_key, model_key="", seed=seed, now=now)
    return np.array(sorted(image_ids), np.int64)


def _learnable(tags: list[Tag], liked: set[int]) -> list[Tag]:
    options = Counter(tag.facet_id for tag in tags if tag.pk in liked)
    return [tag for tag in tags if (options[tag.facet_id] > 1 if tag.facet.is_single else tag.pk in liked)]


def _belonging(products: set[int]) -> dict[int, int]:
    """By product: the first of those that share a picture with it, by themselves or through others."""
    grouped = Fingerprint.objects.grouped().filter(image__product__in=products)
    shared = grouped.order_by("group", "image").values_list("group", "image__product")
    first: dict[int, int] = {}
    pairs = [(first.setdefault(group, product), product) for group, product in shared if group is not None]
    together = runtime.connected([*pairs, *((product, product) for product in products)])
    return {product: min(those) for those in together for product in those}


def _frozen(labels: list[Weighed], tags: list[Tag], belonging: dict[int, int]) -> Frozen:
    columns = list(zip(*labels, strict=True))
    image, tag, product = (np.array(columns[at], np.int64) for at in (0, 1, 4))
    yes, no = (np.array(columns[at], np.float64) for at in (2, 3))
    images, first = np.unique(image, return_index=True)
    texts = [[text.title, text.tags] for text in texts_of(images.tolist())]
    return Frozen(
        image=image,
        tag=tag,
        value=(yes / (yes + no)).astype(np.float32),
        weight=np.minimum(1.0, yes + no).astype(np.float32),  # a source may be less sure than any one person
        images=images,
        products=np.array([belonging[owner] for owner in product[first].tolist()], np.int64),
        tags=np.array([known.pk for known in tags], np.int64),
        choice=np.array([known.facet_id if known.facet.is_single else -1 for known in tags], np.int64),
        texts=np.frombuffer(json.dumps(texts, ensure_ascii=False).encode(), np.uint8),
    )
