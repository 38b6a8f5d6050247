"""Which way of asking would have served best here: asked for by people, carried out one at a time.

The one that is asked by never changes by itself: `adopt` is a manager's click.
"""

from __future__ import annotations

import datetime as dt
import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from training import runtime
from training.models import Backtest, SavedLabels, Snapshot, StrategyChoice, TrainingRun
from training.models.backtest import CHANCE, OURS, ArmJson, FigureJson
from training.runtime import backtesting as racing
from training.services.ground import Held, held_out
from training.services.locks import Lock, held
from training.services.running import RunError, Watch
from training.services.saving import saved_so_far
from training.services.serving import serving_encoder_key
from training.services.snapshots import Frozen, freeze

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)
State = TrainingRun.State
Heard = Callable[[float, str], None]
SEEDS = 5
RACED = (OURS, CHANCE, "modal_uncertainty", "modal_entropy")
"""What the page's button races; the one in force is added."""


@dataclass(frozen=True)
class BacktestPlan:
    """How often each strategy is run, and which; the one in force and chance always are."""

    seeds: int = SEEDS
    strategies: Sequence[str] = RACED

    def names(self, in_force: str) -> list[str]:
        return list(dict.fromkeys([in_force, CHANCE, *self.strategies]))


def request_backtest(
    *, by: User | None, now: dt.datetime, plan: BacktestPlan | None = None
) -> TrainingRun | None:
    """Ask for one over what is known now; None while nothing is. One that is not over is what you get."""
    snapshot = freeze(encoder_key=serving_encoder_key(), now=now)
    if snapshot is None:
        return None
    asked = plan or BacktestPlan()
    with transaction.atomic():
        # Two who ask at once get one run, also where an answer came between them: the first row is the lock.
        Snapshot.objects.select_for_update(no_key=True).only("pk").earliest("pk")
        runs = TrainingRun.objects.backtests()
        if under_way := runs.unfinished().first():
            return under_way
        in_force = StrategyChoice.objects.in_force()
        return runs.create(
            kind=TrainingRun.Kind.BACKTEST,
            snapshot=snapshot,
            plan={"seeds": asked.seeds, "strategies": asked.names(in_force), "in_force": in_force},
            requested_by=by,
            created_at=now,
        )


def backtest_if_asked(*, now: dt.datetime, heard: Heard | None = None) -> TrainingRun | None:
    """Carry out the one that waits; that run, or None. One at a time, whoever asks."""
    with held(Lock.BACKTESTING) as ours:
        if not ours:
            return None
        for orphan in TrainingRun.objects.backtests().running():
            _mourn(orphan, now=now)
        run = TrainingRun.objects.backtests().waiting().first()
        if run is None or not run.claim(now=now):
            return None
        try:
            _carry_out(run, heard=heard)
        except RunError as error:
            run.finish(error.ends_as, error.why, now=timezone.now(), **error.details)
        except Exception as error:
            logger.exception("run %s failed", run.pk)
            why = f"{type(error).__name__}: {error}"[:400]
            run.finish(State.FAILED, _("오류로 멈췄습니다: %(why)s"), now=timezone.now(), why=why)
            raise
        return run


def adopt(name: str, *, after: Backtest, by: User, now: dt.datetime) -> bool:
    """Ask by this strategy from now on; False where it is the one already. Raises ValueError if not raced."""
    if not after.has(name):
        raise ValueError(f"{name} was not raced in back-test {after.pk}")
    with transaction.atomic():
        Backtest.objects.select_for_update(no_key=True).only("pk").get(pk=after.pk)
        if StrategyChoice.objects.in_force() == name:
            return False
        StrategyChoice.objects.create(
            name=name, backtest=after, by=by, reason=after.verdict[:500], created_at=now
        )
    return True


def _mourn(orphan: TrainingRun, *, now: dt.datetime) -> None:
    """It says that it runs although nobody holds the lock: its process was killed."""
    if orphan.cancel_asked_at is not None:
        person = str(orphan.cancel_asked_by or "?")
        orphan.finish(State.CANCELLED, _("%(person)s 님이 취소했습니다."), now=now, person=person)
    else:
        orphan.finish(State.FAILED, _("견주던 프로세스가 멈췄습니다. 다시 시작해 주세요."), now=now)


def _carry_out(run: TrainingRun, *, heard: Heard | None) -> None:
    watch = Watch(run)

    def report(share: float, message: str) -> None:
        watch(share, message)
        if heard:
            heard(share, message)

    report(0.0, _("답을 모으는 중"))
    ground = held_out(Frozen.from_bytes(bytes(run.snapshot.payload)), encoder_key=run.snapshot.encoder_key)
    watch.done(
        _("답한 사진 %(pool)s장에서 묻고, 따로 둔 %(test)s장에서 잽니다 (%(seconds)s초)."),
        pool=len(ground.images),
        test=len(ground.racing.test),
    )
    with runtime.on_one_core():
        kept = saved_so_far(ground, progress=lambda share: report(0.3 * share, _("아낀 라벨을 재는 중")))
        watch.done(_("아낀 라벨을 쟀습니다 (%(seconds)s초)."))
        result = _raced(
            run, ground, progress=lambda share: report(0.3 + 0.7 * share, _("묻는 방식을 견주는 중"))
        )
    watch.done(_("묻는 방식 %(arms)s가지를 견줬습니다 (%(seconds)s초)."), arms=len(result.arms))
    _write(result, kept, watch)


def _raced(run: TrainingRun, ground: Held, *, progress: Callable[[float], None]) -> Backtest:
    plan = run.plan
    try:
        standings, budgets, best = racing.race(
            ground.racing,
            plan["strategies"],
            seeds=plan["seeds"],
            in_force=plan["in_force"],
            chance=CHANCE,
            progress=progress,
        )
    except ValueError as error:
        raise RunError(_("견줄 수 없습니다: %(reason)s"), reason=str(error)[:400]) from error
    return Backtest(
        run=run,
        held_out=ground.by,
        pool_count=len(ground.images),
        test_count=len(ground.racing.test),
        tag_count=ground.tag_count,
        seeds=plan["seeds"],
        in_force=plan["in_force"],
        best=best,
        arms=[_arm(standing, budgets) for standing in standings],
    )


@transaction.atomic
def _write(result: Backtest, kept: SavedLabels, watch: Watch) -> None:
    """The figures and the run's end, or nothing."""
    watch.last_call()
    result.created_at = now = timezone.now()
    result.save()
    kept.backtest = result
    kept.save()
    watch.run.finish(State.DONE, _("묻는 방식 %(arms)s가지를 견줬습니다."), now=now, arms=len(result.arms))


def _arm(standing: racing.Standing, budgets: Sequence[int]) -> ArmJson:
    return {
        "name": standing.name,
        "curve": [
            {
                "labels": labels,
                "value": round(score.value, 4),
                "low": round(score.low, 4),
                "high": round(score.high, 4),
            }
            for labels, score in zip(budgets, standing.curve, strict=True)
        ],
        "area": _figure(standing.area),
        "gain": _figure(standing.gain),
        "ratio_90": _figure(standing.ratios[0.9]),
        "ratio_95": _figure(standing.ratios[0.95]),
        "worse_share": round(standing.worse_share, 4),
    }


def _figure(interval: racing.Interval) -> FigureJson:
    return {"value": _told(interval.value), "low": _told(interval.low), "high": _told(interval.high)}


def _told(number: float) -> float | None:
    return round(number, 4) if math.isfinite(number) else None
