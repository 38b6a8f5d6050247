"""Photos with a known truth as a course for active learning: what is asked, of which, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from photos import DataError, Photos, Truth, Vectors
from PIL import Image
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from splits import products_of

from ml.backtest import Course, IntArray
from ml.encoder import BATCH, Encoder, Look
from ml.scoring import ChoiceGroups

Labels = Literal["category", "style_labels"]
TEST, VALIDATION = {"test"}, {"validation", "valid", "val", "dev"}
TEST_SHARE = 0.3  # of the groups, where the folder names no test
MOST_POOL, MOST_TEST = 5000, 3000  # a course of more would take days


@dataclass(frozen=True, eq=False)
class Seen:
    """What an encoder makes of the photos that open: vectors [n, d] and the lengths [n] that they had before
    they were normalised."""

    photos: Photos
    vectors: Vectors
    norms: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Asked:
    """A course over normalised embeddings, the same over raw ones, and what its tags are called."""

    labels: Labels
    tags: tuple[str, ...]
    course: Course
    raw: Course

    @property
    def several(self) -> bool:
        """Whether several tags may hold."""
        return not self.course.choice_groups


def few(found: Photos, counts: dict[str, int], seed: int) -> Photos:
    """At most so many of each split; as many of all where the folder's splits are called something else."""
    if all((found.split == split).any() for split in counts):
        return found.sample(counts, seed)
    drawn = np.random.default_rng(seed).permutation(len(found.paths))[: sum(counts.values())]
    return found.rows(np.sort(drawn))


def seen(found: Photos, encoder: Encoder, cache: Path | None) -> Seen:
    """The photos through the encoder, or the cache; those that do not open are named and left out."""
    place = cache / f"{found.name}-{len(found.paths)}-{encoder.key}-raw.npz" if cache else None
    names = np.array([str(path) for path in found.paths])
    if place and place.exists():
        known = np.load(place)
        if np.array_equal(known["names"], names):
            return Seen(found.rows(known["opened"]), known["vectors"], known["norms"])
    opened, vectors, norms = _encoded(found.paths, encoder)
    if place:
        place.parent.mkdir(parents=True, exist_ok=True)
        np.savez(place, names=names, opened=opened, vectors=vectors, norms=norms)
    return Seen(found.rows(opened), vectors, norms)


def _encoded(
    paths: Sequence[Path], encoder: Encoder
) -> tuple[npt.NDArray[np.intp], Vectors, npt.NDArray[np.float32]]:
    """The rows that open, and their vectors and norms."""
    opened: list[int] = []
    parts = []

    def look(path: Path) -> Look | Exception:
        try:
            with Image.open(path) as picture:
                return encoder.look(picture)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:  # as Pillow raises
            return error

    with ThreadPoolExecutor(encoder.threads) as pool:
        for start in range(0, len(paths), BATCH):
            looks = []
            for place, found in enumerate(pool.map(look, paths[start : start + BATCH]), start):
                if isinstance(found, Exception):
                    print(f"left out, does not open: {paths[place]} ({found})")
                else:
                    looks.append(found)
                    opened.append(place)
            parts.append(encoder.encode_looks(looks, with_features=False))
    if not opened:
        raise DataError("none of the photos opens")
    vectors = np.concatenate([part.embeddings for part in parts])
    return np.array(opened), vectors, np.concatenate([part.norms for part in parts])


def asked(shown: Seen, labels: Labels, *, seed: int, noise: float) -> Asked:
    """The question about these labels. Raises DataError where too little of it is known."""
    found = shown.photos
    tags, truth, said, choice_groups = _question(found, labels)
    groups = _groups(found)
    known = np.asarray(~np.isnan(truth).all(axis=1), np.bool_)
    pool, test = _parts(found, groups, known, seed)
    # A tag that nobody can learn or that nothing tells apart says nothing of a strategy.
    answerable = (said[:, pool] == 1).any(axis=(0, 1))
    truth[:, ~answerable] = np.nan
    measurable = answerable & (truth[test] == 1).any(axis=0) & (truth[test] == 0).any(axis=0)
    if measurable.sum() < 2 and not (measurable.any() and not choice_groups):
        raise DataError(f"{found.name}: fewer than two {labels} have photos to learn from and to test on")
    left_out = [tag for tag, kept in zip(tags, measurable, strict=True) if not kept]
    if left_out:
        print(f"not measured, no photo to learn from or to test on: {', '.join(left_out)}")
    course = Course(shown.vectors, said, truth, choice_groups, groups, pool, test, noise)
    raw = replace(course, embeddings=shown.vectors * shown.norms[:, None])
    print(
        f"{labels}: {len(tags)} tags, {len(pool)} photos to ask about, {len(test)} to test on,"
        f" {len(said)} curator{'s' if len(said) > 1 else ''} in turn, {noise:.0%} of answers wrong"
    )
    return Asked(labels, tags, course, raw)


def _question(found: Photos, labels: Labels) -> tuple[tuple[str, ...], Truth, Truth, ChoiceGroups]:
    """Tags, truth [n, t], what each curator says [a, n, t], and which tags exclude each other."""
    if labels == "style_labels":
        if not found.mood_names:
            raise DataError(f"{found.name} has no style_labels")
        said = found.moods[None] if found.answers is None else found.answers
        return found.mood_names, found.moods.copy(), said, ()
    named = [set(filter(None, category.split("|"))) for category in found.category]
    tags = tuple(sorted(set.union(*named)))
    truth = np.array([[tag in names for tag in tags] for names in named], np.float64)
    truth[[not names for names in named]] = np.nan  # nobody said
    several = any(len(names) > 1 for names in named)
    return tags, truth, truth[None].copy(), () if several else (tuple(range(len(tags))),)


def _groups(found: Photos) -> IntArray:
    """[n] numbers: photos of one product share one, and so do near-duplicates, and whatever these connect."""
    count = len(found.paths)
    own = [name or f"\0{row}" for row, name in enumerate(found.dup_group)]
    duplicates = np.unique(own, return_inverse=True)[1]
    products = products_of(found)
    links = np.concatenate([products, products.max(initial=-1) + 1 + duplicates])
    rows = np.tile(np.arange(count), 2)
    nodes = count + links.max(initial=-1) + 1
    graph = coo_array((np.ones(2 * count), (rows, count + links)), shape=(nodes, nodes))
    return np.asarray(connected_components(graph, directed=False)[1][:count], np.intp)


def _parts(
    found: Photos, groups: IntArray, known: npt.NDArray[np.bool_], seed: int
) -> tuple[IntArray, IntArray]:
    """Rows to ask about and to test on: the folder's own split, or one by groups where it has no test."""
    kept_out = np.isin(found.split, list(TEST))
    test = kept_out & known
    aside = np.isin(found.split, list(VALIDATION))
    generator = np.random.default_rng(seed)
    if test.any():
        print(f"{found.name}: its own split; {int(aside.sum())} photos to validate on are left alone")
        shared = np.intersect1d(groups[kept_out], groups[~kept_out & ~aside])
        if len(shared):
            example = found.paths[int(np.flatnonzero(groups == shared[0])[0])]
            raise DataError(f"{found.name}: {len(shared)} products are in two splits, as that of {example}")
    else:
        drawn = generator.permutation(np.unique(groups))
        aside = np.zeros(len(groups), np.bool_)
        test = np.isin(groups, drawn[: max(1, round(TEST_SHARE * len(drawn)))]) & known
        print(f"{found.name}: no test split; {TEST_SHARE:.0%} of the products are drawn, seed {seed}")
    rows = np.flatnonzero(~np.isin(groups, groups[test]) & ~kept_out & ~aside & known)
    return _at_most(rows, MOST_POOL, generator), _at_most(np.flatnonzero(test), MOST_TEST, generator)


def _at_most(rows: IntArray, most: int, generator: np.random.Generator) -> IntArray:
    if len(rows) <= most:
        return rows
    print(f"of {len(rows)} photos {most} are drawn")
    return np.sort(generator.permutation(rows)[:most])
