"""A back-test over the answers that there are: what it is raced on, what it writes, and how it ends."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from catalog.models import Tag
from labeling.models import AuditImage
from tests.making import NOON
from tests.training.racing import answered_school, ask
from tests.training.school import open_school, teach
from training.models import Backtest, StrategyChoice, TrainingRun
from training.services.backtesting import BacktestPlan, backtest_if_asked, request_backtest
from training.services.ground import held_out
from training.services.running import RunError, ask_to_cancel
from training.services.snapshots import Frozen

QUICK = BacktestPlan(seeds=1, strategies=("ours",))


@pytest.fixture
def school(curator: User, tags: dict[str, Tag]) -> None:
    answered_school(curator, tags)


def ground_of(run: TrainingRun) -> Frozen:
    return Frozen.from_bytes(bytes(run.snapshot.payload))


@pytest.mark.usefixtures("school")
def test_audit_answers_are_what_is_measured_on(manager: User) -> None:
    run = ask(manager)

    held = held_out(ground_of(run), encoder_key=run.snapshot.encoder_key)

    audited = set(AuditImage.objects.values_list("image_id", flat=True))
    assert held.by == Backtest.HeldOut.AUDIT
    assert len(held.racing.test) == 24
    assert not audited & set(held.images.tolist())


def test_without_them_whole_products_are_set_apart(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(80)
    teach(curator, images, tags)
    run = ask()

    held = held_out(ground_of(run), encoder_key=run.snapshot.encoder_key)
    again = held_out(ground_of(run), encoder_key=run.snapshot.encoder_key)

    assert held.by == Backtest.HeldOut.SPLIT
    assert len(held.images) + len(held.racing.test) == 80
    assert len(held.racing.test) == 24
    assert np.array_equal(held.images, again.images)


@pytest.mark.usefixtures("school")
def test_what_nobody_was_asked_is_unknown_and_never_no(manager: User, tags: dict[str, Tag]) -> None:
    run = ask(manager)
    frozen = ground_of(run)

    held = held_out(frozen, encoder_key=run.snapshot.encoder_key)

    cute = frozen.tags.tolist().index(tags["cute"].pk)
    others = np.delete(held.racing.answers, cute, axis=1)
    assert not np.isnan(held.racing.answers[:, cute]).any()
    assert np.isnan(others).all()


def test_too_little_is_refused_in_words(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(30), tags)
    run = ask()

    with pytest.raises(RunError, match="아직 견줄 수 없습니다"):
        held_out(ground_of(run), encoder_key=run.snapshot.encoder_key)
    backtest_if_asked(now=NOON)

    run.refresh_from_db()
    assert run.state == TrainingRun.State.FAILED
    assert "아직 견줄 수 없습니다" in run.said
    assert not Backtest.objects.exists()


@pytest.mark.usefixtures("school")
def test_a_race_is_written_down_whole_and_changes_nothing_by_itself(manager: User) -> None:
    request_backtest(by=manager, now=NOON, plan=QUICK)

    run = backtest_if_asked(now=NOON)

    found = Backtest.objects.get()
    assert run is not None
    assert run.state == TrainingRun.State.DONE
    assert [arm["name"] for arm in found.arms] == ["ours", "random"]
    for arm in found.arms:
        labels = [point["labels"] for point in arm["curve"]]
        assert labels == sorted(labels)
        assert labels[-1] == found.pool_count == 74
        assert all(point["low"] <= point["value"] <= point["high"] for point in arm["curve"])
    assert found.arms[1]["ratio_90"]["value"] == 1
    assert found.arms[0]["curve"][-1]["value"] > 0.9
    assert (found.saved.control_count, found.saved.chosen_count) == (24, 50)
    assert found.saved.saved is not None
    assert run.lines.count() >= 5
    assert StrategyChoice.objects.in_force() == "ours"


@pytest.mark.usefixtures("school")
def test_two_who_ask_get_one(manager: User, curator: User) -> None:
    first, second = ask(manager), ask(curator)

    assert first == second
    assert TrainingRun.objects.backtests().count() == 1


@pytest.mark.usefixtures("school")
def test_a_race_that_is_cancelled_leaves_no_figures(manager: User) -> None:
    run = request_backtest(by=manager, now=NOON, plan=QUICK)
    assert run is not None

    def cancel(share: float, _message: str) -> None:
        if share > 0:
            ask_to_cancel(run, by=manager, now=NOON)

    backtest_if_asked(now=NOON, heard=cancel)

    run.refresh_from_db()
    assert run.state == TrainingRun.State.CANCELLED
    assert not Backtest.objects.exists()


@pytest.mark.usefixtures("school")
def test_one_whose_process_was_killed_is_closed(manager: User) -> None:
    run = ask(manager)
    run.claim(now=NOON)

    backtest_if_asked(now=NOON)

    run.refresh_from_db()
    assert run.state == TrainingRun.State.FAILED
    assert "다시 시작해 주세요" in run.said


@pytest.mark.usefixtures("school")
def test_the_command_tells_and_writes_the_figures(tmp_path: Path) -> None:
    out, file = StringIO(), tmp_path / "figures.json"

    call_command("backtest", "--seeds", "1", "--strategies", "ours", "--json", str(file), stdout=out)

    figures = json.loads(file.read_text())
    assert [arm["name"] for arm in figures["arms"]] == ["ours", "random"]
    assert figures["seeds"] == 1
    assert figures["labels_saved"]["control"] == 24
    assert "Labels saved so far" in out.getvalue()


@pytest.mark.usefixtures("school")
def test_the_command_refuses_a_strategy_that_there_is_not() -> None:
    with pytest.raises(CommandError, match="no_such"):
        call_command("backtest", "--seeds", "1", "--strategies", "no_such")
