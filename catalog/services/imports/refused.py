"""Refused rows as a file: columns as they were sent and, last, the reason; to be mended and sent again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import ImportJob, RefusedRow
from catalog.services.imports.reasons import in_words
from catalog.services.rows import REASON
from catalog.services.writing import CHUNK, Format, write_rows

_BOM = "\ufeff".encode()
"""Without it, Excel in Korea takes a CSV for CP949."""
_AS_FOLDERS = ["image", "category"]
"""The columns of class folders, which have no table."""


def refused_file(job: ImportJob) -> Iterator[bytes]:
    """The CSV, piece by piece; the language is the reader's."""
    columns = [column for column in job.columns or _AS_FOLDERS if column and column != REASON]
    rows = job.refused_rows.order_by("number").iterator(chunk_size=CHUNK)
    yield _BOM
    yield from write_rows(
        Format.CSV, dict.fromkeys([*columns, REASON], str), (_row(row, columns) for row in rows)
    )


def _row(row: RefusedRow, columns: list[str]) -> tuple[Any, ...]:
    reason = in_words(row.reason)
    if not row.cells:  # it could not be taken apart, so all that there is to say is where it stands
        reason = _("%(row)s번째 줄: %(reason)s") % {"row": row.number, "reason": reason}
    return (*(_text(row.cells.get(column)) for column in columns), reason)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return "|".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
