"""Trainings as people see them: the list, and one of them with its log."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from training.models import RunLine, TrainingRun

RUNS_ON_A_PAGE = 25
LINES_SHOWN = 200


@dataclass(frozen=True)
class Log:
    """The newest lines, oldest first, and how many there are before them."""

    lines: list[RunLine]
    earlier: int


def runs_page(page: str) -> Page[TrainingRun]:
    """In a constant number of queries; a page that does not exist is the nearest one that does."""
    return Paginator(TrainingRun.objects.for_screen(), RUNS_ON_A_PAGE).get_page(page)


def run_log(run: TrainingRun) -> Log:
    lines = list(run.lines.order_by("-id")[:LINES_SHOWN])[::-1]
    earlier = run.lines.filter(pk__lt=lines[0].pk).count() if len(lines) == LINES_SHOWN else 0
    return Log(lines, earlier)
