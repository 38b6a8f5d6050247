"""Photos with a known truth: a folder on this machine, or the sample catalog where none is named."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import checkout  # noqa: F401 (finds catalog and ml)
import numpy as np
import numpy.typing as npt
from PIL import Image

from catalog.sample import generate
from ml.encoder import BATCH, Encoder

Truth = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]

CLOTHING_SMALL = "alexeygrigorev/clothing-dataset-small", 3781
SAMPLE_PRODUCTS, QUICK_SAMPLE_PRODUCTS = 600, 120
SAMPLE_SEED = 7
SAMPLE_CATALOG = "sample-catalog"


class DataError(Exception):
    """The folder holds no photos with a known truth; the message says what is missing."""


@dataclass(frozen=True, eq=False)
class Photos:
    """n photos and what is true of each.

    moods [n, t] is 1 or 0, with no columns where the folder names none; answers [a, n, t] is what each of the
    annotators said of them, where several did. split is empty where the folder splits nothing; photos that
    share a dup_group are near-duplicates, those without one ("") are on their own.
    """

    name: str
    folder: Path
    paths: tuple[Path, ...]
    category: tuple[str, ...]
    mood_names: tuple[str, ...]
    moods: Truth
    answers: Truth | None
    split: npt.NDArray[np.str_]
    is_clothing_small: bool
    dup_group: tuple[str, ...]

    def rows(self, kept: npt.NDArray[np.intp]) -> Photos:
        """Some of the photos; a part is no longer the data set that the bars were written for."""
        return Photos(
            self.name,
            self.folder,
            tuple(self.paths[row] for row in kept),
            tuple(self.category[row] for row in kept),
            self.mood_names,
            self.moods[kept],
            None if self.answers is None else self.answers[:, kept],
            self.split[kept],
            self.is_clothing_small and len(kept) == len(self.paths),
            tuple(self.dup_group[row] for row in kept),
        )

    def sample(self, counts: dict[str, int], seed: int) -> Photos:
        """At most so many photos of each split, drawn at random."""
        generator = np.random.default_rng(seed)
        kept = [
            generator.permutation(np.flatnonzero(self.split == split))[:count]
            for split, count in counts.items()
        ]
        return self.rows(np.sort(np.concatenate(kept)))

    def embedded_by(self, encoder: Encoder, cache: Path | None = None) -> Vectors:
        """[n, d] embeddings; read from the cache directory where these photos were embedded before."""
        place = cache / f"{self.name}-{len(self.paths)}-{encoder.key}.npz" if cache else None
        names = np.array([str(path) for path in self.paths])
        if place and place.exists():
            known = np.load(place)
            if np.array_equal(known["names"], names):
                return np.asarray(known["embeddings"], np.float32)
        embeddings = embed(self.paths, encoder)
        if place:
            place.parent.mkdir(parents=True, exist_ok=True)
            np.savez(place, names=names, embeddings=embeddings)
        return embeddings


def embed(paths: tuple[Path, ...], encoder: Encoder) -> Vectors:
    """[n, d] embeddings of photos on disk, a batch in memory at a time."""
    parts = []
    for start in range(0, len(paths), BATCH):
        pictures = [Image.open(path) for path in paths[start : start + BATCH]]
        parts.append(encoder.encode(pictures, with_features=False).embeddings)
        for picture in pictures:
            picture.close()
    return np.concatenate(parts)


@contextmanager
def photos(named: Path | None, *, quick: bool) -> Iterator[Photos]:
    """The photos of the folder named, or of MOODLOOP_DATA, or of a sample catalog drawn for the occasion."""
    folder = named or (Path(os.environ["MOODLOOP_DATA"]) if os.environ.get("MOODLOOP_DATA") else None)
    if folder is not None:
        yield load(folder)
        return
    with TemporaryDirectory(prefix="moodloop-sample-") as drawn:
        products = QUICK_SAMPLE_PRODUCTS if quick else SAMPLE_PRODUCTS
        generate(Path(drawn), products=products, seed=SAMPLE_SEED)
        yield load(Path(drawn), name=SAMPLE_CATALOG)


def load(folder: Path, *, name: str | None = None) -> Photos:
    """The photos of a folder with truth.csv or products.csv.

    Columns: image, then category or style_labels or both ("|" between labels), and where there are any split
    and dup_group. Raises DataError where a column is missing, or a dup_group is in two splits.
    """
    table = next((folder / file for file in ("truth.csv", "products.csv") if (folder / file).exists()), None)
    if table is None:
        raise DataError(f"{folder} has neither truth.csv nor products.csv")
    with table.open(newline="", encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or "image" not in rows[0] or not {"category", "style_labels"} & rows[0].keys():
        raise DataError(f"{table} needs rows with the columns image and category or style_labels")
    images = [row["image"] for row in rows]
    labels = [set(filter(None, (row.get("style_labels") or "").split("|"))) for row in rows]
    moods = tuple(sorted(set.union(*labels)))
    split = tuple(part.lower() for part in _column(rows, "split"))
    dup_group = _column(rows, "dup_group")
    _check_groups(table, split, dup_group)
    source, count = CLOTHING_SMALL
    return Photos(
        name=name or folder.resolve().name,
        folder=folder,
        paths=tuple(folder / image for image in images),
        category=_column(rows, "category"),
        mood_names=moods,
        moods=np.array([[mood in label for mood in moods] for label in labels], np.float64),
        answers=_answers(folder / "answers.csv", images, moods),
        split=np.array(split),
        is_clothing_small=len(rows) == count and all(row.get("source") == source for row in rows),
        dup_group=dup_group,
    )


def _column(rows: Sequence[Mapping[str, str | None]], name: str) -> tuple[str, ...]:
    return tuple((row.get(name) or "").strip() for row in rows)


def _check_groups(table: Path, split: Sequence[str], dup_group: Sequence[str]) -> None:
    """Raises DataError where near-duplicates are on both sides: a model would be asked what it was taught."""
    where: dict[str, str] = {}
    for group, part in zip(dup_group, split, strict=True):
        if group and where.setdefault(group, part) != part:
            raise DataError(f"{table}: dup_group {group} is in the splits {where[group]} and {part}")


def _answers(table: Path, images: list[str], moods: tuple[str, ...]) -> Truth | None:
    """[a, n, t] what each annotator said; None where nobody else's answers lie beside the photos."""
    if not table.exists():
        return None
    with table.open(newline="", encoding="utf-8") as lines:
        said = [
            (row["annotator"], row["image"], row["tag"], float(row["value"])) for row in csv.DictReader(lines)
        ]
    people = {person: number for number, person in enumerate(sorted({line[0] for line in said}))}
    row_of, column_of = (
        {image: row for row, image in enumerate(images)},
        {tag: t for t, tag in enumerate(moods)},
    )
    answers = np.full((len(people), len(images), len(moods)), np.nan)
    for person, image, tag, value in said:
        answers[people[person], row_of[image], column_of[tag]] = value
    return answers
