"""How many questions wait for each reason, however many there are: counting stops where nobody reads on."""

from __future__ import annotations

from django.db import connection

from labeling.models import Reason

_EACH = """
SELECT reason, (
    SELECT count(*) FROM (
        SELECT FROM labeling_queueitem AS item
        WHERE item.closed_at IS NULL AND item.reason = each.reason LIMIT %s
    ) AS counted
) FROM unnest(%s::text[]) AS each (reason)
"""


def open_by_reason(*, most: int) -> dict[str, int]:
    """By reason, `most` + 1 where there are more than `most`; reasons that nothing waits for are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_EACH, [most + 1, list(Reason.values)])
        return {reason: count for reason, count in cursor.fetchall() if count}
