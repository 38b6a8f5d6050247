"""Figures with their sample counts and spreads, the bars that they have to clear, and the exit status."""

from __future__ import annotations

import json
import math
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Figure:
    """A measured value; `samples` says of how many of what, low and high how far it varies."""

    name: str
    value: float
    samples: int
    of: str
    low: float
    high: float

    def __str__(self) -> str:
        spread = f"{self.low:.3f} … {self.high:.3f}"
        return f"{self.name:<42} {self.value:>8.3f}   {spread}   {self.samples} {self.of}"


@dataclass
class Report:
    """What one run of a benchmark measured, said as it comes and written at the end."""

    benchmark: str
    data: str
    seed: int
    figures: list[Figure] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(
        self, name: str, values: Sequence[float] | float, *, samples: int, of: str, **bounds: float
    ) -> None:
        """Keep a value with its bounds, or the median of several with their range."""
        several = [values] if isinstance(values, float | int) else list(values)
        low, high = bounds.get("low", min(several)), bounds.get("high", max(several))
        figure = Figure(name, float(np.median(several)), samples, of, low, high)
        self.figures.append(figure)
        print(figure, flush=True)

    def add_mean(
        self,
        name: str,
        values: npt.NDArray[np.bool_ | np.float64],
        *,
        of: str,
        drawn_together: npt.NDArray[np.intp] | None = None,
    ) -> float:
        """Keep the mean with the 95 % interval over resampled ones; the mean.

        `drawn_together` [n] numbers what several of the values are of, such as the photo of several views:
        they are resampled as one, because they are not independent.
        """
        low, high = (
            bootstrap_mean(values, self.seed)
            if drawn_together is None
            else bootstrap_clusters(values, drawn_together, self.seed)
        )
        mean = float(values.mean())
        self.add(name, mean, samples=len(values), of=of, low=low, high=high)
        return mean

    def require(self, claim: str, *, holds: bool, enforced: bool = True, why_not: str = "") -> None:
        """Hold a figure against its bar. A bar that cannot be enforced is reported, with the reason."""
        if not enforced:
            print(f"{'would hold' if holds else 'would not hold'}: {claim} (not enforced: {why_not})")
        else:
            print(f"{'holds' if holds else 'FAILED'}: {claim}")
            if not holds:
                self.failures.append(claim)

    def finish(self, file: Path | None) -> int:
        """Write the JSON where it is wanted; the exit status."""
        if file is not None:
            file.write_text(
                json.dumps(self._as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
            )
        for failure in self.failures:
            print(f"{self.benchmark}: the bar was missed: {failure}", file=sys.stderr)
        return 1 if self.failures else 0

    def _as_json(self) -> dict[str, object]:
        about = {"benchmark": self.benchmark, "data": self.data, "seed": self.seed, "failed": self.failures}
        return {
            "about": about,
            **{
                figure.name: {
                    "value": _finite(figure.value),
                    "samples": figure.samples,
                    "of": figure.of,
                    "low": _finite(figure.low),
                    "high": _finite(figure.high),
                }
                for figure in self.figures
            },
        }


def arguments(parser: ArgumentParser) -> Namespace:
    """The options that every benchmark has, beside its own."""
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="folder with products.csv or truth.csv (default: $MOODLOOP_DATA, else a drawn sample catalog)",
    )
    parser.add_argument("--quick", action="store_true", help="a small sample, under a minute on two cores")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    return parser.parse_args()


def bootstrap_clusters(
    values: npt.NDArray[np.bool_ | np.float64], clusters: npt.NDArray[np.intp], seed: int
) -> tuple[float, float]:
    """The 95 % interval of the mean where values [n] of one cluster [n] stand and fall together (Davison and
    Hinkley 1997, section 3.8: the clusters are resampled, not what is in them)."""
    _, member = np.unique(clusters, return_inverse=True)
    sums, counts = np.bincount(member, values), np.bincount(member)
    draws = np.random.default_rng(seed).integers(0, len(sums), (4000, len(sums)))
    means = sums[draws].sum(axis=1) / counts[draws].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975]).tolist()
    return low, high


def bootstrap_mean(hits: npt.NDArray[np.bool_ | np.float64], seed: int) -> tuple[float, float]:
    """95 % interval of the mean over resampled photos."""
    generator = np.random.default_rng(seed)
    draws = generator.choice(hits, (1000, len(hits))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
