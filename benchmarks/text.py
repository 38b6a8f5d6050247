"""Do words help where the picture does not tell, and do no harm where sellers lie?

Moods of a catalog with titles and seller tags, learned from part of its products and judged on the others:
- image: the head on the picture alone;
- text: scikit-learn's logistic regression on the words alone, per tag;
- both: as the application fuses them, tag by tag, only where words proved better on held-out rows.
Then seller tags are swapped with those of products drawn at random: a share of them both where it learns and
where it is judged; and last, all of them only where it is judged, so that what it learned to trust misleads.
`overruled` counts answers of the picture (below one in ten) that words made likelier than not.
"""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from figures import Report, arguments
from photos import DataError, Photos, Truth, Vectors, photos
from sklearn.linear_model import LogisticRegression
from splits import Rows, products_of

from ml.encoder import load_encoder
from ml.head import FittedHead, HeadConfig, fit_head
from ml.metrics import average_precision, compare
from ml.reading import fit_text
from ml.scoring import FloatArray, to_probabilities
from ml.text import Text, TextHead, features

LEARNED = 0.6
SPLITS = 5
SHARES = (0.25, 0.5, 1.0)
QUICK_SHARES = (1.0,)
LEAST_POSITIVES = 15
CLEARLY_NOT = 0.1
HARM = 0.01  # of average precision that wrong seller tags may cost
PENALTY = 1.0

EXAMPLES = """examples:
  python benchmarks/text.py --quick
  python benchmarks/text.py --data path/to/catalog --json text.json
"""


@dataclass(frozen=True, eq=False)
class Catalog:
    """n photos: embeddings [n, d], truth [n, t], the words about each, and the product of each [n]."""

    embeddings: Vectors
    truth: Truth
    texts: Sequence[Text]
    products: Rows


@dataclass(frozen=True, eq=False)
class Trial:
    """What was learned from part of a catalog's products, to be judged on the rest."""

    catalog: Catalog
    learned: Rows
    judged: Rows
    fitted: FittedHead
    seed: int

    @property
    def seen(self) -> FloatArray:
        """[m, t] logits of the picture."""
        return self.fitted.head.logits(self.catalog.embeddings[self.judged])

    def reader(self, texts: Sequence[Text]) -> TextHead | None:
        assert self.fitted.held_out is not None  # there are products enough for folds
        return fit_text(
            [texts[row] for row in self.learned],
            held_out=self.fitted.held_out,
            targets=self.catalog.truth[self.learned],
            weights=None,
            choice_groups=(),
            sample_groups=self.catalog.products[self.learned],
            seed=self.seed,
        )

    def read(self, reader: TextHead | None, texts: Sequence[Text]) -> FloatArray:
        """[m, t] logits of the picture with what words add."""
        judged = [texts[row] for row in self.judged]
        return self.seen if reader is None else self.seen + reader.pushes(judged)


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the photos' embeddings there")
    parser.add_argument("--splits", type=int, default=SPLITS, help="draws of the products to learn from")
    options = arguments(parser)
    try:
        with photos(options.data, quick=options.quick) as found:
            catalog = _catalog(found, options.cache)
            report = Report("text", f"{found.name}, {len(found.paths)} photos", options.seed)
            print(f"{report.data}, {catalog.truth.shape[1]} moods")
            splits = range(options.seed, options.seed + (1 if options.quick else options.splits))
            _measure(report, catalog, splits, QUICK_SHARES if options.quick else SHARES)
            return report.finish(options.json)
    except DataError as error:
        print(f"text: {error}", file=sys.stderr)
        return 2


def _measure(report: Report, catalog: Catalog, splits: range, shares: tuple[float, ...]) -> None:
    kept: dict[str, list[float]] = defaultdict(list)
    lows, highs, overruled = [], [], 0
    for seed in splits:
        trial = _trial(catalog, seed)
        truth = catalog.truth[trial.judged]
        reader = trial.reader(catalog.texts)
        said = {"image": trial.seen, "text": _words_alone(trial), "both": trial.read(reader, catalog.texts)}
        for share in shares:
            wrong = _swapped(catalog, share, seed)
            said[f"both_wrong_{share:.0%}"] = trial.read(trial.reader(wrong), wrong)
        said["both_misled"] = trial.read(reader, _swapped(catalog, 1.0, seed))
        for name, logits in said.items():
            kept[f"ap_macro_{name}"].append(average_precision(logits, truth, seed=seed).macro.value)
        kept["tags_read"].append(float(len(reader.columns)) if reader else 0.0)
        gain = compare(said["image"], said["both"], truth, seed=seed).macro
        kept["text_gain"].append(gain.value)
        lows.append(gain.low)
        highs.append(gain.high)
        overruled += sum(_overruled(said["image"], logits) for name, logits in said.items() if "both" in name)
    tags = catalog.truth.shape[1]
    bounds = {"text_gain": {"low": float(np.median(lows)), "high": float(np.median(highs))}}
    for name, values in kept.items():
        report.add(name, values, samples=len(splits), of=f"splits, {tags} tags", **bounds.get(name, {}))
    report.add("overruled", overruled, samples=len(splits), of="splits")
    _hold_to_bars(report, {name: float(np.median(values)) for name, values in kept.items()}, overruled)


def _hold_to_bars(report: Report, figures: dict[str, float], overruled: int) -> None:
    image = figures["ap_macro_image"]
    for name, value in figures.items():
        if name.startswith("ap_macro_both"):
            claim = f"{name} {value:.3f} >= {image:.3f} of the image alone, to {HARM}"
            report.require(claim, holds=value >= image - HARM)
    report.require(f"overruled {overruled} = 0", holds=overruled == 0)


def _catalog(found: Photos, cache: Path | None) -> Catalog:
    truth = found.moods[:, found.moods.sum(axis=0) >= LEAST_POSITIVES]
    texts = _texts(found)
    if not truth.shape[1] or not any(text.title for text in texts):
        raise DataError(f"{found.name} has no mood that is common enough, or no titles")
    embeddings = found.embedded_by(load_encoder("efficientnet_lite0"), cache)
    return Catalog(embeddings, truth, texts, products_of(found))


def _texts(found: Photos) -> list[Text]:
    """The words that products.csv has of each photo."""
    table = found.folder / "products.csv"
    if not table.exists():
        raise DataError(f"{found.name} has no products.csv, which would name titles")
    with table.open(newline="", encoding="utf-8") as lines:
        rows = {row["image"]: row for row in csv.DictReader(lines)}
    named = [rows.get(path.relative_to(found.folder).as_posix(), {}) for path in found.paths]
    return [
        Text(row.get("title") or "", tuple(filter(None, (row.get("seller_tags") or "").split("|"))))
        for row in named
    ]


def _trial(catalog: Catalog, seed: int) -> Trial:
    groups = np.random.default_rng(seed).permutation(np.unique(catalog.products))
    learned = np.isin(catalog.products, groups[: int(LEARNED * len(groups))])
    fitted = fit_head(
        embeddings=catalog.embeddings[learned],
        targets=catalog.truth[learned],
        choice_groups=(),
        sample_groups=catalog.products[learned],
        config=HeadConfig(),
        seed=seed,
    )
    return Trial(catalog, np.flatnonzero(learned), np.flatnonzero(~learned), fitted, seed)


def _words_alone(trial: Trial) -> npt.NDArray[np.float64]:
    found, truth = features(trial.catalog.texts), trial.catalog.truth[trial.learned]
    said = np.zeros((len(trial.judged), truth.shape[1]))
    for tag in np.flatnonzero(truth.any(axis=0)):
        model = LogisticRegression(C=1 / PENALTY, max_iter=1000)
        model.fit(found[trial.learned], truth[:, tag])
        said[:, tag] = model.decision_function(found[trial.judged])
    return said


def _swapped(catalog: Catalog, share: float, seed: int) -> list[Text]:
    """That share of the products says what another one's seller typed."""
    generator = np.random.default_rng(seed)
    products, first = np.unique(catalog.products, return_index=True)
    other = generator.permutation(first)
    lies = generator.random(len(products)) < share
    member = np.searchsorted(products, catalog.products)
    return [
        Text(text.title, catalog.texts[other[product]].tags) if lies[product] else text
        for text, product in zip(catalog.texts, member, strict=True)
    ]


def _overruled(image: FloatArray, both: FloatArray) -> int:
    before, after = to_probabilities(image, ()), to_probabilities(both, ())
    return int(((before < CLEARLY_NOT) & (after >= 0.5)).sum())


if __name__ == "__main__":
    sys.exit(main())
