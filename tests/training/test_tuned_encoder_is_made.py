"""From a request to a candidate, in a process of its own; and the ways in which none is made."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from catalog.models import Tag
from ml.encoder import EncoderError
from tests.making import NOON
from tests.training.school import teach
from tests.training.studio import ask, make_candidate, open_studio
from training import runtime
from training.models import TrainingRun, TunedEncoder
from training.runtime.tuning import tuned_encoder
from training.services.running import ask_to_cancel
from training.services.tuning import Plan, request_tuning, tune_if_asked

State = TrainingRun.State
FOLDERS = Path(settings.VAR_DIR) / "tuning"


def test_it_makes_an_encoder_that_is_a_candidate(curator: User, tags: dict[str, Tag]) -> None:
    """Answers by chance about noise: the probe is no better than chance, and some round of some seed is."""
    run = ask(curator, tags, count=40, plan=Plan(epochs=4, seed=1))
    tune_if_asked(now=NOON)
    for seed in range(2, 8):
        run.refresh_from_db()
        if run.state == State.RUNNING:
            break
        again = request_tuning(by=curator, now=NOON, plan=Plan(epochs=4, seed=seed))
        assert again is not None
        run = again
        tune_if_asked(now=NOON)

    run.refresh_from_db()
    tuned = TunedEncoder.objects.get(run=run)
    said = [line.said for line in run.lines.all()]
    assert run.state == State.RUNNING
    assert tuned.gain is not None and tuned.gain > 0
    assert tuned_encoder(tuned.encoder_key).key == tuned.encoder_key != runtime.encoder_key()
    assert any("초당" in line for line in said)
    assert not list(FOLDERS.glob("*"))


def test_no_answers_no_fine_tuning(curator: User, db: None) -> None:
    open_studio(2)

    assert request_tuning(by=curator, now=NOON) is None
    with pytest.raises(CommandError, match="Nothing to learn from yet"):
        call_command("finetune")


def test_one_at_a_time(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    run = ask(curator, tags)

    assert request_tuning(by=manager, now=NOON) == run
    with pytest.raises(CommandError, match="One is under way"):
        call_command("finetune")


def test_too_few_products_fail_in_words_and_are_not_tried_again(curator: User, tags: dict[str, Tag]) -> None:
    run = ask(curator, tags, count=4)

    tune_if_asked(now=NOON)

    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "4 products are too few" in run.said
    assert tune_if_asked(now=NOON) is None


@override_settings(TUNING_MINUTES=0.0001)
def test_out_of_time_it_goes_on_when_asked_again(curator: User, tags: dict[str, Tag]) -> None:
    run = ask(curator, tags)
    tune_if_asked(now=NOON)
    run.refresh_from_db()

    again = request_tuning(by=curator, now=NOON)

    assert run.state == State.FAILED
    assert again is not None and again != run
    assert (again.plan["folder"], again.snapshot) == (run.plan["folder"], run.snapshot)
    assert "out_of_time" not in again.plan


def test_a_killed_one_is_gone_on_with(curator: User, tags: dict[str, Tag]) -> None:
    run = ask(curator, tags)
    run.plan["unfinished"] = True
    run.save()
    assert run.claim(now=NOON)  # and then its process died

    again = tune_if_asked(now=NOON)

    run.refresh_from_db()
    assert run.state == State.FAILED
    assert again is not None and again.plan["folder"] == run.plan["folder"]
    assert again.state in {State.REJECTED, State.RUNNING}


@pytest.mark.django_db(transaction=True)
def test_a_cancel_is_heard_within_seconds(curator: User, tags: dict[str, Tag]) -> None:
    run = ask(curator, tags, plan=Plan(epochs=100_000))

    def cancel_soon() -> None:
        while not TrainingRun.objects.filter(pk=run.pk, progress__gt=0.2).exists():
            gone.wait(0.2)
        ask_to_cancel(run, by=curator, now=NOON)
        connection.close()

    gone = threading.Event()
    canceller = threading.Thread(target=cancel_soon)
    canceller.start()
    tune_if_asked(now=NOON)
    canceller.join()

    run.refresh_from_db()
    assert run.state == State.CANCELLED
    assert run.progress == 1.0 and "curator" in run.said
    fresh = request_tuning(by=curator, now=NOON)
    assert fresh is not None and fresh.plan["folder"] != run.plan["folder"]


def test_a_tampered_file_is_refused(curator: User, tags: dict[str, Tag], tmp_path: Path) -> None:
    tuned = make_candidate(ask(curator, tags), tmp_path)
    with default_storage.open(tuned.file) as file:
        content = bytearray(file.read())
    content[-1] ^= 1
    Path(default_storage.path(tuned.file)).write_bytes(content)
    tuned_encoder.cache_clear()

    with pytest.raises(EncoderError, match="was changed since"):
        tuned_encoder(tuned.encoder_key)

    Path(default_storage.path(tuned.file)).unlink()
    with pytest.raises(EncoderError, match="are gone"):
        tuned_encoder(tuned.encoder_key)


def test_a_key_that_nobody_made_is_refused(db: None) -> None:
    with pytest.raises(EncoderError, match="neither the one of the settings nor fine-tuned here"):
        runtime.encoder("efficientnet_lite0-000000000000")


@pytest.mark.django_db(transaction=True)
def test_the_command_carries_it_out_and_tells(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_studio(16), tags)
    told = io.StringIO()

    call_command("finetune", "--here", "--epochs", "1", "--fresh", stdout=told)

    assert "on 16 labels" in told.getvalue()
    assert "사진을 읽는 중" in told.getvalue()
    assert TrainingRun.objects.encoders().get().state in {State.REJECTED, State.RUNNING}


@pytest.mark.parametrize("words", [["--epochs", "0"], ["--minutes", "-1"], ["--resume", "--fresh"]])
def test_nonsense_is_refused(db: None, words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("finetune", *words)


def test_there_may_be_none_to_go_on_with(curator: User, db: None) -> None:
    with pytest.raises(CommandError, match="none to go on with"):
        call_command("finetune", "--resume")
