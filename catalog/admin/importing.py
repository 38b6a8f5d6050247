"""Imports and what they did, to look at: they are begun, stopped and undone on the office's own pages."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from catalog.models import ImportChange, ImportJob, RefusedRow


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin[ImportJob]):
    list_display = [
        "__str__",
        "source",
        "stage",
        "state",
        "by",
        "products",
        "updated",
        "refused",
        "created_at",
    ]
    list_filter = ["stage", "state", "source"]
    list_select_related = ["by"]
    search_fields = ["name", "location", "by__username"]
    date_hierarchy = "created_at"
    bulky = ["preview"]


@admin.register(ImportChange)
class ImportChangeAdmin(ReadOnlyAdmin[ImportChange]):
    list_display = ["external_id", "kind", "job", "outcome", "why"]
    list_filter = ["kind", "outcome"]
    list_select_related = ["job"]
    search_fields = ["external_id", "job__name"]
    ordering = ["-id"]


@admin.register(RefusedRow)
class RefusedRowAdmin(ReadOnlyAdmin[RefusedRow]):
    list_display = ["number", "reason", "job"]
    list_select_related = ["job"]
    search_fields = ["reason", "job__name"]
    ordering = ["-id"]
