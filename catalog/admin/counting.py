"""Counting rows for page numbers, where counting exactly would read a whole table."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from catalog.services.patience import EXACT_UP_TO, estimated_rows


class EstimatingPaginator(Paginator):  # type: ignore[type-arg]
    """Page numbers of an unfiltered long table from what Postgres noted at its last ANALYZE."""

    exact_up_to = EXACT_UP_TO

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet) and not rows.query.where and not rows.query.distinct:
            estimate = estimated_rows(rows.model._meta.db_table)
            if estimate > self.exact_up_to:
                return estimate
        return int(super().count)
