"""What managers have set of the loop, and who set it. Rows are only added: of a name the newest holds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Case, F, FloatField, Func, Q, TextField, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

_KIND_OF_JSON = Func(F("value"), function="jsonb_typeof", output_field=TextField())


class LoopSettingQuerySet(models.QuerySet["LoopSetting"]):
    def in_force(self) -> LoopSettingQuerySet:
        """Of each name the row that was added last."""
        return self.order_by("name", "-id").distinct("name")

    def named(self, name: str) -> LoopSettingQuerySet:
        """All that was ever said of it, the newest first."""
        return self.filter(name=name).order_by("-id")


class LoopSetting(models.Model):
    """One value, from this moment until the next row of the name. Which names there are, the layers say."""

    name = models.CharField(_("설정"), max_length=40)
    value = models.JSONField(
        _("값"), null=True, blank=True, help_text="Empty: back to what the installation says."
    )
    low = models.FloatField(null=True, blank=True, help_text="The bound that held when this was said.")
    high = models.FloatField(null=True, blank=True)
    number = models.GeneratedField(
        expression=Case(
            When(Exact(_KIND_OF_JSON, Value("number")), then=Cast("value", FloatField())), default=None
        ),
        output_field=FloatField(null=True),
        db_persist=True,
        help_text="The value, where it is a number: so that the database holds it within its bounds.",
    )
    previous = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What held until then: of two who change the same at once, the second one is told.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("정한 사람")
    )
    note = models.CharField(_("이유"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("언제"))

    objects = LoopSettingQuerySet.as_manager()

    class Meta:
        verbose_name = _("설정의 변경")
        verbose_name_plural = _("설정의 변경")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "previous"], nulls_distinct=False, name="a_setting_follows_another_once"
            ),
            models.CheckConstraint(
                condition=(Q(number=None) | Q(low=None) | Q(number__gte=F("low")))
                & (Q(number=None) | Q(high=None) | Q(number__lte=F("high"))),
                name="a_setting_keeps_its_bounds",
            ),
        ]
        indexes = [models.Index(fields=["name", "-id"], name="settings_by_name")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"
