"""Learning, to look at. What serves is chosen on the models page."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import PictureAdmin, ReadOnlyAdmin
from training.models import (
    Calibration,
    EmbeddingFailure,
    Evaluation,
    LearningCurve,
    ModelVersion,
    Promotion,
    RunLine,
    Snapshot,
    TrainingRun,
    TunedEncoder,
)


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
