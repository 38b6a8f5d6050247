"""Do the nearest photos share the mood, and is a product still found by another photo of it?

Spaces: `raw`, the encoder's embedding; `pca_whitened`, its main directions with equal variance;
`contrastive`, supervised contrastive learning of a projection; `contrastive_blend`, the same in the place of
our regressions, blended with the plain directions and held to find photos again as ours is; `ours`, what the
application learns and serves. All are made from the training split alone; where several people's answers
lie beside the photos, ours learns the share of them who said yes, as it does in the application.

`precision10_<space>` is over the test photos: of the ten nearest other test photos the share with a label of
theirs (style labels; where the folder names none the category), near-duplicates left out. `precision10_gain`
is ours over raw, less one.

`item_recall_<k>_<space>`: where the folder has the columns item_id and role, its query photos of the test
split are looked for among its gallery photos. Elsewhere a query is a test photo as somebody would show it
again (cropped, mirrored, tilted, in another light, framed …), looked for among all photos.
"""

from __future__ import annotations

import csv
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from distortions import DISTORTIONS, distorted
from figures import Report, arguments
from photos import DataError, Photos, photos
from PIL import Image
from splits import products_of
from style_blend import contrastive_blend
from style_peers import contrastive, whitened

from ml.encoder import Encoder, load_encoder
from ml.style import fit_style
from ml.style_judging import recall, shared_precision
from ml.style_map import MOST_DIMENSIONS, unit

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]
Projections = dict[str, Callable[[Floats], Floats]]
KS = (1, 5, 10)
VIEWED, QUICK_VIEWED = 150, 25
QUICK_ROWS = 400
GAIN_BAR = 0.10
ALLOWED_LOSS = 0.005
"""Of recall: distorted photos are all found by the raw embedding, which leaves nothing but to lose."""
RESAMPLES = 4000

EXAMPLES = """examples:
  python benchmarks/style.py --quick
  python benchmarks/style.py --data path/to/clothing-moods --json style.json
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the photos' embeddings there")
    parser.add_argument("--encoder", default="efficientnet_lite0")
    options = arguments(parser)
    try:
        with photos(options.data, quick=options.quick) as found:
            report = Report("style", f"{found.name}, {len(found.paths)} photos", options.seed)
            print(report.data)
            encoder = load_encoder(options.encoder)
            embeddings = found.embedded_by(encoder, options.cache)
            train, test = parts(found, options.seed)
            if options.quick:
                train, test = train[:QUICK_ROWS], test[:QUICK_ROWS]
            projected = spaces(report, found, embeddings, train)
            at = {name: project(embeddings) for name, project in projected.items()}
            on_labels(report, found, at, test, quick=options.quick)
            viewed = QUICK_VIEWED if options.quick else VIEWED
            on_items(report, queries_of(found, embeddings, encoder, (test, viewed), report.seed), projected)
    except DataError as error:
        print(f"style: {error}", file=sys.stderr)
        return 2
    return report.finish(options.json)


def parts(found: Photos, seed: int) -> tuple[Rows, Rows]:
    """Rows learned from, validation included, and rows judged by; by product where no split is named."""
    test = np.flatnonzero(found.split == "test")
    if len(test) and len(test) < len(found.paths):
        train = np.flatnonzero(found.split != "test")
    else:
        owners = products_of(found)
        drawn = np.random.default_rng(seed).random(owners.max() + 1)[owners] < 1 / 3
        train, test = np.flatnonzero(~drawn), np.flatnonzero(drawn)
    generator = np.random.default_rng(seed)
    return generator.permutation(train), generator.permutation(test)


def labels(found: Photos) -> npt.NDArray[np.float64]:
    """[n, t] style labels, or the kind of thing where no style is named."""
    if found.moods.shape[1]:
        return found.moods
    kinds = sorted(set(found.category))
    return np.array([[kind == category for kind in kinds] for category in found.category], np.float64)


def groups_of(found: Photos) -> Rows:
    """[n] what is never parted by a fold, nor compared: near-duplicates, else the photos of a product."""
    owners = products_of(found)
    names = [group or f"product {owner}" for group, owner in zip(found.dup_group, owners, strict=True)]
    return np.unique(names, return_inverse=True)[1].astype(np.intp)


def spaces(report: Report, found: Photos, embeddings: Floats, train: Rows) -> Projections:
    """By name the function that projects embeddings."""
    said, groups = labels(found)[train], groups_of(found)[train]
    began = time.perf_counter()
    heard = said if found.answers is None else found.answers.mean(axis=0)[train]
    ours = fit_style(embeddings=embeddings[train], targets=heard, sample_groups=groups, seed=report.seed)
    report.add("learn_s_ours", time.perf_counter() - began, samples=len(train), of="photos")
    began = time.perf_counter()
    supcon = contrastive(embeddings[train], said, report.seed)
    report.add("learn_s_contrastive", time.perf_counter() - began, samples=len(train), of="photos")
    began = time.perf_counter()
    blend, share = contrastive_blend(embeddings[train], said, groups, report.seed)
    report.add("learn_s_contrastive_blend", time.perf_counter() - began, samples=len(train), of="photos")
    report.add("contrastive_blend_share", share, samples=len(train), of="photos")
    report.add("learned_share", ours.share, samples=ours.tags, of=f"tags, penalty {ours.penalty:g}")
    return {
        "raw": unit,
        "pca_whitened": whitened(embeddings[train], MOST_DIMENSIONS).project,
        "contrastive": supcon.project,
        "contrastive_blend": blend.project,
        "ours": ours.map.project,
    }


def on_labels(report: Report, found: Photos, at: dict[str, Floats], test: Rows, *, quick: bool) -> None:
    """`at` holds by space where all photos lie."""
    said, groups = labels(found)[test], groups_of(found)[test]
    apart = groups[:, None] == groups[None]
    hits = {}
    for name, everything in at.items():
        vectors = everything[test]
        hits[name] = shared_precision(vectors, vectors, said, said, apart=apart)
        known = ~np.isnan(hits[name])
        report.add_mean(f"precision10_{name}", hits[name][known], of="test photos")
    raw, ours = hits["raw"][known], hits["ours"][known]
    draws = np.random.default_rng(report.seed).integers(0, len(raw), (RESAMPLES, len(raw)))
    gains = ours[draws].mean(axis=1) / raw[draws].mean(axis=1) - 1
    low, high = np.quantile(gains, [0.025, 0.975]).tolist()
    gain = float(ours.mean() / raw.mean() - 1)
    report.add("precision10_gain", gain, samples=len(raw), of="test photos", low=low, high=high)
    report.require(
        f"ours shares labels ≥ {GAIN_BAR:.0%} more often than raw",
        holds=gain >= GAIN_BAR,
        enforced=not quick,
        why_not="a small sample",
    )


@dataclass(frozen=True, eq=False)
class Queries:
    """Embeddings asked with [q, e] and looked among [g, e]; own [q, g] is True for the same product."""

    asked: Floats
    gallery: Floats
    own: npt.NDArray[np.bool_]
    of: str
    about: Rows
    """[q] the photo or the item that each query is of: several views of one stand and fall together."""


def queries_of(
    found: Photos, embeddings: Floats, encoder: Encoder, tested: tuple[Rows, int], seed: int
) -> Queries:
    """The folder's own query photos, else views of at most so many of the rows tested."""
    test, most = tested
    columns = item_columns(found)
    if columns is None:
        chosen = np.sort(test[:most])
        own = np.tile(chosen, len(DISTORTIONS))[:, None] == np.arange(len(embeddings))[None]
        of, about = f"views of {len(chosen)} photos", np.tile(chosen, len(DISTORTIONS))
        return Queries(views(found, chosen, encoder, seed), embeddings, own, of, about)
    item, role = columns
    queries = np.array([row for row in test if role[row] == "query" and item[row]], np.intp)
    rows = np.flatnonzero(role == "gallery")
    own = item[queries, None] == item[None, rows]
    queries, own = queries[own.any(axis=1)], own[own.any(axis=1)]
    about = np.unique(item[queries], return_inverse=True)[1].astype(np.intp)
    if not len(queries):
        raise DataError(f"{found.folder}: no query photo of the test split has its item in the gallery")
    return Queries(embeddings[queries], embeddings[rows], own, "query photos", about)


def on_items(report: Report, queries: Queries, projected: Projections) -> None:
    found_at: dict[tuple[int, str], npt.NDArray[np.float64]] = {}
    for name, project in projected.items():
        one, other = project(queries.asked), project(queries.gallery)
        for k in KS:
            found_at[k, name] = recall(one, other, queries.own, nearest=k)
            figure = f"item_recall_{k}_{name}"
            report.add_mean(figure, found_at[k, name], of=queries.of, drawn_together=queries.about)
    for k in KS:
        gained = found_at[k, "ours"] - found_at[k, "raw"]
        figure = f"item_recall_{k}_ours_minus_raw"
        mean = report.add_mean(figure, gained, of=queries.of, drawn_together=queries.about)
        holds = mean >= -ALLOWED_LOSS
        report.require(f"recall@{k} of the same product falls by {ALLOWED_LOSS:.1%} at most", holds=holds)


def item_columns(found: Photos) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]] | None:
    """item_id and role of each photo; None where the table lacks either."""
    table = next(
        found.folder / name for name in ("truth.csv", "products.csv") if (found.folder / name).exists()
    )
    with table.open(newline="", encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    if not {"item_id", "role"} <= rows[0].keys():
        return None
    return np.array([row["item_id"] or "" for row in rows]), np.array([row["role"] or "" for row in rows])


def views(found: Photos, chosen: Rows, encoder: Encoder, seed: int) -> Floats:
    """[v · n, e] of each of n photos a view after each of v treatments, one treatment after the other."""
    generator = np.random.default_rng(seed)
    made = []
    for kind in DISTORTIONS:
        pictures = []
        for row in chosen:
            with Image.open(found.paths[row]) as picture:
                pictures.append(distorted(picture.convert("RGB"), kind, generator))
        made.append(encoder.encode(pictures, with_features=False).embeddings)
    return np.concatenate(made)


if __name__ == "__main__":
    raise SystemExit(main())
