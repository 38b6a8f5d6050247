"""A style space beside the one that serves, on the frozen queries: what changes, and is anything worse?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
from django.db.models import F
from PIL import Image

from catalog.models import Embedding, ProductImage, Tag
from catalog.services.photos import open_photo
from labeling.models import Label
from recommender.models import FrozenQuery
from recommender.runtime import FloatArray
from recommender.runtime.style import Difference, paired, recall, shared_precision, unit
from recommender.services.cards import MOOD
from recommender.services.frozen import treated
from recommender.services.style import Space
from training import runtime as seeing
from training.services.evaluating import audit_truth
from training.services.vectors import load_vectors

GALLERY = 4_000
"""Photos searched, by lot: a part of a large catalog tells the same."""
SHOWN, PLACES = 24, 10
PROTOTYPES = 200
"""Photos with a tag whose mean asks for the tag."""
SEED = 0
Kind = FrozenQuery.Kind
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Judged:
    """figures by kind of query; comparison: of some queries the photos then and now."""

    differences: dict[str, Difference]
    comparison: list[dict[str, object]]

    @property
    def figures(self) -> dict[str, dict[str, float]]:
        return {kind: asdict(difference) for kind, difference in self.differences.items()}

    @property
    def worse(self) -> list[str]:
        return [kind for kind, difference in self.differences.items() if difference.worse]

    def queries(self, kind: str) -> int:
        return self.differences[kind].queries if kind in self.differences else 0


def judge(before: Space, after: Space) -> Judged:
    """Needs the encoders of both: a worker's work."""
    judged = {
        Kind.STYLE: _by_style(before, after),
        Kind.TAG: _by_tag(before, after),
        Kind.PHOTO: _by_photo(before, after),
    }
    differences = {str(kind): found for kind, found in judged.items() if found is not None}
    return Judged(differences, _pictures(before, after))


@dataclass(frozen=True, eq=False)
class _Gallery:
    """Photos that both encoders have seen: ids [g], ascending, their products and what shows the same."""

    ids: Ints
    products: Ints
    looks: Ints

    @classmethod
    def of(cls, image_ids: Sequence[int]) -> _Gallery:
        rows = ProductImage.objects.filter(pk__in=image_ids).order_by("pk")
        columns = list(rows.values_list("pk", "product_id", F("fingerprint__group")))
        ids, products, looks = (
            (
                np.array(column, np.int64)
                for column in zip(
                    *((pk, product, -product if group is None else group) for pk, product, group in columns),
                    strict=True,
                )
            )
            if columns
            else (np.zeros(0, np.int64),) * 3
        )
        return cls(ids, products, looks)

    def apart(self, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """[q, g] what is the same product as the row's, or shows the same picture."""
        mine = self.products[rows, None] == self.products[None]
        return np.asarray(mine | (self.looks[rows, None] == self.looks[None]), np.bool_)


def _seen_by_both(image_ids: set[int], before: Space, after: Space) -> list[int]:
    for key in {before.encoder_key, after.encoder_key}:
        seen = Embedding.objects.filter(encoder_key=key, image__in=image_ids).order_by()
        image_ids = set(seen.values_list("image_id", flat=True))
    return sorted(image_ids)


def _projected(space: Space, image_ids: Ints) -> FloatArray:
    return space.project(load_vectors(space.encoder_key, image_ids.tolist()).matrix)


def _asked(kind: str) -> list[FrozenQuery]:
    return list(FrozenQuery.objects.filter(kind=kind).select_related("image", "tag"))


@dataclass(frozen=True, eq=False)
class _Audit:
    """What people said of audited photos: said [g, t], NaN where nobody was asked, and the columns' tags."""

    gallery: _Gallery
    said: npt.NDArray[np.float32]
    tags: list[int]

    @classmethod
    def of(cls, before: Space, after: Space) -> _Audit | None:
        known = audit_truth(after.encoder_key)
        both = _seen_by_both(set(known.vectors.image_ids.tolist()), before, after)
        if not both:
            return None
        rows = known.vectors.rows_of(np.array(both, np.int64))
        return cls(_Gallery.of(both), known.truth[rows], known.tags)


def _by_style(before: Space, after: Space) -> Difference | None:
    """Of the ten nearest audited photos those that share a mood."""
    audit = _Audit.of(before, after)
    if audit is None:
        return None
    moods = set(Tag.objects.filter(facet__slug=MOOD).values_list("pk", flat=True))
    said = audit.said[:, [tag in moods for tag in audit.tags]]
    wanted = [query.image_id for query in _asked(Kind.STYLE) if query.image_id]
    rows = np.flatnonzero(np.isin(audit.gallery.ids, wanted))
    if not len(rows):
        return None
    apart = audit.gallery.apart(rows)
    both = []
    for space in (before, after):
        vectors = _projected(space, audit.gallery.ids)
        both.append(shared_precision(vectors[rows], vectors, said[rows], said, apart=apart))
    return paired(both[0], both[1], seed=SEED)


def _by_tag(before: Space, after: Space) -> Difference | None:
    """Of the ten audited photos nearest to what carries a tag those that carry it, too."""
    audit = _Audit.of(before, after)
    tags = [query.tag_id for query in _asked(Kind.TAG)]
    if audit is None or not tags:
        return None
    both, asked = [], [tag for tag in tags if tag in audit.tags]
    wanted = np.array([[float(tag == column) for column in audit.tags] for tag in asked], np.float32)
    yes = Label.objects.trainable().filter(value=True).order_by("image__product__lot", "image_id")
    examples = {
        tag: list(yes.filter(tag=tag).values_list("image_id", flat=True)[:PROTOTYPES]) for tag in asked
    }
    kept = np.array([bool(examples[tag]) for tag in asked], np.bool_)
    if not kept.any():
        return None
    for space in (before, after):
        gallery = _projected(space, audit.gallery.ids)
        queries = np.zeros((len(asked), space.dimensions), np.float32)
        for row, tag in enumerate(asked):
            found = load_vectors(space.encoder_key, examples[tag])
            if len(found.image_ids):
                queries[row] = space.project(found.matrix).mean(axis=0)
        precision = shared_precision(unit(queries), gallery, wanted, audit.said)
        both.append(np.where(kept & queries.any(axis=1), precision, np.nan))
    return paired(both[0], both[1], seed=SEED)


def _by_photo(before: Space, after: Space) -> Difference | None:
    """Photos as somebody takes them that have their own product among the ten nearest."""
    keys = {before.encoder_key, after.encoder_key}
    if not all(seeing.knows(key) for key in keys):
        return None  # embeddings are there, and what made them is not
    queries = [query for query in _asked(Kind.PHOTO) if query.image is not None]
    gallery = _gallery({query.image_id for query in queries if query.image_id}, before, after)
    views, products = [], []
    for query in queries:
        if query.image is None or query.image_id not in gallery.ids:
            continue
        try:
            with open_photo(query.image.sha256) as file, Image.open(file) as picture:
                views.append(treated(picture, query.treatment, seed=query.pk))
        except OSError:
            continue  # a lost photo is told where it is embedded
        products.append(query.image.product_id)
    if not views:
        return None
    own = np.array(products)[:, None] == gallery.products[None]
    encoded = {key: seeing.encoder(key).encode(views, with_features=False).embeddings for key in keys}
    both = [
        recall(space.project(encoded[space.encoder_key]), _projected(space, gallery.ids), own, nearest=PLACES)
        for space in (before, after)
    ]
    return paired(both[0], both[1], seed=SEED)


def _gallery(wanted: set[int], before: Space, after: Space) -> _Gallery:
    by_lot = Embedding.objects.filter(encoder_key=after.encoder_key).order_by(
        "image__product__lot", "image_id"
    )
    drawn = set(by_lot.values_list("image_id", flat=True)[:GALLERY])
    return _Gallery.of(_seen_by_both(drawn | wanted, before, after))


def _pictures(before: Space, after: Space) -> list[dict[str, object]]:
    """Of the first style queries the nearest photos of other products in both spaces."""
    asked = [query.image_id for query in _asked(Kind.STYLE)[:SHOWN] if query.image_id]
    gallery = _gallery(set(asked), before, after)
    rows = np.flatnonzero(np.isin(gallery.ids, asked))
    if not len(rows):
        return []
    apart = gallery.apart(rows)
    nearest = []
    for space in (before, after):
        vectors = _projected(space, gallery.ids)
        similarity = np.where(apart, -np.inf, vectors[rows] @ vectors.T)
        nearest.append([_each_once(gallery, order) for order in np.argsort(-similarity, axis=1)])
    return [
        {"query": int(gallery.ids[row]), "before": one, "after": other}
        for row, one, other in zip(rows, nearest[0], nearest[1], strict=True)
    ]


def _each_once(gallery: _Gallery, order: npt.NDArray[np.intp]) -> list[int]:
    """The first photos of an order, each picture and product once; the query's own come last in it."""
    seen: set[int] = set()
    kept: list[int] = []
    for row in order[: 20 * PLACES].tolist():
        marks = {int(gallery.looks[row]), -int(gallery.products[row])}
        if not marks & seen:
            kept.append(int(gallery.ids[row]))
        seen |= marks
        if len(kept) == PLACES:
            break
    return kept
