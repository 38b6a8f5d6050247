"""The sweep that keeps the vector index true to the catalog, and builds new ones beside the one in use."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from uuid import UUID

from django.db import transaction

from catalog.models import Embedding, Product, ProductImage, Tag
from catalog.services.locks import held
from catalog.services.vocabulary import Names
from recommender.index import Index, serving_index
from recommender.models import IndexedImage, IndexGeneration, PublishedTag
from recommender.services.index_entries import entries_of, meant_categories
from recommender.services.resting import LOOK_AGAIN, written
from recommender.services.style import Space, serving_space, space_of

logger = logging.getLogger(__name__)
RANGE, PORTION = 20_000, 2_000
"""Photos compared by one query, and put into the index at a time."""
WATCHED = (ProductImage, Embedding, Product, PublishedTag, Tag)
GRACE = dt.timedelta(minutes=5)
"""A search that began before a swap is over by then."""
LAST = 2**63 - 1


class Lock(IntEnum):
    """Building may take an hour, in which the index that serves is kept true all the same."""

    SWEEPING = 5_020_221
    BUILDING = 5_020_222
    ASKING = 5_020_223


def index_pending(*, now: dt.datetime) -> int:
    """Bring the live generation in line with the catalog, and drop those that nobody searches any more.

    Where there is none for the space that serves (a fresh shop, another engine), it is built. Returns how
    many photos were put in or taken out.
    """
    space, index = serving_space(), serving_index()
    if space is None:
        return 0
    live = IndexGeneration.objects.live(index.engine)
    if live is None or live.space_key != space.key:
        built = rebuild(space.key, now=now)
        return 0 if built is None else built.photos
    with held(Lock.SWEEPING) as ours:
        if not ours:
            return 0
        changed = _sweep(index, live, space, now)
        _drop_retired(index, now)
        return changed


def rebuild(
    space_key: str, *, now: dt.datetime, then: Callable[[], None] = lambda: None
) -> IndexGeneration | None:
    """Build a generation for this space beside the live one and swap them; None while another build runs.

    `then` is called in the transaction that swaps: what has to change with the index changes at the same
    moment, or not at all. A build that was cut off goes on where it was. Raises StyleSpace.DoesNotExist.
    """
    space, index = space_of(space_key), serving_index()
    with held(Lock.BUILDING) as ours:
        if not ours:
            return None
        generation = _begun(index, space, now)
        index.create(generation.name, space.dimensions)
        bring_in_line(index, generation, space)
        index.finish(generation.name)
        bring_in_line(index, generation, space)  # what came while the graph was built
        generation.photos, generation.built_at = index.count(generation.name), now
        generation.save(update_fields=["photos", "built_at"])
        with transaction.atomic():
            generation.go_live(now=now)
            then()
            transaction.on_commit(lambda: index.swap(generation.name))
    logger.info("index %s with %d photos answers shoppers", generation.name, generation.photos)
    return generation


def bring_in_line(index: Index, generation: IndexGeneration, space: Space) -> int:
    """Put in what is new or has changed, take out what is gone; how many photos that were.

    A photo is noted after it is in the index: whatever cuts this off, the next one goes on. Other than for
    each range at a time nothing is held in memory.
    """
    names, changed = Names(Tag.objects.in_use()), 0
    meant = meant_categories(names)
    for between in _ranges():
        differing = IndexedImage.objects.differing(
            generation, space.encoder_key, between=between, meant=meant
        )
        for start in range(0, len(differing), PORTION):
            _apply(index, generation, space, differing[start : start + PORTION], meant)
        changed += len(differing)
    return changed


def _apply(
    index: Index,
    generation: IndexGeneration,
    space: Space,
    differing: Sequence[tuple[int, UUID | None]],
    meant: dict[str, int],
) -> None:
    wanted = {image: digest for image, digest in differing if digest is not None}
    gone = [image for image, digest in differing if digest is None]
    entries = entries_of(wanted, space, meant)
    index.upsert(generation.name, entries)
    IndexedImage.objects.note(generation, ((entry.image, wanted[entry.image]) for entry in entries))
    if gone:
        index.delete(generation.name, gone)
        generation.images.filter(image_id__in=gone).delete()


def _sweep(index: Index, live: IndexGeneration, space: Space, now: dt.datetime) -> int:
    """Nothing is compared while the catalog looks as it did, unless that was long ago."""
    seen: dict[str, object] = {"written": written(*WATCHED)}
    looked = live.watermark.get("looked_at")
    is_recent = looked is not None and now - dt.datetime.fromisoformat(looked) < LOOK_AGAIN
    if is_recent and live.watermark.get("written") == seen["written"]:
        return 0
    changed = bring_in_line(index, live, space)
    live.watermark = seen | {"looked_at": now.isoformat()}
    if changed:
        live.photos = live.images.count()
        logger.info("index %s: %d photos brought in line", live.name, changed)
    live.save(update_fields=["watermark", "photos"])
    return changed


def _ranges() -> Iterator[tuple[int, int]]:
    """All photos by ranges of their ids, the last without an end: what is gone may have had any."""
    after = 0
    while True:
        ids = ProductImage.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
        last = ids[RANGE - 1 : RANGE].first()
        if last is None:
            yield after, LAST
            return
        yield after, last
        after = last


def _begun(index: Index, space: Space, now: dt.datetime) -> IndexGeneration:
    """The build for this space that was cut off, or a new one; builds that nobody wants are dropped."""
    unfinished = list(IndexGeneration.objects.building(index.engine))
    mine = next((generation for generation in unfinished if generation.space_key == space.key), None)
    for generation in unfinished:
        if generation != mine:
            _drop(index, generation)
    return mine or IndexGeneration.objects.create(
        engine=index.engine, space_key=space.key, dimensions=space.dimensions, created_at=now
    )


def _drop_retired(index: Index, now: dt.datetime) -> None:
    for generation in IndexGeneration.objects.left_since(now - GRACE).filter(engine=index.engine):
        _drop(index, generation)


def _drop(index: Index, generation: IndexGeneration) -> None:
    index.drop(generation.name)
    generation.images.all().delete()
    generation.state = IndexGeneration.State.DROPPED
    generation.save(update_fields=["state"])
