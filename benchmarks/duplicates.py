"""Are copies of a photo known, and other photos not taken for copies?

Seeded distortions of photos are looked up as the application does it: proposed are the encoder's nearest
neighbours and hashes of the same bucket among all photos as they are. So is each photo itself, which has no
copy. Thresholds are chosen on one half of the photos, so that at most 0.1 % of the proposed pairs that are no
copies pass, and the figures are those of the other half. A copy that is not proposed is missed.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from distortions import DISTORTIONS, distorted
from figures import Report, arguments, bootstrap_mean
from photos import DataError, Photos, photos
from PIL import Image

from catalog.services.decoding import THUMB_SIDE
from ml.duplicates import (
    ALIKE_BITS,
    LEAST_COSINE,
    LEAST_SCORE,
    Original,
    Print,
    bands,
    distance,
    mirrored,
    print_of,
    score,
)
from ml.encoder import BATCH, Encoder, load_encoder

NEIGHBOURS = 6  # as training/services/duplicates.py
ALLOWED = 0.001
BAR = 0.95
QUICK_PHOTOS, QUICK_COPIED = 250, 12
KNOWN_COPIES = (
    ("b59e4d4a-a283-4868-8a81-2f24d8b9c8d8", "e6a8b33f-279c-4072-8dba-229d94205e55"),
    ("6075b4a5-5b1a-4ce0-aea0-9dbfbca7c35c", "637a56e4-7fa6-4f75-8859-0f8902461554"),
)
"""In clothing-small, found by this rule and looked at: not false."""

EXAMPLES = """examples:
  python benchmarks/duplicates.py --quick
  python benchmarks/duplicates.py --data path/to/clothing-small --json duplicates.json
"""
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Pair:
    """Two pictures that were proposed: the row of the photo that was looked up, how it was changed ("": not),
    whether the other is its copy, and what speaks for it."""

    row: int
    kind: str
    is_copy: bool
    cosine: float
    bits: int
    score: float


MEASURES: dict[str, Callable[[Pair], float]] = {
    "": lambda pair: pair.score,
    "_embedding_alone": lambda pair: pair.cosine,
    "_hash_alone": lambda pair: -pair.bits,
    "_embedding_and_hash": lambda pair: pair.cosine - pair.bits / 64,
}


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--photos", type=int, default=150, help="photos to distort (default: 150)")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the photos' embeddings there")
    options = arguments(parser)
    try:
        with photos(options.data, quick=options.quick) as found:
            chance = np.random.default_rng(options.seed)
            order = chance.permutation(len(found.paths))
            shown = found.rows(np.sort(order[:QUICK_PHOTOS])) if options.quick else found
            copied = chance.permutation(len(shown.paths))[: QUICK_COPIED if options.quick else options.photos]
            report = Report("duplicates", f"{shown.name}, {len(shown.paths)} photos", options.seed)
            print(f"{report.data}, {len(copied)} of them distorted in {len(DISTORTIONS)} ways")
            shelf = Shelf(shown, load_encoder("efficientnet_lite0"), options.cache)
            pairs = [*shelf.pairs_of_copies(copied, options.seed), *shelf.pairs_of_photos()]
            measure(report, shelf, copied, pairs, enforced=shown.is_clothing_small)
            return report.finish(options.json)
    except DataError as error:
        print(f"duplicates: {error}", file=sys.stderr)
        return 2


class Shelf:
    """All photos as they are, to look others up among."""

    def __init__(self, shown: Photos, encoder: Encoder, cache: Path | None) -> None:
        self.shown, self._encoder = shown, encoder
        self._embeddings = shown.embedded_by(encoder, cache)
        self._prints = [print_of(opened(path)) for path in shown.paths]
        self._buckets: dict[int, list[int]] = {}
        for row, found in enumerate(self._prints):
            for bucket in bands(found.hash):
                self._buckets.setdefault(bucket, []).append(row)
        stems = {path.stem: row for row, path in enumerate(shown.paths)}
        known = [(stems[one], stems[other]) for one, other in KNOWN_COPIES if {one, other} <= stems.keys()]
        self._copies = {(one, one) for one in range(len(self._prints))}
        self._copies |= {pair for one, other in known for pair in ((one, other), (other, one))}

    def pairs_of_photos(self) -> Iterator[Pair]:
        """Every photo beside those proposed for it; each pair once."""
        seen: set[tuple[int, int]] = set()
        for row, (embedding, found) in enumerate(zip(self._embeddings, self._prints, strict=True)):
            original = Original(found)
            for other in self._proposed(embedding, found) - {row}:
                pair = min(row, other), max(row, other)
                if pair not in seen and pair not in self._copies:
                    yield self._pair(row, "", other, embedding, original)
                seen.add(pair)

    def pairs_of_copies(self, rows: npt.NDArray[np.intp], seed: int) -> Iterator[Pair]:
        """The distorted photos beside those proposed for each."""
        for number, kind in enumerate(DISTORTIONS):
            for start in range(0, len(rows), BATCH):
                batch = rows[start : start + BATCH]
                changed = [
                    distorted(
                        Image.open(self.shown.paths[row]).convert("RGB"),
                        kind,
                        np.random.default_rng((seed, number, row)),
                    )
                    for row in batch
                ]
                embeddings = self._encoder.encode(changed, with_features=False).embeddings
                for row, picture, embedding in zip(batch.tolist(), changed, embeddings, strict=True):
                    found = print_of(thumbnail(picture))
                    original = Original(found)
                    for other in self._proposed(embedding, found):
                        yield self._pair(row, kind, other, embedding, original)

    def _proposed(self, embedding: Vectors, found: Print) -> set[int]:
        cosines = self._embeddings @ embedding
        near = set(np.argsort(-cosines)[: NEIGHBOURS + 1].tolist())
        mates = {
            row
            for bucket in bands(found.hash) + bands(mirrored(found.hash))
            for row in self._buckets.get(bucket, [])
            if distance(self._prints[row].hash, found.hash) <= ALIKE_BITS
        }
        return {row for row in near | mates if cosines[row] >= LEAST_COSINE}

    def _pair(self, row: int, kind: str, other: int, embedding: Vectors, original: Original) -> Pair:
        cosine = float(self._embeddings[other] @ embedding)
        there = self._prints[other]
        return Pair(
            row,
            kind,
            (row, other) in self._copies,
            cosine,
            distance(there.hash, original.mine.hash),
            score(original.fit(there), cosine),
        )


def opened(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return thumbnail(picture.convert("RGB"))


def thumbnail(picture: Image.Image) -> Image.Image:
    """As the application keeps it for lists, and compares it."""
    small = picture.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.HAMMING)
    return small


def measure(
    report: Report, shelf: Shelf, copied: npt.NDArray[np.intp], pairs: list[Pair], *, enforced: bool
) -> None:
    """Recall and false pairs of the rule, and of what it is made of, on the half that chose nothing."""
    judging = set(copied[len(copied) // 2 :].tolist())
    judging |= set(range(0, len(shelf.shown.paths), 2)) - set(copied.tolist())
    choosing, judged = ([pair for pair in pairs if (pair.row in judging) is half] for half in (False, True))
    queries = [(row, kind) for row in copied[len(copied) // 2 :].tolist() for kind in DISTORTIONS]
    for name, value in MEASURES.items():
        least = chosen_threshold([value(pair) for pair in choosing if not pair.is_copy])
        print(f"threshold of {name.strip('_').replace('_', ' ') or 'the rule'}: {least:.4f}")
        recall = add_figures(report, name, queries, judged, value=value, least=least)
        if not name:
            claim = f"recall {recall:.3f} >= {BAR} where {ALLOWED:.1%} of proposed pairs may be false"
            why_not = "the bar is that of all of clothing-small"
            report.require(claim, holds=recall >= BAR, enforced=enforced, why_not=why_not)
    add_figures(report, "_as_set", queries, judged, value=MEASURES[""], least=LEAST_SCORE)
    false = sum(not pair.is_copy and pair.score >= LEAST_SCORE for pair in judged)
    others = sum(row in judging for row in range(len(shelf.shown.paths)))
    of_all = (len(queries) + others / 2) * (len(shelf.shown.paths) - 1)
    report.add("false_pairs_of_all_as_set", false / of_all, samples=round(of_all), of="pairs")


def chosen_threshold(values: list[float]) -> float:
    """The least that lets no more than the allowed share of these pairs, none of them copies, pass."""
    highest = sorted(values, reverse=True)
    return float(np.nextafter(highest[int(len(highest) * ALLOWED)], np.inf))


def add_figures(
    report: Report,
    name: str,
    queries: list[tuple[int, str]],
    judged: list[Pair],
    *,
    value: Callable[[Pair], float],
    least: float,
) -> float:
    """Of the copies the share that passes, overall and of each kind, and of the other pairs; the recall."""
    known = {(pair.row, pair.kind) for pair in judged if pair.is_copy and value(pair) >= least}
    hits = np.array([query in known for query in queries])
    false = np.array([value(pair) >= least for pair in judged if not pair.is_copy])
    low, high = bootstrap_mean(hits, report.seed)
    report.add(f"recall{name}", float(hits.mean()), samples=len(hits), of="copies", low=low, high=high)
    low, high = bootstrap_mean(false, report.seed)
    of = "proposed pairs"
    report.add(f"false_pairs{name}", float(false.mean()), samples=len(false), of=of, low=low, high=high)
    if not name:
        for kind in DISTORTIONS:
            of_kind = np.array([query in known for query in queries if query[1] == kind])
            low, high = bootstrap_mean(of_kind, report.seed)
            mean = float(of_kind.mean())
            report.add(f"recall_{kind}", mean, samples=len(of_kind), of="copies", low=low, high=high)
    return float(hits.mean())


if __name__ == "__main__":
    sys.exit(main())
