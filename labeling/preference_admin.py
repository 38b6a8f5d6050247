"""How people like to work: theirs to choose at /me/, here only to be looked at."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from labeling.models import Preference


@admin.register(Preference)
class PreferenceAdmin(ReadOnlyAdmin[Preference]):
    list_display = ["user", "language", "one_handed", "daily_goal", "updated_at"]
    list_filter = ["language", "one_handed"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
