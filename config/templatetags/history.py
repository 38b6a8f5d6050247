"""What was changed of one row, for its own page of history in the office."""

from __future__ import annotations

from auditlog.models import LogEntry
from django import template
from django.db.models import Model

from config.office.history_page import Entry, entry_of

register = template.Library()
MOST = 100


@register.simple_tag
def history_of(row: Model) -> list[Entry]:
    """The newest hundred changes."""
    found = LogEntry.objects.get_for_object(row).select_related("actor", "content_type").order_by("-id")
    return [entry_of(one) for one in found[:MOST]]
