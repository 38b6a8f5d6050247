"""What was taken back by range: only looked at here. It is done on the office's page of withdrawals."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from labeling.models import BulkRestoration, BulkWithdrawal


@admin.register(BulkWithdrawal)
class BulkWithdrawalAdmin(ReadOnlyAdmin[BulkWithdrawal]):
    list_display = [
        "id",
        "curator",
        "since",
        "until",
        "review_count",
        "comparison_count",
        "label_count",
        "by",
        "reason",
        "created_at",
    ]
    list_select_related = ["curator", "by"]
    search_fields = ["curator__username", "by__username", "reason"]
    bulky = ["reviews", "sittings", "comparisons"]


@admin.register(BulkRestoration)
class BulkRestorationAdmin(ReadOnlyAdmin[BulkRestoration]):
    list_display = ["id", "withdrawal", "by", "reason", "created_at"]
    list_select_related = ["withdrawal__curator", "by"]
    search_fields = ["withdrawal__curator__username", "by__username", "reason"]
    bulky = ["withdrawal__reviews", "withdrawal__sittings", "withdrawal__comparisons"]
