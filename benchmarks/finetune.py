"""Is a fine-tuned CNN worth its time? A linear probe beside it, on the same labels and the same photos.

Both know the labels of the train split alone: its categories, and its moods where the folder names some. The
probe is the application's head on the encoder's embeddings as they are; then the CNN is fine-tuned by the
application's recipe for at most so many minutes, drawing pictures included, the photos are embedded anew, and
the same head is fitted again. Judged on the test split, which neither has seen.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import safetensors.torch
import torch
from figures import Report, arguments, bootstrap_mean
from photos import DataError, Photos, Vectors, photos
from PIL import Image

from ml.encoder import BATCH, ENCODERS, Encoder, load_encoder
from ml.finetune import Moment, fine_tune
from ml.head import HeadConfig, fit_head
from ml.metrics import average_precision, compare
from ml.networks import load_network
from ml.tunable import ON_CPU, ON_CUDA, Examples, Recipe
from ml.views import Look

QUICK = {"train": 160, "test": 80}
QUICK_RECIPE = replace(ON_CPU, epochs=3, copies=2)
MINUTES, QUICK_MINUTES = 8.0, 0.4
TOLD_EVERY_SECONDS = 20.0

EXAMPLES = """examples:
  python benchmarks/finetune.py --quick
  python benchmarks/finetune.py --data path/to/clothing-small --minutes 8 --json finetune.json
  python benchmarks/finetune.py --data path/to/clothing-small --device cuda --minutes 3
"""


@dataclass(frozen=True, eq=False)
class Lesson:
    """Photos as the encoder sees them, what is true of each, and which are for what."""

    shown: Photos
    encoder: str
    examples: Examples
    train: npt.NDArray[np.intp]
    test: npt.NDArray[np.intp]
    categories: tuple[str, ...]

    @property
    def learned(self) -> Examples:
        """The examples of the train split, which come first."""
        one, rows = self.examples, self.train
        return Examples(
            one.pixels[: len(rows)], one.targets[rows], one.weights[rows], one.groups[rows], one.choice_groups
        )


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--minutes", type=float, help=f"for drawing and learning ({MINUTES:g})")
    parser.add_argument("--encoder", choices=ENCODERS, default="efficientnet_lite0")
    parser.add_argument("--device", choices=["cpu", "cuda"], action="append", help="default: each there is")
    options = arguments(parser)
    minutes = options.minutes or (QUICK_MINUTES if options.quick else MINUTES)
    devices = options.device or (["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"])
    if "cuda" not in devices:
        print("no GPU here: its figures are left out" if not torch.cuda.is_available() else "on the CPU")
    try:
        with photos(options.data, quick=options.quick) as found, TemporaryDirectory() as folder:
            shown = found.sample(QUICK, options.seed) if options.quick else found
            report = Report("finetune", f"{shown.name}, {len(shown.paths)} photos", options.seed)
            print(f"{report.data}; {minutes:g} minutes on {torch.get_num_threads()} threads", flush=True)
            lesson = lesson_of(shown, options.encoder, Path(folder))
            for device in devices:
                recipe = ON_CUDA if device == "cuda" else QUICK_RECIPE if options.quick else ON_CPU
                work = Path(folder) / device
                work.mkdir()
                tell_apart(report, lesson, Arm(device, recipe, minutes, work))
            return report.finish(options.json)
    except DataError as error:
        print(f"finetune: {error}", file=sys.stderr)
        return 2


def lesson_of(shown: Photos, encoder: str, folder: Path) -> Lesson:
    """Decoded once for all arms, into a file: thousands of photos need not fit into memory."""
    train, test = (np.flatnonzero(shown.split == split) for split in ("train", "test"))
    if not len(train) or not len(test):
        raise DataError(f"{shown.name} has {len(train)} photos to train on and {len(test)} to test on")
    used = np.concatenate([train, test])
    opener = load_encoder(encoder)
    pixels: npt.NDArray[np.uint8] | None = None
    for at, row in enumerate(used.tolist()):
        with Image.open(shown.paths[row]) as picture:
            look = opener.look(picture)
        if pixels is None:
            shape = (len(used), *look.pixels.shape)
            pixels = np.lib.format.open_memmap(folder / "pixels.npy", "w+", np.uint8, shape)
        pixels[at] = look.pixels
    assert pixels is not None
    categories = tuple(sorted(set(shown.category)))
    chosen = np.array([[one == name for name in categories] for one in np.array(shown.category)[used]])
    truth = np.hstack([chosen, shown.moods[used]]).astype(np.float32)
    return Lesson(
        shown,
        encoder,
        Examples(
            pixels=pixels,
            targets=truth,
            weights=np.ones_like(truth),
            groups=np.arange(len(used)),
            choice_groups=(tuple(range(len(categories))),),
        ),
        np.arange(len(train)),
        np.arange(len(train), len(used)),
        categories,
    )


@dataclass(frozen=True)
class Arm:
    """Where and how the CNN is tuned, and for how long."""

    device: str
    recipe: Recipe
    minutes: float
    folder: Path

    @property
    def suffix(self) -> str:
        return "" if self.device == "cpu" else f"_{self.device}"


def tell_apart(report: Report, lesson: Lesson, arm: Arm) -> None:
    before = judged(lesson, load_encoder(lesson.encoder, device=arm.device))
    start, computed = time.perf_counter(), time.process_time()
    tuned = fine_tune(
        network=load_network(lesson.encoder, weights=None),
        examples=lesson.learned,
        recipe=arm.recipe,
        seed=report.seed,
        folder=arm.folder,
        tell=Teller(),
        minutes=arm.minutes,
        device=arm.device,
    )
    spent, computed = time.perf_counter() - start, time.process_time() - computed
    body = arm.folder / "body.safetensors"
    safetensors.torch.save_file(tuned.body, body)
    after = judged(lesson, load_encoder(lesson.encoder, device=arm.device, body=body))
    print(f"{arm.device}: {tuned.epochs} rounds in {spent / 60:.1f} minutes", flush=True)
    compared(report, lesson, (before, after), arm.suffix)
    images = len(lesson.train) * tuned.epochs
    pace = tuned.images_per_second
    report.add(f"images_per_s{arm.suffix}", pace, samples=images, of="pictures learned from")
    report.add(f"finetune_minutes{arm.suffix}", spent / 60, samples=1, of="run")
    # On a busy machine the clock says how busy it was, and this what the work took.
    report.add(f"finetune_processor_minutes{arm.suffix}", computed / 60, samples=1, of="run")


def judged(lesson: Lesson, encoder: Encoder) -> Vectors:
    """[m, t] probabilities of the test photos, by the application's head on the train photos' embeddings."""
    train, test = (embedded(lesson, rows, encoder) for rows in (lesson.train, lesson.test))
    fitted = fit_head(
        embeddings=train,
        targets=lesson.examples.targets[lesson.train],
        choice_groups=lesson.examples.choice_groups,
        sample_groups=lesson.examples.groups[lesson.train],
        config=HeadConfig(),
        seed=0,
    )
    return np.asarray(fitted.head.probabilities(test), np.float32)


def embedded(lesson: Lesson, rows: npt.NDArray[np.intp], encoder: Encoder) -> Vectors:
    def looks() -> Iterator[list[Look]]:
        boxes = np.zeros((lesson.examples.pixels.shape[1], 4), np.float32)
        for start in range(0, len(rows), BATCH):
            yield [Look(lesson.examples.pixels[row], boxes) for row in rows[start : start + BATCH]]

    return np.concatenate([encoder.encode_looks(some, with_features=False).embeddings for some in looks()])


def compared(report: Report, lesson: Lesson, said: tuple[Vectors, Vectors], suffix: str) -> None:
    """The figures of both, and what changed: the same test photos, so the same draws of them."""
    before, after = said
    shown = lesson.shown
    truth, count = lesson.examples.targets[lesson.test], len(lesson.categories)
    kinds = {"": slice(0, count)} | ({"_moods": slice(count, None)} if shown.mood_names else {})
    for kind, columns in kinds.items():
        for name, says in {"probe": before, "tuned": after}.items():
            found = average_precision(says[:, columns], truth[:, columns], seed=report.seed).macro
            figure = f"ap_macro_{name}{kind}{suffix}"
            bounds = {"low": found.low, "high": found.high}
            report.add(figure, found.value, samples=len(truth), of="test photos", **bounds)
        change = compare(before[:, columns], after[:, columns], truth[:, columns], seed=report.seed).macro
        bounds = {"low": change.low, "high": change.high}
        gain = f"finetune_gain{kind}{suffix}"
        report.add(gain, change.value, samples=len(truth), of="test photos", **bounds)
        report.require(
            f"{gain} {change.value:+.3f} is above 0, and so is its interval's lower end {change.low:+.3f}",
            holds=change.low > 0,
            enforced=shown.is_clothing_small,
            why_not="the bar is that of all of clothing-small",
        )
    hits = [says[:, :count].argmax(axis=1) == truth[:, :count].argmax(axis=1) for says in said]
    for name, right in zip(("probe", "tuned"), hits, strict=True):
        low, high = bootstrap_mean(right, report.seed)
        report.add(
            f"accuracy_{name}{suffix}",
            float(right.mean()),
            samples=len(right),
            of="test photos",
            low=low,
            high=high,
        )
    won = hits[1].astype(np.float64) - hits[0]
    low, high = bootstrap_mean(won, report.seed)
    name = f"finetune_gain_accuracy{suffix}"
    report.add(name, float(won.mean()), samples=len(won), of="test photos", low=low, high=high)


class Teller:
    """A line now and then, so that nobody wonders for minutes."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, moment: Moment) -> None:
        if time.monotonic() - self._last >= TOLD_EVERY_SECONDS:
            self._last = time.monotonic()
            held = "" if moment.precision is None else f", held-out AP {moment.precision:.3f}"
            print(
                f"  {moment.share:4.0%} round {moment.epoch}, batch {moment.batch}/{moment.batches}, "
                f"{moment.images_per_second:.0f}/s, {moment.seconds_left:.0f} s left{held}",
                flush=True,
            )


if __name__ == "__main__":
    sys.exit(main())
