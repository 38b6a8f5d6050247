"""What was ever set of the loop: only looked at here. It is set on the office's page of settings."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from catalog.models import LoopSetting


@admin.register(LoopSetting)
class LoopSettingAdmin(ReadOnlyAdmin[LoopSetting]):
    list_display = ["id", "name", "value", "by", "note", "created_at"]
    list_filter = ["by"]
    list_select_related = ["by"]
    search_fields = ["name", "note", "by__username"]
