"""The page of who changed what: entries as people read them, searched, paged by key, written as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, pgettext

from catalog.services.patience import in_time
from catalog.services.writing import Format, write_rows
from config.history import FOLLOWING

ON_A_PAGE = 50
LOOKED_FOR_MS = 1000
"""Words of one or two letters have no trigram: alone they mean reading all of it, at 5 µs an entry."""
LONG = 160
"""Letters of a value on the page; a file has all of them."""
COLUMNS: Mapping[str, type] = {
    "at": str,
    "person": str,
    "action": str,
    "model": str,
    "object_id": str,
    "object": str,
    "field": str,
    "from": str,
    "to": str,
}
ACTIONS = {
    LogEntry.Action.CREATE: gettext_lazy("만듦"),
    LogEntry.Action.UPDATE: gettext_lazy("바꿈"),
    LogEntry.Action.DELETE: gettext_lazy("지움"),
    LogEntry.Action.ACCESS: gettext_lazy("봄"),
}


class HistoryForm(forms.Form):
    """What is looked for; every field may be empty."""

    q = forms.CharField(required=False, max_length=100, strip=True)
    person = forms.ModelChoiceField(queryset=get_user_model().objects.order_by("username"), required=False)
    model = forms.ModelChoiceField(queryset=ContentType.objects.none(), required=False)
    object = forms.CharField(required=False, max_length=255)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["model"]
        field.queryset = models_with_history()

    def entries(self) -> QuerySet[Any]:
        """The newest first."""
        found = {name: value for name, value in self.cleaned_data.items() if value}
        entries: QuerySet[Any] = LogEntry.objects.select_related("actor", "content_type").order_by("-id")
        if words := found.get("q"):
            entries = entries.alias(said=Cast("changes", TextField()))
            entries = entries.filter(Q(object_repr__icontains=words) | Q(said__icontains=words))
        plain = {"person": "actor", "model": "content_type", "object": "object_pk"}
        entries = entries.filter(**{plain[name]: found[name] for name in plain.keys() & found.keys()})
        if "since" in found:
            entries = entries.filter(timestamp__gte=_midnight(found["since"]))
        if "until" in found:
            entries = entries.filter(timestamp__lt=_midnight(found["until"] + dt.timedelta(days=1)))
        return entries


@dataclass(frozen=True)
class Line:
    """One field: from what to what; of several related rows which came and which went."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    row: LogEntry
    action: str
    model: str
    url: str
    lines: list[Line]

    @property
    def is_update(self) -> bool:
        """Whether it is told from what to what: also of rows that take another one's place."""
        model = self.row.content_type.model_class()
        follows = model is not None and model._meta.label in FOLLOWING
        return follows or bool(self.row.action == LogEntry.Action.UPDATE)


@dataclass(frozen=True)
class HistoryPage:
    entries: list[Entry]
    older: int | None
    """The id before which the next page begins."""
    is_given_up: bool = False
    """Looking took too long: there may be some."""


def models_with_history() -> QuerySet[ContentType]:
    """Kinds of things of which something was noted."""
    noted = LogEntry.objects.filter(content_type=OuterRef("pk"))
    return ContentType.objects.filter(Exists(noted)).order_by("app_label", "model")


def page_of(form: HistoryForm) -> HistoryPage:
    rows = form.entries()
    if before := form.cleaned_data.get("before"):
        rows = rows.filter(pk__lt=before)
    found = in_time(lambda: list(rows[: ON_A_PAGE + 1]), milliseconds=LOOKED_FOR_MS)
    if found is None:
        return HistoryPage([], None, is_given_up=True)
    entries = [entry_of(row) for row in found[:ON_A_PAGE]]
    return HistoryPage(entries, found[ON_A_PAGE - 1].pk if len(found) > ON_A_PAGE else None)


def entry_of(row: LogEntry) -> Entry:
    return Entry(
        row=row,
        action=str(ACTIONS[row.action]),
        model=name_of(row.content_type),
        url="" if row.action == LogEntry.Action.DELETE else _address(row),
        lines=[Line(line.field, _short(line.before), _short(line.after)) for line in lines_of(row)],
    )


def lines_of(row: LogEntry) -> list[Line]:
    """What changed, each field by the name that people know it by."""
    changes: Mapping[str, Any] = row.changes or {}
    lines = []
    for name, change in changes.items():
        title = _title(row, name)
        if isinstance(change, dict):
            names = ", ".join(map(str, change.get("objects", [])))
            came = change.get("operation") == "add"
            lines.append(Line(title, "" if came else names, names if came else ""))
        else:
            before, after = (*change, "")[:2]
            lines.append(Line(title, _said(before), _said(after)))
    return lines


def written(form: HistoryForm, file_format: Format) -> Iterator[bytes]:
    """A row for each field that changed, the newest first."""
    return write_rows(file_format, COLUMNS, _rows(form.entries()))


def name_of(content_type: ContentType) -> str:
    model = content_type.model_class()
    return capfirst(str(model._meta.verbose_name)) if model else content_type.model


def _rows(entries: QuerySet[LogEntry]) -> Iterator[tuple[str, ...]]:
    for row in entries.iterator(chunk_size=1000):
        person = row.actor.get_username() if row.actor else ""
        model = row.content_type
        start = (row.timestamp.isoformat(), person, LogEntry.Action.choices[row.action][1])
        what = (f"{model.app_label}.{model.model}", row.object_pk, row.object_repr)
        for line in lines_of(row):
            yield (*map(str, start), *what, line.field, line.before, line.after)


def _title(row: LogEntry, name: str) -> str:
    model = row.content_type.model_class()
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name)) if model else name
    except FieldDoesNotExist:
        return name


def _said(value: object) -> str:
    known = {"None": "", "True": pgettext("value", "예"), "False": pgettext("value", "아니요")}
    return known.get(str(value), str(value)) if value is not None else ""


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _address(row: LogEntry) -> str:
    model = row.content_type
    try:
        return reverse(f"admin:{model.app_label}_{model.model}_change", args=[row.object_pk])
    except NoReverseMatch:
        return ""


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
