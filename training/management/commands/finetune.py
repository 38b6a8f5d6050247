"""Asks for a fine-tuning of the CNN, or carries it out here: `python manage.py finetune`."""

from __future__ import annotations

import argparse
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.utils import timezone

from training.models import TrainingRun
from training.services.tuning import Plan, interrupted, request_tuning, tune_if_asked

LOOKS_EVERY_SECONDS = 1.0
EXAMPLES = """examples:
  python manage.py finetune                         ask for one; the tuner of the demo takes it within seconds
  python manage.py finetune --wait                  ask, and tell how far it is until its encoder is judged
  python manage.py finetune --here --minutes 8      carry it out in this process, on a machine with a GPU, say
  python manage.py finetune --epochs 3 --seed 7     another seed holds out other products
  python manage.py finetune --resume                go on with the last one, even if it was cancelled
  python manage.py finetune --fresh                 begin anew, even if the last one was broken off

A new encoder serves only when the gate has promoted a head that learned on its embeddings.
"""


class Command(BaseCommand):
    help = (
        "Fine-tune the CNN on what people said. Makes an encoder that is a candidate: its embeddings are "
        "built beside the old ones, a head learns on them, and the gate decides. Settings: TORCH_DEVICE=cuda "
        "uses all GPUs of the machine, MOODLOOP_TUNING_MINUTES bounds the whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--epochs", type=_count, help="rounds over the photos at most")
        parser.add_argument(
            "--minutes", type=_minutes, help="what drawing and learning may take; the rates fall accordingly"
        )
        parser.add_argument("--seed", type=int, default=0, help="of what is held out and drawn (0)")
        begin = parser.add_mutually_exclusive_group()
        begin.add_argument(
            "--resume", action="store_true", help="go on with the last one that was broken off"
        )
        begin.add_argument("--fresh", action="store_true", help="begin anew")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--wait", action="store_true", help="tell the progress until it is over")
        how.add_argument("--here", action="store_true", help="carry it out in this process, without a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.ask(**options)
        except OperationalError as error:
            raise CommandError(f"The database does not answer; does the demo run? {error}") from error

    def ask(
        self,
        *,
        epochs: int | None,
        minutes: float | None,
        seed: int,
        resume: bool,
        fresh: bool,
        wait: bool,
        here: bool,
        **_: Any,
    ) -> None:
        under_way = TrainingRun.objects.encoders().unfinished().first()
        if under_way is not None:
            raise CommandError(f"One is under way: {under_way} — {under_way.said or 'waiting'}")
        if resume and interrupted() is None:
            raise CommandError("There is none to go on with: the last one was not broken off.")
        plan = Plan(epochs=epochs, minutes=minutes, seed=seed)
        goes_on = True if resume else False if fresh or plan != Plan() else None
        run = request_tuning(by=None, now=timezone.now(), plan=plan, resume=goes_on)
        if run is None:
            raise CommandError("Nothing to learn from yet: no photo with an embedding has an answer.")
        self.stdout.write(f"Fine-tuning {run.pk} on {run.snapshot.label_count} labels.")
        if wait:
            self.follow(run, over=threading.Event())
        elif here:
            self.carry_out(run)

    def carry_out(self, run: TrainingRun) -> None:
        """Telling how far it is from a thread, which has a connection of its own."""
        over = threading.Event()
        with ThreadPoolExecutor(1, "tell") as thread:
            telling = thread.submit(self.tell, run, over)
            try:
                tune_if_asked(now=timezone.now())
            finally:
                over.set()
            telling.result()
        run.refresh_from_db()
        if run.state in {TrainingRun.State.FAILED, TrainingRun.State.CANCELLED}:
            raise CommandError(run.said)

    def tell(self, run: TrainingRun, over: threading.Event) -> None:
        try:
            self.follow(run, over=over)
        finally:
            connection.close()

    def follow(self, run: TrainingRun, *, over: threading.Event) -> None:
        """The log's lines as they come; the latest state again when it has changed."""
        told, said = 0, ""
        while True:
            run.refresh_from_db()
            for line in run.lines.filter(pk__gt=told):
                told = line.pk
                self.stdout.write(f"{line.at:%H:%M:%S} {line.said}")
            if run.finished_at is not None:
                break
            if run.said != said:
                said = run.said
                self.stdout.write(f"  {run.progress:4.0%} {said}")
            if over.is_set():
                return
            over.wait(LOOKS_EVERY_SECONDS)
        if run.state in {TrainingRun.State.FAILED, TrainingRun.State.CANCELLED}:
            raise CommandError(run.said)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _minutes(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError("more than 0")
    return number
