"""Is a product found from a shopper's photo of it, and how soon?

Recall: photos of the catalog are distorted as phones and people do it (benchmarks/phone.py), one way at a
time, and each is searched with among all products. `recall_<distortion>` is the share of photos whose own
product is among the ten nearest, in what the application serves: the photo and its three quarter turns, and
the part of it in which the encoder sees the product, in the first style space. Beside it in the same run:
the plain embedding (`_plain`), the same in the style space (`_style`), averaged with the mirrored photo
(`_flips`), with the turns alone (`_turns`) and the box alone (`_box`). Where the folder has the columns
item_id and role, the photos of role query are searched with among those of role gallery.

Speed: a demo runs, and photos are uploaded one after the other, over HTTP as the page does it, until the
results are there: on idle cores, and while people answer so fast that a training is nearly always running.
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

import checkout  # noqa: F401 (finds ml and the settings)
import numpy as np
import numpy.typing as npt
from figures import Report, arguments
from phone import KINDS, taken
from photo_data import Shelf, shelf_of
from photos import DataError, photos
from PIL import Image

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from ml.encoder import Encoder, load_encoder
from ml.query import see
from ml.style_map import StyleMap, plain_map

QUERIES, QUICK_QUERIES = 150, 24
NEAREST = 10
LONGEST_SIDE = 1200  # as the application keeps photos
WAYS = {
    "_plain": ("plain", [0]),
    "_style": ("style", [0]),
    "_flips": ("style", [5]),
    "_turns": ("style", [0, 1, 2, 3]),
    "_box": ("style", [0, 4]),
    "": ("style", [0, 1, 2, 3, 4]),
}
"""By the figure's suffix: the space, and which vectors ask. 4 is the box, 5 the mean with a mirror."""
BARS = {"upload_to_results_p95_ms": 300.0, "upload_to_results_p95_ms_retraining": 1000.0}
Vectors = npt.NDArray[np.float32]

EXAMPLES = """examples:
  python benchmarks/photo.py --quick
  python benchmarks/photo.py --data path/to/clothing-small --cache var/embeddings --json photo.json
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep embeddings of the catalog there")
    parser.add_argument("--part", choices=["recall", "speed"], help="only this half")
    parser.add_argument("--shots", type=Path, metavar="DIR", help="keep pictures of the pages there")
    options = arguments(parser)
    try:
        with photos(options.data, quick=options.quick) as found:
            report = Report("photo", f"{found.name}, {len(found.paths)} photos", options.seed)
            if options.part != "speed":
                _recall(report, shelf_of(found), options)
            if options.part != "recall":
                import photo_speed  # noqa: PLC0415 (it needs a browser's demo, which recall does not)

                photo_speed.measure(report, found, options)
    except DataError as error:
        print(f"photo: {error}", file=sys.stderr)
        return 2
    for figure in list(report.figures):
        if figure.name in BARS:
            claim = f"{figure.name} is {figure.value:.0f}, at most {BARS[figure.name]:.0f}"
            report.require(claim, holds=figure.value <= BARS[figure.name])
    return report.finish(options.json)


def _recall(report: Report, shelf: Shelf, options: Namespace) -> None:
    encoder = load_encoder("efficientnet_lite0")
    embeddings = shelf.photos.embedded_by(encoder, options.cache)
    style = plain_map(embeddings[shelf.gallery])
    chance = np.random.default_rng(options.seed)
    rows = chance.permutation(shelf.queries)[: QUICK_QUERIES if options.quick else QUERIES]
    seconds: list[float] = []
    for kind in KINDS:
        asked = np.stack(
            [_vectors(encoder, _taken(shelf, row, kind, options.seed), seconds) for row in rows.tolist()]
        )
        hits = {}
        of = f"photos among {shelf.products} products"
        for suffix, (space, ways) in WAYS.items():
            hits[suffix] = _found(
                shelf, rows, asked[:, ways], embeddings, style if space == "style" else None
            )
            report.add_mean(f"recall_{kind}{suffix}", hits[suffix], of=of)
        report.add_mean(f"recall_{kind}_minus_plain", hits[""] - hits["_plain"], of=of)
    report.add("look_ms", [1000 * one for one in seconds], samples=len(seconds), of="photos looked at")
    for kind in KINDS:
        values = {figure.name: figure for figure in report.figures}
        gained = values[f"recall_{kind}_minus_plain"]  # photo by photo: both were asked about the same ones
        claim = f"recall_{kind} is no worse than plain's, photo by photo: {gained.value:+.3f} on average"
        report.require(claim, holds=gained.high >= 0)


def _taken(shelf: Shelf, row: int, kind: str, seed: int) -> Image.Image:
    chance = np.random.default_rng([seed, row])
    ground = shelf.photos.paths[int(chance.integers(len(shelf.photos.paths)))]
    with Image.open(shelf.photos.paths[row]) as file, Image.open(ground) as other:
        picture = file.convert("RGB")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return taken(picture, kind, chance, other.convert("RGB"))


def _vectors(encoder: Encoder, photo: Image.Image, seconds: list[float]) -> Vectors:
    """[6, d]: what the application asks with, and for comparison the mean with the mirrored photo."""
    begun = time.perf_counter()
    queries = see(encoder, photo).queries
    seconds.append(time.perf_counter() - begun)
    mirrored = photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    mean = queries[0] + encoder.encode([mirrored], with_features=False).embeddings[0]
    return np.concatenate([queries, mean[None] / np.linalg.norm(mean)])


def _found(
    shelf: Shelf, rows: npt.NDArray[np.intp], asked: Vectors, embeddings: Vectors, style: StyleMap | None
) -> npt.NDArray[np.float64]:
    """[n] whether a photo's own product is among the nearest; asked [n, q, d]."""
    gallery = embeddings[shelf.gallery]
    hits = []
    for row, queries in zip(rows.tolist(), asked, strict=True):
        mine = style.project(queries) if style else queries
        theirs = style.project(gallery) if style else gallery
        best = np.full(shelf.products, -np.inf)
        np.maximum.at(best, shelf.product[shelf.gallery], (mine @ theirs.T).max(axis=0))
        hits.append((best > best[shelf.product[row]]).sum() < NEAREST)
    return np.array(hits, np.float64)


if __name__ == "__main__":
    sys.exit(main())
