"""Bringing a catalog in, as rows: what was asked for, how far it is, what it changed, what it refused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_ATTEMPTS = 3
"""A job whose worker dies so often without a batch in between is given up, and says so."""


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def for_screen(self) -> ImportJobQuerySet:
        """With who asked, in one query and without what only the job's own page shows."""
        return self.select_related("by").defer("preview")

    def to_be_worked_on(self) -> ImportJobQuerySet:
        """Looking into files first, which is soon done; then what has begun; then by age."""
        begun = Case(When(done__gt=0, then=Value(0)), default=Value(1))
        is_check = Case(When(stage=ImportJob.Stage.CHECK, then=Value(0)), default=Value(1))
        return self.filter(state=ImportJob.State.WAITING).order_by(is_check, begun, "id")

    def at_work(self) -> ImportJobQuerySet:
        return self.filter(state=ImportJob.State.WORKING)


class ImportJob(models.Model):
    """One file, folder or prefix that somebody brings: first it is looked into, then imported, maybe undone.

    `stage` is the work, `state` how it stands with that. Whoever holds the lock of imports works on it; one
    that is at work while nobody holds the lock was cut off, and is gone on with at row `done`.
    """

    class Source(models.TextChoices):
        UPLOAD = "upload", _("올린 파일")
        FOLDER = "folder", _("서버의 폴더")
        S3 = "s3", "S3"

    class Stage(models.TextChoices):
        CHECK = "check", _("미리 보기")
        RUN = "run", _("가져오기")
        UNDO = "undo", _("되돌리기")

    class State(models.TextChoices):
        WAITING = "waiting", _("차례를 기다림")
        WORKING = "working", _("하는 중")
        PAUSED = "paused", _("멈춤")
        DONE = "done", _("끝남")
        FAILED = "failed", _("멈춤: 문제가 있음")
        CANCELLED = "cancelled", _("취소")

    class Wish(models.TextChoices):
        PAUSE = "pause", _("멈추기")
        CANCEL = "cancel", _("취소하기")

    source = models.CharField(max_length=6, choices=Source)
    name = models.CharField(max_length=300, help_text=_("가져온 사람이 부르는 이름. 경로로 쓰지 않습니다."))
    location = models.CharField(max_length=1000, help_text=_("파일, 폴더, 또는 s3:// 주소"))
    size = models.BigIntegerField(default=0, help_text=_("바이트"))
    mark = models.CharField(max_length=200, blank=True, help_text=_("미리 볼 때의 파일을 알아보는 표시"))
    update_known = models.BooleanField(default=False)
    fetch = models.BooleanField(default=False)
    columns = models.JSONField(default=list, blank=True, help_text=_("파일에 있는 열"))
    mapping = models.JSONField(
        default=dict, blank=True, help_text=_("파일의 열 → 우리 열; 빈 글은 가져오지 않음")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    stage = models.CharField(max_length=5, choices=Stage, default=Stage.CHECK)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    wish = models.CharField(max_length=6, choices=Wish, blank=True)
    wished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    message = models.CharField(max_length=1000, blank=True, help_text=_("왜 끝났는지. 번역되어 보입니다."))
    details = models.JSONField(default=dict, blank=True, help_text=_("글의 빈칸에 들어갈 것"))
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("마지막 묶음 뒤로 시작한 횟수"))
    total = models.PositiveIntegerField(default=0, help_text=_("이 단계의 줄 수"))
    done = models.PositiveIntegerField(default=0, help_text=_("이 단계에서 끝난 줄 수"))
    seconds = models.FloatField(default=0.0, help_text=_("이 단계에 든 시간(초)"))
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    products = models.PositiveIntegerField(default=0)
    images = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict, blank=True, help_text=_("거절한 까닭마다 줄 수"))
    taken_back = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    preview = models.JSONField(default=dict, blank=True, help_text=_("미리 본 것"))

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="working"), name="one_import_at_work_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"

    def claim(self, *, now: dt.datetime) -> bool:
        """Begin or go on with what waits, unless somebody was quicker or stopped it."""
        claimed = ImportJob.objects.filter(pk=self.pk, state=self.State.WAITING).update(
            state=self.State.WORKING,
            attempts=F("attempts") + 1,
            heartbeat_at=now,
            message="",
            details={},
            started_at=self.started_at or now,
        )
        if claimed:
            self.refresh_from_db()
        return bool(claimed)

    def end(self, state: State, message: str = "", *, now: dt.datetime, **details: str | int) -> None:
        """This stage stands so from now on; only what is at work can end."""
        ImportJob.objects.filter(pk=self.pk, state=self.State.WORKING).update(
            state=state, message=message, details=details, wish="", attempts=0, finished_at=now
        )
        self.refresh_from_db()

    def wish_for(self, wish: Wish, *, by: User) -> bool:
        """What waits stops at once, what is at work after its batch; False where neither is so."""
        stopped = self.State.PAUSED if wish == self.Wish.PAUSE else self.State.CANCELLED
        waiting = Q(state=self.State.WAITING)
        if wish == self.Wish.CANCEL:
            waiting |= Q(state__in=[self.State.PAUSED, self.State.FAILED]) | Q(
                state=self.State.DONE, stage=self.Stage.CHECK
            )
        mine = ImportJob.objects.filter(pk=self.pk)
        if wish == self.Wish.CANCEL:
            mine = mine.exclude(stage=self.Stage.UNDO)  # half undone is nothing to stay with
        if mine.filter(waiting).update(state=stopped, wish="", wished_by=by, finished_at=timezone.now()):
            return True
        return bool(mine.filter(state=self.State.WORKING).update(wish=wish, wished_by=by))

    def go_on(self, *, by: User) -> bool:
        """Wait for its turn again, at the stage and row where it stopped."""
        stopped = Q(state__in=[self.State.PAUSED, self.State.FAILED])
        return bool(
            ImportJob.objects.filter(stopped, pk=self.pk).update(
                state=self.State.WAITING, wish="", wished_by=by, attempts=0
            )
        )


class ImportChange(models.Model):
    """What one batch of an import did to one product; written in the batch's own transaction.

    The product is named by key and by the shop's own id, not by a foreign key: the note outlives it.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("새 상품")
        CHANGED = "changed", _("바뀐 상품")

    class Outcome(models.TextChoices):
        UNDONE = "undone", _("되돌림")
        KEPT = "kept", _("그대로 둠")

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="changes")
    product_key = models.BigIntegerField()
    external_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=7, choices=Kind)
    before = models.JSONField(default=dict, blank=True, help_text=_("바뀐 칸의 앞선 값"))
    after = models.JSONField(default=dict, blank=True, help_text=_("바뀐 칸의 새 값"))
    images = models.JSONField(default=list, blank=True, help_text=_("더한 사진의 번호"))
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    why = models.CharField(max_length=300, blank=True, help_text=_("왜 그대로 두었는지"))

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["job", "outcome", "product_key"], name="import_change_to_undo"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} · {self.get_kind_display()}"


class RefusedRow(models.Model):
    """A row that was not imported: what stood in it, as it was sent, and why."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="refused_rows")
    number = models.PositiveIntegerField(help_text=_("파일에서 몇째 줄인지. 머리 줄이 첫 줄입니다."))
    cells = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ["job", "number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="a_row_is_refused_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}"
