"""Are the encoder's weights worth something? A linear probe tells category from embeddings.

Logistic regression is trained on the embeddings of the train split and judged on the test split, for
EfficientNet-Lite 0 and 1 with their ImageNet weights and for 0 with random weights, side by side.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import timm
import torch
from figures import Report, arguments, bootstrap_mean
from photos import DataError, Photos, embed, photos
from sklearn.linear_model import LogisticRegression

from ml.encoder import ENCODERS, Encoder, load_encoder

RANDOM = "efficientnet_lite0_random"
BARS = {"efficientnet_lite0": 0.86, "efficientnet_lite1": 0.90}
CHANCE = 0.45  # random weights reach about .33 on ten kinds of clothes: colour and shape get through
WEAK_PENALTY = 100.0  # embeddings have length one
QUICK = {"train": 110, "test": 60}

EXAMPLES = """examples:
  python benchmarks/probe.py --quick
  python benchmarks/probe.py --data path/to/clothing-small --json probe.json
  MOODLOOP_DATA=path/to/photos python benchmarks/probe.py --encoder efficientnet_lite2
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument(
        "--encoder",
        action="append",
        choices=[*ENCODERS, RANDOM],
        help="may be given several times (default: lite0, lite1 and lite0 with random weights)",
    )
    options = arguments(parser)
    try:
        with photos(options.data, quick=options.quick) as found:
            shown = found.sample(QUICK, options.seed) if options.quick else found
            report = Report("probe", f"{shown.name}, {len(shown.paths)} photos", options.seed)
            print(report.data)
            for name in options.encoder or ["efficientnet_lite0", "efficientnet_lite1", RANDOM]:
                with encoder(name, options.seed) as loaded:
                    probe(report, name, loaded, shown)
            return report.finish(options.json)
    except DataError as error:
        print(f"probe: {error}", file=sys.stderr)
        return 2


def probe(report: Report, name: str, loaded: Encoder, shown: Photos) -> None:
    """Embed, train, judge; and the speed of embedding beside it."""
    train, test = np.flatnonzero(shown.split == "train"), np.flatnonzero(shown.split == "test")
    if not len(train) or not len(test):
        raise DataError(f"{shown.name} has {len(train)} photos to train on and {len(test)} to test on")
    needed = np.concatenate([train, test])
    start = time.perf_counter()
    embeddings = embed(shown.rows(needed).paths, loaded)
    seconds = time.perf_counter() - start
    category = np.array(shown.category)[needed]
    model = LogisticRegression(C=WEAK_PENALTY, max_iter=2000)
    model.fit(embeddings[: len(train)], category[: len(train)])
    hits = model.predict(embeddings[len(train) :]) == category[len(train) :]
    low, high = bootstrap_mean(hits, report.seed)
    figure = f"probe_accuracy_{name}"
    report.add(figure, float(hits.mean()), samples=len(test), of="test photos", low=low, high=high)
    report.add(f"images_per_second_{name}", len(needed) / seconds, samples=len(needed), of="photos")
    _hold_to_bar(report, figure, name, float(hits.mean()), shown)


def _hold_to_bar(report: Report, figure: str, name: str, accuracy: float, shown: Photos) -> None:
    enforced, why_not = shown.is_clothing_small, "the bars are those of all of clothing-small"
    if name in BARS:
        claim = f"{figure} {accuracy:.3f} >= {BARS[name]}"
        report.require(claim, holds=accuracy >= BARS[name], enforced=enforced, why_not=why_not)
    if name == RANDOM:
        claim = f"{figure} {accuracy:.3f} <= {CHANCE}, so that it is the weights that know"
        report.require(claim, holds=accuracy <= CHANCE, enforced=enforced, why_not=why_not)


@contextmanager
def encoder(name: str, seed: int) -> Iterator[Encoder]:
    """An encoder with the weights in its package, or with weights that have learned nothing."""
    if name != RANDOM:
        yield load_encoder(name)
        return
    with TemporaryDirectory(prefix="moodloop-weights-") as folder:
        file = Path(folder) / "random.pth"
        torch.manual_seed(seed)
        torch.save(timm.create_model("tf_efficientnet_lite0").state_dict(), file)
        yield load_encoder("efficientnet_lite0", weights=file)


if __name__ == "__main__":
    sys.exit(main())
