"""Learning, to look at: what serves is chosen on the models page. What is asked of people is set here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import CatalogAdmin, PictureAdmin, ReadOnlyAdmin
from training.models import (
    Backtest,
    BudgetShares,
    Calibration,
    Demand,
    EmbeddingFailure,
    Evaluation,
    LearningCurve,
    ModelVersion,
    Promotion,
    RunLine,
    SavedLabels,
    Snapshot,
    StrategyChoice,
    TagGoal,
    TrainingRun,
    TunedEncoder,
)

SHARES = ["audit", "control", "rare", "people", "seller", "demand"]


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin[Snapshot]):
    list_display = ["__str__", "encoder_key", "label_count", "image_count", "last_review_id", "created_at"]
    search_fields = ["content_hash", "encoder_key"]
    date_hierarchy = "created_at"
    bulky = ["payload"]


@admin.register(TrainingRun)
class TrainingRunAdmin(ReadOnlyAdmin[TrainingRun]):
    list_display = ["__str__", "snapshot", "requested_by", "progress", "said", "created_at", "finished_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["snapshot", "requested_by"]
    search_fields = ["message", "snapshot__content_hash"]
    date_hierarchy = "created_at"
    bulky = ["snapshot__payload"]


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin[ModelVersion]):
    list_display = ["model_key", "is_champion", "encoder_key", "run", "created_at"]
    list_filter = ["is_champion", "encoder_key"]
    list_select_related = ["run"]
    search_fields = ["model_key", "encoder_key"]
    date_hierarchy = "created_at"
    bulky = ["head", "text_head"]


@admin.register(Promotion)
class PromotionAdmin(ReadOnlyAdmin[Promotion]):
    list_display = ["version", "previous", "by", "reason", "created_at"]
    list_select_related = ["version", "previous", "by"]
    search_fields = ["version__model_key", "reason", "by__username"]
    date_hierarchy = "created_at"
    bulky = ["version__head", "version__text_head", "previous__head", "previous__text_head"]


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin[Evaluation]):
    list_display = ["version", "tag", "average_precision", "low", "high", "image_count", "positive_count"]
    list_filter = ["tag__facet"]
    list_select_related = ["version", "tag"]
    search_fields = ["version__model_key", "tag__slug", "tag__name_ko"]
    bulky = ["version__head", "version__text_head"]
    ordering = ["-id"]


@admin.register(EmbeddingFailure)
class EmbeddingFailureAdmin(PictureAdmin[EmbeddingFailure]):
    list_display = ["photo", "product", "encoder_key", "reason", "failed_at"]
    list_display_links = ["photo"]
    list_select_related = ["image__product"]
    search_fields = ["image__product__external_id", "reason"]


@admin.register(RunLine)
class RunLineAdmin(ReadOnlyAdmin[RunLine]):
    list_display = ["at", "run", "said"]
    list_select_related = ["run"]
    search_fields = ["message"]
    date_hierarchy = "at"
    ordering = ["-id"]


@admin.register(Calibration)
class CalibrationAdmin(ReadOnlyAdmin[Calibration]):
    list_display = ["version", "tag", "method", "image_count", "error_raw", "error", "threshold", "precision"]
    list_filter = ["method", "tag__facet"]
    list_select_related = ["version", "tag"]
    search_fields = ["version__model_key", "tag__slug", "tag__name_ko"]
    bulky = ["version__head", "version__text_head"]
    ordering = ["-id"]


@admin.register(LearningCurve)
class LearningCurveAdmin(ReadOnlyAdmin[LearningCurve]):
    list_display = ["version", "tag", "state", "goal", "needed", "needed_low", "needed_high", "ceiling"]
    list_filter = ["state", "tag__facet"]
    list_select_related = ["version", "tag"]
    search_fields = ["version__model_key", "tag__slug", "tag__name_ko"]
    bulky = ["version__head", "version__text_head"]
    ordering = ["-id"]


@admin.register(TunedEncoder)
class TunedEncoderAdmin(ReadOnlyAdmin[TunedEncoder]):
    list_display = ["encoder_key", "network", "run", "gain", "retired_at", "created_at"]
    list_select_related = ["run"]
    search_fields = ["encoder_key"]
    date_hierarchy = "created_at"


@admin.register(BudgetShares)
class BudgetSharesAdmin(CatalogAdmin[BudgetShares]):
    """The newest row is in force. To change the shares is to add a row: who set what, and when, stays."""

    list_display = ["created_at", "by", *SHARES, "doubt", "drawn"]
    list_select_related = ["by"]
    search_fields = ["by__username"]
    date_hierarchy = "created_at"
    actions = None

    def get_fields(self, request: HttpRequest, obj: BudgetShares | None = None) -> list[Any]:
        return SHARES if obj is None else ["drawn", *SHARES, "doubt", "by", "created_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: BudgetShares | None = None) -> list[Any]:
        return [] if obj is None else self.get_fields(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The form begins with what is in force."""
        shares = BudgetShares.objects.in_force()
        return {share: round(100 * getattr(shares, share)) for share in SHARES}

    def save_model(self, request: HttpRequest, obj: BudgetShares, form: Any, change: bool) -> None:
        if isinstance(request.user, User):
            obj.by, obj.created_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: BudgetShares | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: BudgetShares | None = None) -> bool:
        return False

    @admin.display(description=_("모델의 의심 (%)"))
    def doubt(self, shares: BudgetShares) -> int:
        return shares.doubt

    @admin.display(description=_("나눔"))
    def drawn(self, shares: BudgetShares) -> SafeString:
        """A bar of a hundred units, cut into the shares; in words for whoever does not see it."""
        parts, start = [], 0
        for at, (name, percent) in enumerate(shares.parts):
            parts.append((at, start, percent, name, percent))
            start += percent
        cuts = format_html_join(
            "",
            '<rect class="share-{}" x="{}" y="0" width="{}" height="8"><title>{} {}%</title></rect>',
            parts,
        )
        return format_html(
            '<svg class="shares" width="200" height="16" viewBox="0 0 100 8" preserveAspectRatio="none" '
            'role="img" aria-label="{}">{}</svg>',
            shares,
            cuts,
        )


@admin.register(Backtest)
class BacktestAdmin(ReadOnlyAdmin[Backtest]):
    list_display = ["__str__", "run", "held_out", "pool_count", "test_count", "seeds", "in_force", "best"]
    list_filter = ["held_out"]
    list_select_related = ["run"]
    search_fields = ["best", "in_force"]
    date_hierarchy = "created_at"


@admin.register(SavedLabels)
class SavedLabelsAdmin(ReadOnlyAdmin[SavedLabels]):
    list_display = ["backtest", "sentence", "control_count", "chosen_count", "rate", "rate_low", "rate_high"]
    list_select_related = ["backtest"]
    search_fields = ["backtest__best"]


@admin.register(StrategyChoice)
class StrategyChoiceAdmin(ReadOnlyAdmin[StrategyChoice]):
    """Chosen on the page of the back-tests, where the figures are."""

    list_display = ["name", "by", "backtest", "reason", "created_at"]
    list_select_related = ["by", "backtest"]
    search_fields = ["name", "by__username"]
    date_hierarchy = "created_at"


@admin.register(TagGoal)
class TagGoalAdmin(ReadOnlyAdmin[TagGoal]):
    """Set on the page of the tag."""

    list_display = ["tag", "facet", "value", "by", "created_at"]
    list_select_related = ["tag", "facet", "by"]
    search_fields = ["tag__slug", "tag__name_ko", "facet__slug"]
    date_hierarchy = "created_at"


@admin.register(Demand)
class DemandAdmin(ReadOnlyAdmin[Demand]):
    list_display = ["product", "weight", "at"]
    list_select_related = ["product"]
    search_fields = ["product__external_id", "product__title"]
    ordering = ["-weight", "product"]
