"""What was learned from, and the learning itself, as rows."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext


class Snapshot(models.Model):
    """Labels frozen at one moment. The same labels have the same hash, and make no second run."""

    content_hash = models.CharField(max_length=64, unique=True)
    encoder_key = models.CharField(max_length=80)
    payload = models.BinaryField(help_text="safetensors: image, tag, value (share of yes), weight.")
    label_count = models.PositiveIntegerField()
    image_count = models.PositiveIntegerField()
    last_review_id = models.BigIntegerField(
        default=0, help_text="The newest review that this snapshot knows."
    )
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(
        null=True, help_text="When this was last found to be all that people say; empty: when it was made."
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.content_hash[:12]


class TrainingRunQuerySet(models.QuerySet["TrainingRun"]):
    def heads(self) -> TrainingRunQuerySet:
        return self.filter(kind=TrainingRun.Kind.HEAD)

    def encoders(self) -> TrainingRunQuerySet:
        return self.filter(kind=TrainingRun.Kind.ENCODER)

    def backtests(self) -> TrainingRunQuerySet:
        return self.filter(kind=TrainingRun.Kind.BACKTEST)

    def trainings(self) -> TrainingRunQuerySet:
        """What makes a model, or is to."""
        return self.exclude(kind=TrainingRun.Kind.BACKTEST)

    def for_screen(self) -> TrainingRunQuerySet:
        """With who asked, the snapshot and the version, in one query and without anybody's bytes."""
        return self.select_related("snapshot", "requested_by", "cancel_asked_by", "version").defer(
            "snapshot__payload", "version__head", "version__text_head"
        )

    def waiting(self) -> TrainingRunQuerySet:
        return self.filter(state=TrainingRun.State.QUEUED).order_by("id")

    def running(self) -> TrainingRunQuerySet:
        return self.filter(state=TrainingRun.State.RUNNING)

    def unfinished(self) -> TrainingRunQuerySet:
        """Running or waiting, the one that is or will be next first."""
        return self.filter(finished_at=None).order_by(models.F("started_at").asc(nulls_last=True), "id")

    def finished(self) -> TrainingRunQuerySet:
        """The last one first."""
        return self.exclude(finished_at=None).order_by("-finished_at")


class TrainingRun(models.Model):
    """One training, of a head or of the CNN, or a back-test: who asked for it, and what became of it."""

    class Kind(models.TextChoices):
        HEAD = "head", "머리"
        ENCODER = "encoder", "CNN 미세 조정"
        BACKTEST = "backtest", "묻는 방식 견주기"

    class State(models.TextChoices):
        QUEUED = "queued", "대기"
        RUNNING = "running", "학습 중"
        PROMOTED = "promoted", "승격"
        REJECTED = "rejected", "반려"
        DONE = "done", "끝남"
        FAILED = "failed", "실패"
        CANCELLED = "cancelled", "취소"

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.HEAD)
    seed = models.BigIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    progress = models.FloatField(default=0.0)
    message = models.CharField(
        max_length=500,
        blank=True,
        help_text="What it is doing, or why it ended so. Shown translated.",
    )
    details = models.JSONField(
        default=dict, blank=True, help_text="What stands for the placeholders of the message."
    )
    plan = models.JSONField(
        default=dict, blank=True, help_text="How it was asked to be: rounds, minutes, seeds, strategies."
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = TrainingRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state="running"), name="one_run_of_a_kind_at_a_time"
            ),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=1), name="progress_in_0_1"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_state_display()}"

    def claim(self, *, now: dt.datetime) -> bool:
        """Start this run, unless somebody else did: a late or double delivery is harmless."""
        claimed = (
            TrainingRun.objects.waiting()
            .filter(pk=self.pk)
            .update(state=self.State.RUNNING, started_at=now, heartbeat_at=now)
        )
        if claimed:
            self.refresh_from_db()
        return bool(claimed)

    @property
    def said(self) -> str:
        """The message in the language of whoever reads it."""
        return gettext(self.message) % self.details if self.message else ""

    @property
    def seconds(self) -> float | None:
        """From its start to its end; None before the end."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()

    def note(self, message: str, *, now: dt.datetime, **details: str | int) -> None:
        """A line of the log."""
        self.lines.create(at=now, message=message, details=details)

    def finish(self, state: State, message: str, *, now: dt.datetime, **details: str | int) -> None:
        """End as promoted, rejected, done, failed or cancelled: why, and what its placeholders stand for."""
        self.state, self.message, self.details = state, message, details
        self.finished_at, self.progress = now, 1.0
        self.save(update_fields=["state", "message", "details", "finished_at", "progress"])
        self.note(message, now=now, **details)


class RunLine(models.Model):
    """A line of a run's log: what it did and when, translated when it is shown."""

    run = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField()
    message = models.CharField(max_length=500)
    details = models.JSONField(
        default=dict, blank=True, help_text="What stands for the placeholders of the message."
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """The message in the language of whoever reads it."""
        return f"{gettext(self.message) % self.details}"
