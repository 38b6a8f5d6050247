"""Plots as they are put into the page: what they hold, and that they follow the page's colours and policy."""

import re

import pytest

from training.plots import BinJson, PointJson, Version, curve_plot, reliability_plot, versions_plot


def point(labels: int, value: float) -> PointJson:
    return PointJson(labels=labels, value=value, low=value - 0.1, high=value + 0.1)


def version(labels: int, value: float, *, champion: bool = False) -> Version:
    return Version(labels=labels, value=value, low=value - 0.1, high=value + 0.1, champion=champion)


MEASURED = [point(100, 0.4), point(400, 0.6)]
FORESEEN = [*MEASURED, point(1200, 0.7)]
BINS: list[BinJson] = [
    {"said": 0.1, "true": 0.15, "low": 0.05, "high": 0.3, "images": 60},
    {"said": 0.8, "true": 0.7, "low": 0.5, "high": 0.9, "images": 20},
]
PLOTS = [
    versions_plot([version(100, 0.4), version(400, 0.6, champion=True)]),
    curve_plot(MEASURED, FORESEEN, goal=0.8, ceiling=0.7),
    reliability_plot(BINS),
]


def dots(plot: str) -> list[tuple[float, float]]:
    """Where the filled points lie, from left to right; y grows downward."""
    group = plot.rsplit("mark-symbol", maxsplit=1)[-1]
    return sorted((float(x), float(y)) for x, y in re.findall(r"translate\(([\d.]+),([\d.]+)\)", group))


def words(plot: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", plot)


@pytest.mark.parametrize("plot", PLOTS, ids=["versions", "curve", "reliability"])
def test_a_plot_needs_nothing_that_our_policy_forbids(plot: str) -> None:
    assert plot.startswith("<svg")
    assert re.findall(r"\sstyle=|<style|<script|\son\w+=|url\(|https?://(?!www\.w3\.org)", plot) == []


@pytest.mark.parametrize("plot", PLOTS, ids=["versions", "curve", "reliability"])
def test_a_plot_wears_the_colours_of_the_page(plot: str) -> None:
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', plot))

    assert {colour for colour in colours if not colour.startswith("var(--")} <= {"none"}


@pytest.mark.parametrize("plot", PLOTS, ids=["versions", "curve", "reliability"])
def test_it_is_described_once_as_a_whole(plot: str) -> None:
    assert "aria-label=" not in plot


def test_more_labels_lie_to_the_right_and_better_lies_higher() -> None:
    few, many = dots(PLOTS[0])

    assert few[0] < many[0]
    assert few[1] > many[1]


def test_the_champion_stands_out() -> None:
    assert "var(--accent)" in PLOTS[0]
    assert "var(--accent)" not in versions_plot([version(100, 0.4), version(400, 0.6)])


def test_the_goal_and_the_ceiling_are_named() -> None:
    assert {"목표 0.80", "사람들 0.70"} <= set(words(PLOTS[1]))
    assert "사람들" not in "".join(words(curve_plot(MEASURED, FORESEEN, goal=0.8, ceiling=0.9)))


def test_both_axes_start_at_nought() -> None:
    assert {"0", "0.0", "1.0"} <= set(words(PLOTS[0]))


def test_the_same_numbers_are_the_same_picture() -> None:
    assert versions_plot([version(100, 0.4)]) is versions_plot([version(100, 0.4)])
