"""Where published tags are seen, made ahead by a sweep: pages are served without a model at hand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction

from catalog.models import ProductImage
from catalog.services.locks import held
from recommender.models import PublishedEvidence, PublishedTag
from recommender.runtime import outline
from recommender.services.cards import first_photos
from recommender.services.unlit import lit_up_to, to_light
from training import runtime as training
from training.models import EmbeddingFailure, ModelVersion
from training.services.pointing import point

LOCK = 5_020_205
PHOTOS = 12
"""Looked at in one sweep: about a second, so that what waits for the same worker does not wait for long."""
TAGS_OF_A_PHOTO = 8


def light(*, now: dt.datetime) -> int:
    """Make what is missing, and then anew what is old, a few photos at a time; for how many tags.

    What the model sees nothing of is noted as well, or every sweep would try it again; not what nobody could
    look at: nothing while the champion's encoder is not at hand, and a photo that cannot be opened is passed
    over until it is tried again (`EmbeddingFailure`).
    """
    with held(LOCK) as ours:
        crowned = (
            ModelVersion.objects.filter(is_champion=True).values_list("model_key", "encoder_key").first()
        )
        if not ours or crowned is None:
            return 0
        champion, encoder_key = crowned
        lost = EmbeddingFailure.objects.fresh(encoder_key, now=now)
        wanted = to_light(champion, lost, most=PHOTOS * TAGS_OF_A_PHOTO, photos=PHOTOS, now=now)
        if not wanted or not training.knows(encoder_key):
            return 0
        photos = first_photos({row.product_id for row in wanted})
        tags: dict[int, set[int]] = defaultdict(set)
        for row in wanted:
            tags[photos[row.product_id].pk].add(row.tag_id)
        size = {photo.pk: photo for photo in photos.values()}
        paths = {
            (seen.image_id, seen.tag_id): outline(
                seen.evidence, size[seen.image_id].width, size[seen.image_id].height
            )
            for seen in point(tags, now=now)
        }
        unseen = set(lost.filter(image__in=size).values_list("image_id", flat=True))
        seen = [row for row in wanted if photos[row.product_id].pk not in unseen]
        lit_up_to(max(row.product_id for row in wanted), now=now)
        return _keep(seen, photos, paths, model_key=champion, now=now)


def _keep(
    wanted: list[PublishedTag],
    photos: dict[int, ProductImage],
    paths: dict[tuple[int, int], str],
    *,
    model_key: str,
    now: dt.datetime,
) -> int:
    with transaction.atomic():
        rows = PublishedTag.objects.filter(pk__in=[row.pk for row in wanted]).order_by("pk")
        there = set(rows.select_for_update().values_list("pk", flat=True))  # what was unpublished meanwhile
        kept = [
            PublishedEvidence(
                published=row,
                image=photos[row.product_id],
                model_key=model_key,
                outline=paths.get((photos[row.product_id].pk, row.tag_id), ""),
                made_at=now,
            )
            for row in wanted
            if row.pk in there
        ]
        PublishedEvidence.objects.bulk_create(
            kept,
            update_conflicts=True,
            unique_fields=["published"],
            update_fields=["image", "model_key", "outline", "made_at"],
        )
    return len(kept)
