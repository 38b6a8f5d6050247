"""Is the product found in the picture, and is it worth looking at more closely?

Garments are cut out of photos (or drawn, with the sample catalog) and put on corners of other photos at
random places and sizes; our box is held against the box of the middle and against the whole image. Then the
encoder's second view is cut around our box instead of the centre: a probe tells categories of plain photos
and of the composed ones, and the second photo of a product is looked for among all others.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from itertools import count, islice

import numpy as np
import numpy.typing as npt
from figures import Report, arguments
from photos import SAMPLE_SEED, DataError, Photos, photos
from PIL import Image
from scenes import Box, CutOut, Scene, clutter, compose, garments_of, in_halves, opened
from sklearn.linear_model import LogisticRegression

from catalog.sample.collection import photos as draw_photos
from catalog.sample.collection import product
from ml.encoder import BATCH, Encoder, load_encoder

Vectors = npt.NDArray[np.float32]

CENTRE: Box = (0.15, 0.15, 0.85, 0.85)
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
SCALE = 0.4, 0.85
WEAK_PENALTY = 100.0
SCENES, QUICK_SCENES = 200, 32
PAIRS, QUICK_PAIRS = 100, 16
QUICK = {"train": 110, "test": 60}

EXAMPLES = """examples:
  python benchmarks/region.py --quick
  python benchmarks/region.py --data path/to/clothing-small --json region.json
"""


def main() -> int:
    options = arguments(ArgumentParser(description=__doc__, epilog=EXAMPLES))
    quick, seed = options.quick, options.seed
    try:
        with photos(options.data, quick=quick) as found:
            report = Report("region", f"{found.name}, {len(found.paths)} photos", seed)
            print(report.data)
            encoder = load_encoder("efficientnet_lite0")
            garments, scenes = composed(found, QUICK_SCENES if quick else SCENES, seed)
            ours = located(encoder, [scene.image for scene in scenes])
            overlap(report, ours, [scene.boxes[0] for scene in scenes], enforced=not quick)
            shown = found.sample(QUICK, seed) if quick else found
            probe(report, encoder, shown, garments, scenes)
            retrieve(report, encoder, QUICK_PAIRS if quick else PAIRS)
            return report.finish(options.json)
    except DataError as error:
        print(f"region: {error}", file=sys.stderr)
        return 2


def composed(found: Photos, scenes: int, seed: int) -> tuple[list[CutOut], list[Scene]]:
    """Each garment once, on the corners of photos that no garment is cut out of."""
    rng = np.random.default_rng(seed)
    rows, others = in_halves(found, rng)
    garments = list(islice(garments_of(found, rows), scenes))
    if not garments:
        raise DataError(f"no garment of {found.name} stands out clearly enough to be cut out")
    grounds = [found.paths[row] for row in others]
    return garments, [compose([garment], clutter(grounds, rng), rng, scale=SCALE) for garment in garments]


def located(encoder: Encoder, images: Sequence[Image.Image]) -> list[Box]:
    """Our boxes, a batch's feature maps in memory at a time."""
    found: list[Box] = []
    for start in range(0, len(images), BATCH):
        boxes = encoder.locate(encoder.encode(images[start : start + BATCH]))
        found += [(float(x0), float(y0), float(x1), float(y1)) for x0, y0, x1, y1 in boxes]
    return found


def overlap(report: Report, ours: Sequence[Box], truth: Sequence[Box], *, enforced: bool) -> None:
    mean = {}
    rivals = {"": ours, "_centre": [CENTRE] * len(truth), "_whole": [WHOLE] * len(truth)}
    for name, boxes in rivals.items():
        overlaps = np.array([iou(box, true) for box, true in zip(boxes, truth, strict=True)])
        mean[name] = report.add_mean(f"iou_mean{name}", overlaps, of="composed photos")
        report.add_mean(f"iou_over_half{name}", overlaps > 0.5, of="composed photos")
    better = mean[""] > max(mean["_centre"], mean["_whole"])
    claim = f"iou_mean {mean['']:.3f} is above the middle's {mean['_centre']:.3f}"
    report.require(claim, holds=better, enforced=enforced, why_not="too few scenes")


def iou(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    both = max(width, 0) * max(height, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return both / (sum(areas) - both)


def probe(
    report: Report, encoder: Encoder, shown: Photos, garments: list[CutOut], scenes: list[Scene]
) -> None:
    """Learned from the plain photos of the train split, judged on those of the test split and on scenes."""
    train, test = np.flatnonzero(shown.split == "train"), np.flatnonzero(shown.split == "test")
    if not len(train) or not len(test):
        raise DataError(f"{shown.name} has {len(train)} photos to train on and {len(test)} to test on")
    category, on_scenes = np.array(shown.category), np.array([garment.category for garment in garments])
    images = [scene.image for scene in scenes]
    for name, by_region in {"centre": False, "region": True}.items():
        vectors = [
            look(encoder, opened(shown.paths[row] for row in rows), by_region=by_region)
            for rows in (train, test)
        ]
        model = LogisticRegression(C=WEAK_PENALTY, max_iter=2000).fit(vectors[0], category[train])
        right = model.predict(vectors[1]) == category[test]
        report.add_mean(f"probe_accuracy_{name}", right, of="plain photos")
        composed_vectors = look(encoder, images, by_region=by_region)
        right = model.predict(composed_vectors) == on_scenes
        report.add_mean(f"scene_accuracy_{name}", right, of="composed photos")
        if by_region:  # what a person's box would be worth
            true = encoder.encode(
                images, regions=[scene.boxes[0] for scene in scenes], with_features=False
            ).embeddings
            right = model.predict(true) == on_scenes
            report.add_mean("scene_accuracy_true_box", right, of="composed photos")


def retrieve(report: Report, encoder: Encoder, pairs: int) -> None:
    """Is the other photo of the same product the nearest of all photos of products that have two?"""
    numbers = islice((n for n in count() if len(product(SAMPLE_SEED, n).views) == 2), pairs)
    images = [Image.fromarray(photo) for n in numbers for photo in draw_photos(SAMPLE_SEED, n)]
    partner = np.arange(len(images)) ^ 1
    for name, by_region in {"centre": False, "region": True}.items():
        vectors = look(encoder, images, by_region=by_region)
        likeness = vectors @ vectors.T
        np.fill_diagonal(likeness, -1)
        report.add_mean(f"same_product_{name}", likeness.argmax(axis=1) == partner, of="drawn photos")


def look(encoder: Encoder, images: Sequence[Image.Image], *, by_region: bool) -> Vectors:
    """[n, d] embeddings, the second view cut around our box or around the centre."""
    regions = located(encoder, images) if by_region else None
    return encoder.encode(images, regions=regions, with_features=False).embeddings


if __name__ == "__main__":
    sys.exit(main())
