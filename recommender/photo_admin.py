"""Photos that shoppers look with: that there are some is a manager's to see, what they show is not."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from recommender.models import PhotoQuery


@admin.register(PhotoQuery)
class PhotoQueryAdmin(ReadOnlyAdmin[PhotoQuery]):
    list_display = ["__str__", "round", "tries", "asked_at", "answered_at", "kept_at"]
    list_filter = ["state"]
    search_fields = ["state"]
    date_hierarchy = "created_at"
    bulky = ["token", "owner", "account", "result", "box"]
