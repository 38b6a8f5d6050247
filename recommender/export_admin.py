"""Files that were asked for, to look at; they are asked for and fetched in the office."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from recommender.models import ExportJob


@admin.register(ExportJob)
class ExportJobAdmin(ReadOnlyAdmin[ExportJob]):
    list_display = ["kind", "format", "state", "done", "size", "by", "created_at", "expires_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["by"]
    search_fields = ["by__username", "kind", "format"]
    ordering = ["-id"]
    bulky = ["file_name", "product_ids"]
