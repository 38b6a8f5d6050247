"""What the page of the back-tests shows: the newest figures, what is under way, and what is asked by now."""

from __future__ import annotations

from dataclasses import dataclass

from training.models import Backtest, StrategyChoice, TrainingRun
from training.models.backtest import OURS, ArmJson, strategy_name

EARLIER_SHOWN = 20


@dataclass(frozen=True)
class ArmRow:
    """A way of asking and its figures; `is_in_force` now, which may differ from the back-test's day."""

    figures: ArmJson
    words: str
    is_in_force: bool


@dataclass(frozen=True)
class BacktestPage:
    """`run` is the one under way, or the last where that came to nothing; None where all is well."""

    shown: Backtest | None
    arms: list[ArmRow]
    run: TrainingRun | None
    in_force: str
    choice: StrategyChoice | None
    earlier: list[Backtest]


def backtest_page(shown: Backtest | None = None) -> BacktestPage:
    """In a constant number of queries; the newest back-test unless one is given."""
    backtests = list(Backtest.objects.for_screen()[: EARLIER_SHOWN + 1])
    shown = shown or next(iter(backtests), None)
    choice = StrategyChoice.objects.select_related("by").first()
    in_force = choice.name if choice else OURS
    return BacktestPage(
        shown=shown,
        arms=[
            ArmRow(arm, strategy_name(arm["name"]), arm["name"] == in_force)
            for arm in (shown.arms if shown else [])
        ],
        run=_run(),
        in_force=strategy_name(in_force),
        choice=choice,
        earlier=[one for one in backtests if shown is None or one.pk != shown.pk],
    )


def _run() -> TrainingRun | None:
    runs = TrainingRun.objects.for_screen().backtests()
    under_way = runs.unfinished().first()
    if under_way:
        return under_way
    last = runs.finished().first()
    return last if last and last.state != TrainingRun.State.DONE else None
