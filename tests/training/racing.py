"""Back-tests as a race writes them, made by hand so that each case can be had; and a school to race on."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from catalog.models import Tag
from labeling.models import Reason
from tests.making import NOON
from tests.training.school import audit, open_school, teach
from training.models import Backtest, SavedLabels, TrainingRun
from training.models.backtest import ArmJson, FigureJson
from training.services.backtesting import request_backtest


def figure(value: float) -> FigureJson:
    return {"value": value, "low": round(value - 0.1, 3), "high": round(value + 0.1, 3)}


def arm(name: str, *, ratio: float = 1.0, gain: float = 0.0) -> ArmJson:
    heights = (0.3, 0.5 + gain, 0.7)
    return {
        "name": name,
        "curve": [
            {"labels": labels, "value": value, "low": value - 0.05, "high": value + 0.05}
            for labels, value in zip((10, 40, 160), heights, strict=True)
        ],
        "area": figure(0.5 + gain),
        "gain": figure(gain),
        "ratio_90": figure(ratio),
        "ratio_95": figure(ratio),
        "worse_share": 0.25,
    }


def backtest(run: TrainingRun, **fields: Any) -> Backtest:
    """Finished: ours needs six tenths of chance's labels, and no difference can be told."""
    values = {
        "held_out": "audit",
        "pool_count": 160,
        "test_count": 60,
        "tag_count": 3,
        "seeds": 5,
        "in_force": "ours",
        "best": "",
        "arms": [arm("ours", ratio=0.62), arm("random"), arm("modal_uncertainty", ratio=0.9, gain=0.05)],
        "created_at": NOON,
    }
    run.finish(TrainingRun.State.DONE, "", now=NOON)
    made = Backtest.objects.create(run=run, **values | fields)
    saved(made)
    return made


def saved(backtest: Backtest, **fields: Any) -> SavedLabels:
    """About 120 photos of 200, unless the fields say otherwise."""
    values = {
        "control_count": 30,
        "chosen_count": 200,
        "rate": 0.625,
        "rate_low": 0.5,
        "rate_high": 0.8,
        "saved": 120.0,
        "saved_low": 50.0,
        "saved_high": 200.0,
    }
    row, _ = SavedLabels.objects.update_or_create(backtest=backtest, defaults=values | fields)
    return row


def ask(by: User | None = None) -> TrainingRun:
    """A back-test that waits."""
    run = request_backtest(by=by, now=NOON)
    assert run is not None
    return run


def answered_school(curator: User, tags: dict[str, Tag], *, chosen: int = 50, control: int = 24) -> None:
    """Photos asked for doubt, some at random, and audit answers enough to measure "cute"."""
    teach(curator, open_school(chosen), tags)
    teach(curator, open_school(control, first=500), tags, reason=Reason.CONTROL)
    audit(curator, tags, 24)
