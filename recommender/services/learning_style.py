"""The sweep that makes style spaces."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction
from django.utils.translation import gettext_noop as _

from catalog.models import Embedding
from catalog.services.locks import held
from recommender.models import StyleSpace
from recommender.runtime.style import StyleMap, plain_map
from training.services.serving import serving_encoder_key
from training.services.vectors import load_vectors

LOCK = 5_020_211
LEAST_PHOTOS = 50
"""For a space of any use: of fewer photos the directions are those of the photos."""
MADE_FROM = 20_000
"""Photos that a space's directions are found on, at most: beyond, they move no more."""


def learn_style(*, now: dt.datetime) -> StyleSpace | None:
    """Make the space that is due; None where there is none, or another sweep is at it."""
    with held(LOCK) as ours:
        if not ours:
            return None
        encoder_key = serving_encoder_key()
        if StyleSpace.objects.exists() or not encoder_key:
            return None
        return first_space(encoder_key, now=now)


def first_space(encoder_key: str, *, now: dt.datetime) -> StyleSpace | None:
    """Before anybody taught anything: the directions in which photos differ. It serves at once."""
    ids = Embedding.objects.filter(encoder_key=encoder_key).order_by("image__product__lot", "image_id")
    drawn = list(ids.values_list("image_id", flat=True)[:MADE_FROM])
    if len(drawn) < LEAST_PHOTOS:
        return None
    found = plain_map(load_vectors(encoder_key, drawn).matrix)
    with transaction.atomic():
        space = keep(found, encoder_key=encoder_key, image_count=len(drawn), now=now)
        space.reason = _("첫 스타일 공간입니다. 사람의 답은 아직 배우지 않았습니다.")
        space.save(update_fields=["reason"])
        space.serve(now=now)
    return space


def keep(found: StyleMap, *, encoder_key: str, image_count: int, now: dt.datetime) -> StyleSpace:
    """A candidate; the same map is kept once."""
    weights = found.to_bytes()
    space, _made = StyleSpace.objects.get_or_create(
        key=f"style-{hashlib.sha256(encoder_key.encode() + weights).hexdigest()[:12]}",
        defaults={
            "encoder_key": encoder_key,
            "dimensions": found.dimensions,
            "weights": weights,
            "image_count": image_count,
            "created_at": now,
        },
    )
    return space
