"""Files that people asked for: what is in them, how far they are, and when they go."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    def to_be_made(self) -> ExportJobQuerySet:
        """One that was cut off before those that wait, the oldest first."""
        states = [ExportJob.State.WAITING, ExportJob.State.RUNNING]
        return self.filter(state__in=states).order_by("state", "pk")  # running < waiting

    def for_screen(self) -> ExportJobQuerySet:
        """The newest first, without the ids of a selection, of which only is told that there is one."""
        is_part = models.ExpressionWrapper(Q(product_ids__isnull=False), output_field=models.BooleanField())
        return self.select_related("by").defer("product_ids").annotate(is_part=is_part).order_by("-pk")

    def expired(self, now: dt.datetime) -> ExportJobQuerySet:
        """With a file that has had its time."""
        return self.filter(expires_at__lte=now).exclude(file_name="")


class ExportJob(models.Model):
    """A file that somebody asked for. It lies in private storage for some days."""

    class Kind(models.TextChoices):
        LABELS = "labels", _("검수한 라벨")
        VERDICTS = "verdicts", _("모든 답")
        PUBLISHED = "published", _("게시한 태그")
        VOCABULARY = "vocabulary", _("어휘")
        ARCHIVE = "archive", _("보관 파일")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        JSONL = "jsonl", "JSONL"
        PARQUET = "parquet", "Parquet"
        IMAGEFOLDER = "imagefolder", "Hugging Face ImageFolder"
        COCO = "coco", "COCO"
        JSON = "json", "JSON"
        ZIP = "zip", "ZIP"

    class State(models.TextChoices):
        WAITING = "waiting", _("기다림")
        RUNNING = "running", _("만드는 중")
        DONE = "done", _("완성")
        CANCELLED = "cancelled", _("취소")
        FAILED = "failed", _("실패")
        EXPIRED = "expired", _("삭제됨")

    kind = models.CharField(_("내용"), max_length=10, choices=Kind)
    format = models.CharField(_("형식"), max_length=11, choices=Format)
    with_names = models.BooleanField(default=False, help_text="People by name; otherwise by pseudonym.")
    with_history = models.BooleanField(default=False, help_text="An archive with who said what, and when.")
    product_ids = ArrayField(
        models.BigIntegerField(), null=True, blank=True, help_text="Of these products only; empty: of all."
    )
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    file_name = models.CharField(max_length=200, blank=True, help_text="In private storage.")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    attempts = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=400, blank=True, help_text="It failed.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(file_name="") & Q(expires_at__isnull=False)),
                name="a_finished_export_has_a_file_that_goes",
            )
        ]
        indexes = [
            models.Index(
                fields=["state", "id"], condition=Q(state__in=["waiting", "running"]), name="exports_to_make"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_format_display()})"

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // max(1, self.total))

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.DONE
