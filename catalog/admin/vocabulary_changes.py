"""What was done to the vocabulary, and what sellers write without a meaning: rows to look at and search.

Undoing, mapping and setting aside have pages of their own in the office.
"""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from catalog.models import SellerText, TagMapping, VocabularyChange


@admin.register(VocabularyChange)
class VocabularyChangeAdmin(ReadOnlyAdmin[VocabularyChange]):
    list_display = ["id", "kind", "__str__", "by", "at", "undone_by", "undone_at"]
    list_filter = ["kind"]
    list_select_related = ["by", "undone_by"]
    search_fields = ["params__told", "by__username"]


@admin.register(TagMapping)
class TagMappingAdmin(ReadOnlyAdmin[TagMapping]):
    list_display = ["from_tag", "to_tag", "says", "change_id"]
    list_display_links = ["from_tag", "to_tag"]
    list_filter = ["says"]
    list_select_related = ["from_tag", "to_tag"]
    search_fields = ["from_tag__name_ko", "from_tag__name_en", "to_tag__name_ko", "to_tag__name_en"]


@admin.register(SellerText)
class SellerTextAdmin(ReadOnlyAdmin[SellerText]):
    list_display = ["text", "products", "spellings", "ignored_by", "ignored_at", "counted_at"]
    list_select_related = ["ignored_by"]
    search_fields = ["heard", "text"]
