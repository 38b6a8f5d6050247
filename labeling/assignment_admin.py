"""Who works on what: given on the office's page of people, here only to be looked at."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from labeling.models import Assignment


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin[Assignment]):
    list_display = ["person", "queues", "daily_goal", "opinions_first", "by", "updated_at"]
    list_filter = ["opinions_first"]
    list_select_related = ["person", "by"]
    search_fields = ["person__username"]
