"""What is weighed for one filling of the queue: a random part of the catalog, however large that is.

A new champion draws and reads a part anew. Until there is another one, the part stays in memory: of the next
fillings each weighs some of it again, and with it what lies near to the photos that were answered meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from catalog.models import Embedding
from labeling.models import Label, Review
from training.runtime import ChoiceGroups, FloatArray
from training.services.askable import askable, draw
from training.services.vectors import Vectors, load_vectors

DRAWN = 4000
"""Twice what the policy weighs against each other (docs/benchmarks.md)."""
LABELED = 4000
"""Of the photos reviewed so many are held against the candidates, at random."""
AGAIN, LABELED_AGAIN = 800, 400
"""Where the part is in memory, so much of it and of the reviewed is weighed again: in a second."""
AROUND, NEIGHBOURS = 50, 6
"""Of so many photos answered last, so many neighbours."""
KEPT_FOR = dt.timedelta(hours=1)
"""What is new in the catalog has to wait for another draw."""


@dataclass(frozen=True, eq=False)
class Pool:
    """image_ids [n] that may be asked, their matrix [n, d]; labeled_ids [m] reviewed, and labeled [m, d].

    The first `drawn` rows are a random part of the catalog: only they may stand for it, as controls do.
    """

    image_ids: list[int]
    matrix: FloatArray
    labeled_ids: npt.NDArray[np.int64]
    labeled: FloatArray
    drawn: int

    def answers(self, tags: Sequence[int], choice_groups: ChoiceGroups) -> FloatArray:
        """[m, t] what most said of these tags of the photos reviewed; NaN where nobody was asked, or is sure.

        Cells are asked, not images: a photo reviewed for one tag tells nothing of the others. A `single`
        facet's yes is a no for its siblings.
        """
        row = {image_id: at for at, image_id in enumerate(self.labeled_ids.tolist())}
        column = {tag: at for at, tag in enumerate(tags)}
        said = np.full((len(row), len(column)), np.nan, np.float32)
        known = Label.objects.known().exclude(value=None).filter(image__in=row, tag__in=column)
        for image_id, tag, value in known.values_list("image_id", "tag_id", "value"):
            said[row[image_id], column[tag]] = value
        for group in choice_groups:
            siblings = said[:, list(group)]
            siblings[np.isnan(siblings) & (siblings == 1).any(axis=1, keepdims=True)] = 0
            said[:, list(group)] = siblings
        return said


@dataclass(frozen=True, eq=False)
class _Kept:
    """The part that was drawn for a champion, what was reviewed by then, and the last review of those."""

    drawn_at: dt.datetime
    drawn: Vectors
    labeled_ids: npt.NDArray[np.int64]
    labeled: FloatArray
    last_review: int


_kept: dict[tuple[str, str], _Kept] = {}
"""By encoder and champion, of one at most. It is lost with the process, and then drawn anew."""


def pool_for(encoder_key: str, model_key: str, *, seed: int, now: dt.datetime) -> Pool:
    """What a champion may choose from. Before there is one, its key is "" and nothing is kept."""
    kept = _kept.get((encoder_key, model_key))
    if kept is not None and kept.drawn_at > now - KEPT_FOR:
        pool = _again(kept, encoder_key, model_key, seed=seed, now=now)
        if pool.drawn >= AGAIN / 2:
            return pool
    return _anew(encoder_key, model_key, seed=seed, now=now)


def _anew(encoder_key: str, model_key: str, *, seed: int, now: dt.datetime) -> Pool:
    last_review = Review.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    image_ids = draw(DRAWN, encoder_key=encoder_key, model_key=model_key, seed=seed, now=now)
    drawn = load_vectors(encoder_key, image_ids)
    taught = Review.objects.teaching().order_by().values_list("image_id", flat=True).distinct()
    labeled_ids, labeled = load_vectors(encoder_key, _some(list(taught), LABELED, seed))
    if not len(labeled):
        labeled = labeled.reshape(0, drawn.matrix.shape[1])
    _kept.clear()
    if model_key and len(image_ids) >= DRAWN:
        _kept[encoder_key, model_key] = _Kept(now, drawn, labeled_ids, labeled, last_review)
    return Pool(drawn.image_ids.tolist(), drawn.matrix, labeled_ids, labeled, len(drawn.image_ids))


def _again(kept: _Kept, encoder_key: str, model_key: str, *, seed: int, now: dt.datetime) -> Pool:
    """The cost is that of what is new: neither the catalog nor the part that was drawn is gone through."""
    new = Review.objects.teaching().filter(pk__gt=kept.last_review).order_by("-pk")
    reviews = list(new.values_list("pk", "image_id"))
    answered = load_vectors(encoder_key, [image_id for _, image_id in reviews])
    others = ~np.isin(kept.labeled_ids, answered.image_ids)  # a photo that was judged again stands once
    kept = replace(
        kept,
        labeled_ids=np.concatenate([kept.labeled_ids[others], answered.image_ids]),
        labeled=np.concatenate([kept.labeled[others], answered.matrix.reshape(-1, kept.labeled.shape[1])]),
        last_review=max([kept.last_review, *(pk for pk, _ in reviews)]),
    )
    _kept[encoder_key, model_key] = kept
    around = dict.fromkeys(image_id for _, image_id in reviews[:AROUND])
    nearest = Embedding.objects.neighbours(around, encoder_key, count=NEIGHBOURS)
    some = _some(kept.drawn.image_ids.tolist(), AGAIN, seed)
    looked_at = [*some, *dict.fromkeys(near.other_id for near in nearest)]
    free = askable(looked_at, encoder_key=encoder_key, model_key=model_key, now=now)
    in_memory = set(some)
    drawn = [image_id for image_id in free if image_id in in_memory]
    near = load_vectors(encoder_key, [image_id for image_id in free if image_id not in in_memory])
    matrix = kept.drawn.matrix[kept.drawn.rows_of(np.array(drawn, np.int64))]
    before = len(kept.labeled) - len(answered.image_ids)
    rows = [*_some(range(before), LABELED_AGAIN, seed), *range(before, len(kept.labeled))]
    return Pool(
        [*drawn, *near.image_ids.tolist()],
        np.concatenate([matrix, near.matrix.reshape(-1, matrix.shape[1])]),
        kept.labeled_ids[rows],
        kept.labeled[rows],
        len(drawn),
    )


def _some(things: Collection[int], count: int, seed: int) -> list[int]:
    """All, or `count` of them at random."""
    every = np.array(list(things), np.int64)
    if len(every) <= count:
        return [int(one) for one in every]
    return [int(one) for one in np.random.default_rng(seed).choice(every, count, replace=False)]
