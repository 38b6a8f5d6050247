"""Examples that a manager chose: chosen on the tag's page of the office, here only to be looked at."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import PictureAdmin
from labeling.models import ChosenExample


@admin.register(ChosenExample)
class ChosenExampleAdmin(PictureAdmin[ChosenExample]):
    list_display = ["photo", "product", "tag", "kind", "by", "at"]
    list_display_links = ["photo", "product"]
    list_filter = ["kind"]
    list_select_related = ["image__product", "tag", "by"]
    search_fields = ["tag__name_ko", "tag__name_en", "image__product__title", "image__product__external_id"]
