"""What the purposes share: what one filling of the queue is, and what is picked for it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from catalog.models import ProductImage
from labeling.models import AuditImage, QueueItem, Reason, Review
from training.models import EmbeddingFailure, ModelVersion
from training.runtime import Head

Thing = TypeVar("Thing")
Photo = tuple[int, int, str, int | None]
"""An image's id, its product's, the hash of its bytes, and its group of near-duplicates if it has any."""


@dataclass(frozen=True)
class Chosen:
    """An image to ask about, why, the id of the tag that it is for if any, and how soon (1 first, 0 last)."""

    image_id: int
    reason: Reason
    tag_id: int | None
    priority: float = 0.0


@dataclass(frozen=True, eq=False)
class Filling:
    """One filling of the queue by a champion. The same seed and the same rows give the same picks."""

    version: ModelVersion
    head: Head
    seed: int
    now: dt.datetime

    def askable(
        self, image_ids: Collection[int], *, besides: Collection[int], again: bool = False
    ) -> list[int]:
        """Those of the images, in their order, that may be asked about; of several copies the first.

        Not those of which this or a copy is audited, waits already, was reviewed (unless `again`), or is
        among the images `besides`. What it costs depends on how many images are given, not on the catalog.
        """
        photos = self._photos(image_ids)
        copies = _copies(photos)
        spoken_for = _spoken_for(copies, self.version.model_key, self.now, again=again) | set(besides)
        gone: set[str | int | None] = set()
        for image_id, _, sha256, group_id in copies:
            if image_id in spoken_for:
                gone |= {sha256, group_id}
        gone.discard(None)
        free = []
        for image_id in image_ids:
            if image_id not in photos:
                continue
            _, _, sha256, group_id = photos[image_id]
            if sha256 not in gone and group_id not in gone:
                free.append(image_id)
                gone |= {sha256} if group_id is None else {sha256, group_id}
        return free

    def _photos(self, image_ids: Collection[int]) -> dict[int, Photo]:
        """Those that the encoder has seen, and that could be opened when it was last tried."""
        key = self.version.encoder_key
        seen = ProductImage.objects.filter(pk__in=list(image_ids), embeddings__encoder_key=key)
        seen = seen.exclude(embedding_failures__in=EmbeddingFailure.objects.fresh(key, now=self.now))
        return {photo[0]: photo for photo in seen.values_list(*_COLUMNS)}


_COLUMNS = ("pk", "product_id", "sha256", "fingerprint__group")


def _copies(photos: dict[int, Photo]) -> list[Photo]:
    """These photos and all that show the same picture."""
    hashes = [sha256 for _, _, sha256, _ in photos.values()]
    groups = [group_id for *_, group_id in photos.values() if group_id is not None]
    same = ProductImage.objects.filter(pk__in=list(photos)).values_list(*_COLUMNS)
    # Two queries: with an OR between them Postgres would use neither index.
    by_bytes = ProductImage.objects.filter(sha256__in=hashes).values_list(*_COLUMNS)
    by_group = ProductImage.objects.filter(fingerprint__group__in=groups).values_list(*_COLUMNS)
    return list(same.union(by_bytes, by_group))


def _spoken_for(photos: Collection[Photo], model_key: str, now: dt.datetime, *, again: bool) -> set[int]:
    """Of these photos those of audited products, those that wait, and those that were reviewed."""
    image_ids = [photo[0] for photo in photos]
    items = QueueItem.objects.filter(image__in=image_ids)
    replaced = items.free(now=now).outdated(model_key)
    waiting = items.open().exclude(pk__in=replaced.values("pk"))
    found = set(waiting.values_list("image_id", flat=True))
    products = {photo[1] for photo in photos}
    audited = AuditImage.objects.filter(image__product__in=products)
    of_audited = set(audited.values_list("image__product_id", flat=True))
    found |= {image_id for image_id, product_id, *_ in photos if product_id in of_audited}
    if not again:
        reviewed = Review.objects.standing().filter(image__in=image_ids)
        found |= set(reviewed.values_list("image_id", flat=True))
    return found


def in_turns(things: Iterable[Thing], kind: Callable[[Thing], object]) -> Iterator[Thing]:
    """The first of each kind, then the second of each, and so on: no kind crowds out the others."""
    by_kind: dict[object, list[Thing]] = defaultdict(list)
    for thing in things:
        by_kind[kind(thing)].append(thing)
    for round_ in zip_longest(*by_kind.values()):
        yield from (thing for thing in round_ if thing is not None)
