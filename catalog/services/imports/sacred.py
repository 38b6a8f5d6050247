"""What people said stays: whether anything that hangs on some rows is somebody's, whichever layer keeps it.

The catalog knows no higher layer by name, so it asks Django what would go with a row or hold it back. Held
back (PROTECT) are reviews, flags, comments, comparisons, trusted labels; and what would go and names a
person, such as a box that somebody drew, is theirs as well. A question that waits is nobody's answer, whoever
has it open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import ForeignKey, Model, ProtectedError, Q, RestrictedError
from django.db.models.deletion import Collector

from catalog.models import Product, ProductImage

AnyRow = TypeVar("AnyRow", Product, ProductImage)
_NO_ANSWER = {"leased_by"}


def nobodys(rows: Sequence[AnyRow]) -> set[int]:
    """The keys of the rows that may go without anything that people said going with them."""
    return _those(rows, lambda _: None)


def delete_nobodys(rows: Sequence[AnyRow]) -> set[int]:
    """Delete these; their keys. What hangs on a row is gone through once, which is most of the work."""
    return _those(rows, lambda collector: collector.delete())


def _those(rows: Sequence[AnyRow], do: Callable[[Collector], object]) -> set[int]:
    if not rows:
        return set()
    collector = Collector(using=DEFAULT_DB_ALIAS, origin=rows[0])
    if not _is_somebodys(rows, collector):
        keys = {row.pk for row in rows}  # which deleting takes from them
        do(collector)
        return keys
    half = len(rows) // 2
    return set() if not half else _those(rows[:half], do) | _those(rows[half:], do)


def _is_somebodys(rows: Sequence[AnyRow], collector: Collector) -> bool:
    """Whether deleting these would be refused, or would delete what names a person."""
    try:
        collector.collect(rows)
    except (ProtectedError, RestrictedError):
        return True
    for model, found in collector.data.items():
        if any(getattr(row, name) is not None for name in _people_of(model) for row in found):
            return True
    for query in collector.fast_deletes:
        named = Q(*((f"{name}__isnull", False) for name in _people_of(query.model)), _connector=Q.OR)
        if named and query.filter(named).exists():
            return True
    return False


def _people_of(model: type[Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        names_a_person = isinstance(field, ForeignKey) and (
            field.remote_field.model._meta.label == settings.AUTH_USER_MODEL
        )
        if names_a_person and field.name not in _NO_ANSWER:
            yield field.attname
