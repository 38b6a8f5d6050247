"""Bytes to embeddings: ours beside plain timm, in one run and by turns, idle and with a core kept busy.

The reference is what one would write first: Pillow decodes each photo in full, timm's EfficientNet runs
eagerly in batches of 32. Both look at the same two views of a photo, and that is what the bars compare; the
reference with one view, half of the work, is timed beside it. On CUDA only ours is timed, against what the
card can do.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser

import checkout  # noqa: F401 (finds ml)
import numpy as np
import torch
from embed_arms import Arm, Ours, Plain, busy_core, peak_mb, read
from embed_cuda import on_cuda
from embed_engines import engines
from embed_limits import limits
from figures import Report, arguments
from photos import DataError, photos

from ml.encoder import ENCODERS
from ml.networks import load_network

BAR_IDLE, BAR_BUSY, BAR_COSINE = 6.0, 10.0, 0.999
ROUNDS, QUICK_ROUNDS = 5, 2
PLAIN_PHOTOS, QUICK_PLAIN_PHOTOS = 64, 32
OURS_TIMES = 4  # as many photos for ours, or its rounds would be over before they can be timed
FLAT_MB, FEW, MANY = 48.0, 256, 1024

EXAMPLES = """examples:
  python benchmarks/embed.py --quick
  python benchmarks/embed.py --data path/to/clothing-small --json embed.json
  python benchmarks/embed.py --encoder efficientnet_lite2
  python benchmarks/embed.py --engines
  python benchmarks/embed.py --device cuda
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--encoder", choices=ENCODERS, default="efficientnet_lite0")
    parser.add_argument("--engines", action="store_true", help="also time the engines that lost")
    options = arguments(parser)
    if options.device == "cuda" and not torch.cuda.is_available():
        print("embed: there is no CUDA device here; nothing was measured")
        return 0
    try:
        with photos(options.data, quick=options.quick) as found:
            order = np.random.default_rng(options.seed).permutation(len(found.paths))
            report = Report("embed", f"{found.name}, {options.encoder}", options.seed)
            content = read([found.paths[at] for at in order[:MANY]])
    except DataError as error:
        print(f"embed: {error}", file=sys.stderr)
        return 2
    print(report.data)
    if options.device == "cuda":
        on_cuda(report, options.encoder, content)
        return report.finish(options.json)
    compare(report, options.encoder, content, quick=options.quick)
    limits(report, options.encoder, content)
    memory(report, options.encoder, content, quick=options.quick)
    if options.engines:
        engines(report, options.encoder, content, quick=options.quick)
    return report.finish(options.json)


def compare(report: Report, encoder: str, content: list[bytes], *, quick: bool) -> None:
    """Time all by turns, so that whatever else the machine does falls on all of them."""
    rounds, count = (QUICK_ROUNDS, QUICK_PLAIN_PHOTOS) if quick else (ROUNDS, PLAIN_PHOTOS)
    network = load_network(encoder, weights=None)
    plain, one_view, ours = Plain(network), Plain(network, views=1), Ours(encoder)
    rates: dict[str, list[float]] = {}
    cosines: list[float] = []

    def time(name: str, arm: Arm, shown: list[bytes]) -> np.ndarray:
        vectors, rate = arm.timed(shown)
        rates.setdefault(name, []).append(rate)
        return vectors

    for arm in (plain, one_view, ours):  # the first call of each chooses its kernels
        arm.timed(content[:32])
    load = os.getloadavg()[0]
    for number in range(rounds):
        few = [content[at % len(content)] for at in range(number * count, (number + 1) * count)]
        many = few * OURS_TIMES
        expected = time("plain", plain, few)
        vectors = time("ours", ours, many)[:count]
        cosines += (expected * vectors).sum(axis=1).tolist()
        time("plain_one_view", one_view, few)
        with busy_core():
            time("plain_busy", plain, few)
            time("ours_busy", ours, many)
    report.add("load_average", load, samples=1, of="minute before, of processes that are not ours")
    _say(report, rates, cosines, rounds)


def _say(report: Report, rates: dict[str, list[float]], cosines: list[float], rounds: int) -> None:
    names = {"images_per_s": "ours", "images_per_s_busy": "ours_busy"} | {
        f"{name}_images_per_s": name for name in ("plain", "plain_busy", "plain_one_view")
    }
    for figure, name in names.items():
        report.add(figure, rates[name], samples=rounds, of="rounds")
    against = {
        "speedup_idle": ("ours", "plain"),
        "speedup_busy": ("ours_busy", "plain_busy"),
        "speedup_idle_over_one_view": ("ours", "plain_one_view"),
    }
    for figure, (ours, theirs) in against.items():
        each = [ours / theirs for ours, theirs in zip(rates[ours], rates[theirs], strict=True)]
        report.add(figure, each, samples=rounds, of="rounds, each its own quotient")
    worst, median = float(np.quantile(cosines, 0.01)), float(np.median(cosines))
    report.add("cosine_p01", worst, samples=len(cosines), of="photos", low=min(cosines), high=median)
    value = {figure.name: figure.value for figure in report.figures}
    for figure, bar in {"speedup_idle": BAR_IDLE, "speedup_busy": BAR_BUSY}.items():
        report.require(f"{figure} {value[figure]:.1f} >= {bar:.0f}", holds=value[figure] >= bar)
    report.require(f"cosine_p01 {worst:.5f} >= {BAR_COSINE}", holds=worst >= BAR_COSINE)


def memory(report: Report, encoder: str, content: list[bytes], *, quick: bool) -> None:
    """Of a process that only embeds; four times the photos must not take more of it."""
    counts = (FEW // 4, FEW) if quick else (FEW, MANY)
    few, many = (peak_mb(encoder, content, count) for count in counts)
    report.add("peak_mb", many, samples=counts[1], of="photos, one process", low=few, high=many)
    claim = f"{counts[1]} photos take {many - few:.0f} MB more than {counts[0]}, at most {FLAT_MB:.0f}"
    report.require(claim, holds=many - few <= FLAT_MB)


if __name__ == "__main__":
    sys.exit(main())
