"""Labels that somebody else made: a named source, what its word counts, and what it says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductImage, Tag

LEAST_WEIGHT, MOST_WEIGHT = Decimal("0.05"), Decimal("20")


class LabelSourceQuerySet(models.QuerySet["LabelSource"]):
    def counting(self) -> LabelSourceQuerySet:
        """Whose word counts: taken in, or being taken in, and not withdrawn."""
        return self.filter(state__in=[LabelSource.State.RUNNING, LabelSource.State.DONE])

    def to_be_taken_in(self) -> LabelSourceQuerySet:
        """Confirmed and not finished; one that was cut off before those that wait."""
        states = [LabelSource.State.WAITING, LabelSource.State.RUNNING]
        return self.filter(state__in=states).order_by("state", "pk")  # running < waiting

    def with_a_file_to_delete(self, moment: dt.datetime) -> LabelSourceQuerySet:
        """Settled after they were withdrawn, or failed before that moment."""
        ended = self.filter(finished_at__isnull=False).exclude(file_name="", refused_file="")
        failed = Q(state=LabelSource.State.FAILED, finished_at__lt=moment)
        return ended.filter(Q(state=LabelSource.State.WITHDRAWN) | failed)

    def forgotten(self, moment: dt.datetime) -> LabelSourceQuerySet:
        """Looked at before that moment, and never confirmed."""
        return self.filter(state=LabelSource.State.PREVIEW, created_at__lt=moment)


class LabelSource(models.Model):
    """One file of trusted labels: who brought it, and what it counts against people's word."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("확인 전")
        WAITING = "waiting", _("기다림")
        RUNNING = "running", _("받는 중")
        DONE = "done", _("받음")
        FAILED = "failed", _("실패")
        WITHDRAWN = "withdrawn", _("거둠")

    name = models.CharField(_("이름"), max_length=80, unique=True)
    weight = models.DecimalField(
        _("무게"),
        max_digits=4,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(LEAST_WEIGHT), MaxValueValidator(MOST_WEIGHT)],
        help_text=_("사람 몇 명의 말과 같은지: 0.05에서 20까지."),
    )
    state = models.CharField(max_length=9, choices=State, default=State.PREVIEW)
    file_name = models.CharField(max_length=200, blank=True, help_text="In private storage, until taken in.")
    original_name = models.CharField(max_length=255, blank=True)
    with_history = models.BooleanField(default=False, help_text="Of an archive: who said what, and when.")
    total = models.PositiveIntegerField(default=0, help_text="Rows of the file.")
    done = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    refused_file = models.CharField(max_length=200, blank=True, help_text="In private storage.")
    attempts = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=400, blank=True, help_text="It failed.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = LabelSourceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gte=LEAST_WEIGHT, weight__lte=MOST_WEIGHT), name="a_source_has_a_weight"
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at=None, withdrawn_by=None)),
                name="a_withdrawn_source_was_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // max(1, self.total))

    @property
    def is_unsettled(self) -> bool:
        """It counts no more, and labels do not know it yet."""
        return self.state in (self.State.WITHDRAWN, self.State.FAILED) and self.finished_at is None

    @property
    def is_archive(self) -> bool:
        return self.file_name.endswith(".zip")

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class SourcedLabelQuerySet(models.QuerySet["SourcedLabel"]):
    def standing(self) -> SourcedLabelQuerySet:
        """Of sources that count."""
        return self.filter(source__in=LabelSource.objects.counting())


class SourcedLabel(models.Model):
    """What a source says of one tag of one photo."""

    source = models.ForeignKey(LabelSource, on_delete=models.CASCADE, related_name="labels")
    image = models.ForeignKey(ProductImage, on_delete=models.PROTECT, related_name="sourced_labels")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="sourced_labels")
    value = models.BooleanField(null=True, blank=True, help_text="Empty: the source is not sure.")

    objects = SourcedLabelQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "image", "tag"], name="a_source_says_a_thing_once")
        ]
        indexes = [models.Index(fields=["image", "tag"], name="sourced_labels_of_a_cell")]

    def __str__(self) -> str:
        return f"{self.source} · {self.tag}: {self.value}"
