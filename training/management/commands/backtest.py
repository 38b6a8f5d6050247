"""Races ways of asking over the answers that there are: `python manage.py backtest`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import timezone, translation
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from training.models import Backtest, TrainingRun
from training.models.backtest import FigureJson, strategy_name
from training.runtime.backtesting import known_strategies
from training.services.backtesting import RACED, SEEDS, BacktestPlan, backtest_if_asked, request_backtest

EXAMPLES = """examples:
  python manage.py backtest                                  what the page's button does, here and now
  python manage.py backtest --seeds 20 --json figures.json   surer, and for another program to read
  python manage.py backtest --strategies ours,random,modal_margin
  python manage.py backtest --list                           the names of the strategies

What is asked by does not change: a manager clicks on the page of the back-tests, /models/backtest/.
"""


class Command(BaseCommand):
    help = (
        "Which way of asking would have served best here? From the first label on, several times over, by "
        "the answers that people have given, measured on audit answers where there are enough of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--seeds", type=_count, default=SEEDS, help=f"how often each is run ({SEEDS})")
        parser.add_argument(
            "--strategies",
            default=",".join(RACED),
            help="names, comma-separated; the one in force and chance always take part",
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
        parser.add_argument("--list", action="store_true", help="tell the names of the strategies, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.stdout.write("\n".join(known_strategies()))
            return
        try:
            found = self.run(options["seeds"], options["strategies"].split(","))
        except OperationalError as error:
            raise CommandError(f"The database does not answer; does the demo run? {error}") from error
        with translation.override("en"):
            self.tell(found)
        if options["json"]:
            options["json"].write_text(
                json.dumps(_figures(found), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
            )

    def run(self, seeds: int, strategies: list[str]) -> Backtest:
        """In this process; a worker that is quicker to take it leaves nothing to do here."""
        under_way = TrainingRun.objects.backtests().unfinished().first()
        if under_way is not None:
            raise CommandError(f"One is under way: {under_way} — {under_way.said or 'waiting'}")
        asked = request_backtest(
            by=None, now=timezone.now(), plan=BacktestPlan(seeds=seeds, strategies=strategies)
        )
        if asked is None:
            raise CommandError("Nothing to go by yet: no photo with an embedding has an answer.")
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True)) as bar, translation.override("en"):
            task = bar.add_task("back-test", total=1.0)
            done = backtest_if_asked(
                now=timezone.now(), heard=lambda share, _message: bar.update(task, completed=share)
            )
        asked.refresh_from_db()
        if done is None:
            raise CommandError(f"A worker was quicker: see /models/runs/{asked.pk}/.")
        if asked.state != TrainingRun.State.DONE:
            raise CommandError(asked.said)
        return Backtest.objects.for_screen().get(run=asked)

    def tell(self, found: Backtest) -> None:
        table = Table(
            "strategy", "labels to 90 %", "to 95 %", "area", "over the default", "worse than chance"
        )
        for arm in found.arms:
            table.add_row(
                strategy_name(arm["name"]),
                _words(arm["ratio_90"]),
                _words(arm["ratio_95"]),
                _words(arm["area"], 3),
                _words(arm["gain"], 3),
                f"{arm['worse_share']:.0%}",
            )
        Console(file=getattr(self.stdout, "_out", None)).print(table)
        self.stdout.write(
            f"{found.pool_count} photos to ask about, {found.tag_count} tags measured on {found.test_count} "
            f"photos ({found.held_out}), {found.seeds} runs each."
        )
        self.stdout.write(found.verdict)
        self.stdout.write(f"Labels saved so far: {found.saved.sentence}")


def _words(figure: FigureJson, places: int = 2) -> str:
    value, low, high = (
        "–" if number is None else f"{number:.{places}f}"
        for number in (figure["value"], figure["low"], figure["high"])
    )
    return f"{value} ({low}–{high})"


def _figures(found: Backtest) -> dict[str, object]:
    saved = found.saved
    return {
        "held_out": found.held_out,
        "pool": found.pool_count,
        "test": found.test_count,
        "tags": found.tag_count,
        "seeds": found.seeds,
        "in_force": found.in_force,
        "best": found.best or None,
        "arms": found.arms,
        "labels_saved": {
            "control": saved.control_count,
            "chosen": saved.chosen_count,
            "rate": [saved.rate, saved.rate_low, saved.rate_high],
            "labels": [saved.saved, saved.saved_low, saved.saved_high],
        },
    }


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
