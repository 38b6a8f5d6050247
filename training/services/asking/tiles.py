"""Photos that a grid may show, and what the champion says of each: of a random part of the catalog."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from catalog.models import Embedding, Facet, ProductImage, Tag
from labeling.models import Grid, GridTile, Label
from training.runtime import FloatArray
from training.services import reading
from training.services.askable import draw
from training.services.asking.picked import Filling
from training.services.vectors import load_vectors

DRAWN = 3000
"""Photos looked at by one filling."""
NEAREST = 150
"""Of what the index finds for a tag so many are looked at."""
SHOWN_AGAIN = dt.timedelta(days=1)
"""What somebody has left unseen, or skipped, is not in the next grid of its tag at once."""


class Candidates:
    """Nothing that is audited or waits in the queue, nor a copy of that; of the tag at hand nothing known."""

    def __init__(self, filling: Filling, tag_ids: Collection[int]) -> None:
        self.filling = filling
        self._tag_ids = list(tag_ids)
        self._taken: dict[int, set[int]] = defaultdict(set)
        version = filling.version
        image_ids = draw(
            DRAWN,
            encoder_key=version.encoder_key,
            model_key=version.model_key,
            seed=filling.seed,
            now=filling.now,
            again=True,
        )
        self._image_ids, self._said = said_of(filling, image_ids)
        self._products = _products(self._image_ids)
        self._leave_out(self._image_ids, self._tag_ids)

    def of(self, tag_id: int) -> tuple[list[int], FloatArray]:
        """n photos, each of another product, and the tag's probabilities [n]."""
        return self._free(tag_id, self._image_ids, self._column(tag_id, self._said), self._products)

    def looked_up(self, tag_id: int) -> tuple[list[int], FloatArray]:
        """The same of those that lie most in the direction of the tag's weights: of a rare tag a random part
        of the catalog has too few."""
        filling = self.filling
        weight = filling.head.weight[filling.version.tags.index(tag_id)]
        if not np.any(weight):
            return [], np.zeros(0, np.float32)
        near = Embedding.objects.nearest_to(weight, filling.version.encoder_key)[:NEAREST]
        nearest = list(near.values_list("image_id", flat=True))
        image_ids, said = said_of(filling, filling.askable(nearest, besides=(), again=True))
        self._leave_out(image_ids, [tag_id])
        return self._free(tag_id, image_ids, self._column(tag_id, said), _products(image_ids))

    def take(self, tag_id: int, image_ids: Collection[int]) -> None:
        """They are in a grid of this tag now."""
        self._taken[tag_id].update(image_ids)

    def _column(self, tag_id: int, said: FloatArray) -> FloatArray:
        return said[:, self.filling.version.tags.index(tag_id)]

    def _free(
        self, tag_id: int, image_ids: Sequence[int], said: FloatArray, products: dict[int, int]
    ) -> tuple[list[int], FloatArray]:
        taken, seen, rows = self._taken[tag_id], set[int](), list[int]()
        for row, image_id in enumerate(image_ids):
            if image_id not in taken and products[image_id] not in seen:
                seen.add(products[image_id])
                rows.append(row)
        return [image_ids[row] for row in rows], said[np.array(rows, np.intp)]

    def _leave_out(self, image_ids: Sequence[int], tag_ids: Collection[int]) -> None:
        """What people said of these tags, or of another where one alone holds, and what is or was in their
        grids."""
        known = Label.objects.filter(image__in=image_ids, tag__in=tag_ids)
        for tag_id, image_id in known.values_list("tag_id", "image_id"):
            self._taken[tag_id].add(image_id)
        for tag_id, image_id in _settled(image_ids, tag_ids):
            self._taken[tag_id].add(image_id)
        now, key = self.filling.now, self.filling.version.model_key
        replaced = Grid.objects.free(now=now).outdated(key).values("pk")
        shown = GridTile.objects.taken(since=now - SHOWN_AGAIN).exclude(grid__in=replaced)
        here = shown.filter(image__in=image_ids, grid__tag__in=tag_ids)
        for tag_id, image_id in here.values_list("grid__tag_id", "image_id"):
            self._taken[tag_id].add(image_id)


def _settled(image_ids: Collection[int], tag_ids: Collection[int]) -> Iterator[tuple[int, int]]:
    """(tag id, image id) of what is known by another tag that holds, in facets where one alone can."""
    of_facet: dict[int, list[int]] = defaultdict(list)
    asked = Tag.objects.filter(pk__in=tag_ids, facet__choice=Facet.Choice.SINGLE)
    for facet_id, tag_id in asked.values_list("facet_id", "pk"):
        of_facet[facet_id].append(tag_id)
    if not of_facet:
        return
    held = Label.objects.filter(value=True, image__in=image_ids, tag__facet__in=list(of_facet))
    for facet_id, image_id in held.values_list("tag__facet_id", "image_id"):
        for tag_id in of_facet[facet_id]:
            yield tag_id, image_id


def said_of(filling: Filling, image_ids: Collection[int]) -> tuple[list[int], FloatArray]:
    """Those of n images that the encoder has seen, and the probabilities [n, t] of the version's t tags."""
    vectors = load_vectors(filling.version.encoder_key, image_ids)
    there = vectors.image_ids.tolist()
    if not there:
        return [], np.zeros((0, len(filling.version.tags)), np.float32)
    pushes: npt.NDArray[np.float32] | None = reading.pushes(filling.version, there)
    return there, filling.head.probabilities(vectors.matrix, pushes)


def _products(image_ids: Collection[int]) -> dict[int, int]:
    return dict(ProductImage.objects.filter(pk__in=image_ids).values_list("pk", "product_id"))
