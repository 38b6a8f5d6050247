"""Lists of a million rows, newest first: paged by the last id that was seen, and never counted to the end."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.services.patience import EXACT_UP_TO, estimated_rows, in_time

OLDER, NEWER = "before", "after"
COUNTED_UP_TO = 10_000
"""Of what filters and a search leave; what is more is called more."""
COUNTED_FOR_MS = 60
"""What is not counted by then is told as a page and more: the list itself is what people wait for."""
BIGGEST = 2**63 - 1


class CarefulChangeList(ChangeList):
    """Turns away what Postgres or the calendar would choke on, as Django does with other bad filters."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        for name, values in request.GET.lists():
            for value in values:
                is_no_year = name.endswith("__year") and not (value.isdecimal() and 1 <= int(value) <= 9999)
                if "\0" in value or is_no_year:
                    raise IncorrectLookupParameters(name)
        return super().get_queryset(request, *args, **kwargs)


class KeysetChangeList(CarefulChangeList):
    """Each page costs the same however deep it lies, and so does the last one.

    `before` and `after` in the address name the id next to the page. There are no page numbers, as they would
    move while somebody reads; and no order but the newest first, the only one that an index keeps for every
    filter.
    """

    is_keyed = True

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        for name in (OLDER, NEWER):
            self.params.pop(name, None)  # a link to another filter begins at the newest
            self.filter_params.pop(name, None)
        return super().get_queryset(request, *args, **kwargs)

    def get_results(self, request: HttpRequest) -> None:
        older, newer = _key(request, OLDER), _key(request, NEWER)
        rows = self._rows(older, newer)
        self.result_list = rows[: self.list_per_page] if newer is None else rows[-self.list_per_page :]
        is_more = len(rows) > self.list_per_page
        self.has_newer = is_more if newer is not None else older is not None
        self.has_older = newer > 0 if newer is not None else is_more
        self._count(is_whole=not (self.has_newer or self.has_older))
        self.show_full_result_count, self.full_result_count = False, None
        self.show_admin_actions, self.can_show_all, self.multi_page = True, False, False
        self.paginator = None

    def _rows(self, older: int | None, newer: int | None) -> list[Any]:
        """A page and one row more; the newest first. `newer` of 0 asks for the oldest."""
        limit = self.list_per_page + 1
        if newer is not None:
            return list(self.queryset.filter(pk__gt=newer).order_by("pk")[:limit])[::-1]
        rows = self.queryset.order_by("-pk")
        return list((rows if older is None else rows.filter(pk__lt=older))[:limit])

    def _count(self, *, is_whole: bool) -> None:
        """`result_count`, and whether it is rounded (`is_estimate`) or at least so many (`is_at_least`)."""
        self.is_estimate = self.is_at_least = False
        self.result_count = len(self.result_list)
        if is_whole:
            return
        if not self.queryset.query.where:
            estimate = estimated_rows(self.model._meta.db_table)
            if estimate > EXACT_UP_TO:
                self.result_count, self.is_estimate = estimate, True
                return
        found = self.queryset.order_by().values("pk")[: COUNTED_UP_TO + 1]
        counted = in_time(found.count, milliseconds=COUNTED_FOR_MS)
        self.is_at_least = counted is None or counted > COUNTED_UP_TO
        if counted is not None:
            self.result_count = min(counted, COUNTED_UP_TO)

    @property
    def older_url(self) -> str:
        return self.get_query_string({OLDER: self.result_list[-1].pk}) if self.result_list else "?"

    @property
    def newer_url(self) -> str:
        return self.get_query_string({NEWER: self.result_list[0].pk}) if self.result_list else "?"

    @property
    def newest_url(self) -> str:
        return self.get_query_string()

    @property
    def oldest_url(self) -> str:
        return self.get_query_string({NEWER: 0})


def _key(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 20 and int(value) <= BIGGEST):
        raise IncorrectLookupParameters(name)
    return int(value)
