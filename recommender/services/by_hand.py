"""What people have done at once: the index built anew, the style space learned anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from catalog.services.locks import held
from recommender.index import serving_index
from recommender.models import IndexGeneration, StyleSpace
from recommender.services.indexing import Lock, rebuild
from recommender.services.learning_style import LOCK as LEARNING
from recommender.services.learning_style import decide, first_space, learn_style, learned_space
from training.models import ModelVersion
from training.services.serving import serving_encoder_key

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class NotNowError(Exception):
    """It cannot be done as things are; what is said is for a person."""


@dataclass(frozen=True)
class Standing:
    """Of the index: the generation that answers, the one that is being built, and how far that is."""

    live: IndexGeneration | None
    building: IndexGeneration | None
    done: int


def standing() -> Standing:
    """Two queries, and a third while one is being built."""
    engine = serving_index().engine
    building = IndexGeneration.objects.building(engine).select_related("asked_by").first()
    done = building.images.count() if building else 0
    return Standing(IndexGeneration.objects.live(engine), building, done)


def ask_for_index(*, by: User, now: dt.datetime) -> bool:
    """Have the serving space's index built anew by the next sweep; False where one is being built already,
    or there is no space yet. Until it is there the one that stands answers."""
    serving, engine = StyleSpace.objects.serving(), serving_index().engine
    with transaction.atomic(), held(Lock.ASKING) as ours:
        if serving is None or not ours or IndexGeneration.objects.building(engine).exists():
            return False
        IndexGeneration.objects.create(
            engine=engine,
            space_key=serving.key,
            dimensions=serving.dimensions,
            asked_by=by,
            created_at=now,
        )
        return True


def learn_and_build(*, now: dt.datetime) -> None:
    """The sweep: what is due of the style space, and the index that somebody asked for."""
    learn_style(now=now)
    serving = StyleSpace.objects.serving()
    if serving is not None:
        build_what_was_asked_for(serving, now=now)


def build_what_was_asked_for(serving: StyleSpace, *, now: dt.datetime) -> IndexGeneration | None:
    """The sweep's part: an index of the serving space that somebody asked for, or whose build was cut off."""
    waiting = IndexGeneration.objects.building(serving_index().engine).filter(space_key=serving.key)
    live = IndexGeneration.objects.live(serving_index().engine)
    return rebuild(serving.key, now=now) if live is not None and waiting.exists() else None


def build_now(space_key: str | None, *, now: dt.datetime) -> IndexGeneration:
    """The serving space's index, anew; `space_key`, where given, has to be that one. Raises NotNowError."""
    serving = StyleSpace.objects.serving_key()
    if not serving:
        raise NotNowError("No style space serves yet: it takes 50 photos that are embedded.")
    if space_key not in {None, serving}:
        raise NotNowError(
            f"{space_key} does not serve. Choose it on /style-spaces/: its index comes with it."
        )
    built = rebuild(serving, now=now)
    if built is None:
        raise NotNowError("Another index is being built at this moment.")
    return built


def learn_now(*, now: dt.datetime) -> StyleSpace:
    """A space from the champion's labels and the photos of now, judged as ever. Raises NotNowError."""
    with held(LEARNING) as ours:
        if not ours:
            raise NotNowError("The style space is being learned at this moment.")
        serving = StyleSpace.objects.serving()
        champion = ModelVersion.objects.defer("head", "text_head").champion()
        if serving is None:
            first = first_space(serving_encoder_key() or "", now=now)
            if first is None:
                raise NotNowError("There is nothing to learn from: it takes 50 photos that are embedded.")
            return first
        if champion is None:
            raise NotNowError("There is no champion yet: the space learns from its labels.")
        try:
            with transaction.atomic():
                candidate = learned_space(champion, now=now)
        except IntegrityError as error:
            raise NotNowError("The same space as there is: no label and no photo is new.") from error
        return decide(candidate, serving, now=now)
