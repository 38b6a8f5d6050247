"""A person's careless Tuesday: answers of several kinds, to be taken back by range."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.models import User

from labeling.models import BulkWithdrawal, Label
from labeling.services.bulk_withdrawing import withdraw_range
from labeling.services.ranging import Found, Range
from tests.making import NOON

DAY = dt.timedelta(days=1)
LATER = NOON + 3 * DAY


def everything(curator: User, **fields: Any) -> Range:
    """All that the curator said around noon of that day."""
    return Range(curator_id=curator.pk, **({"since": NOON - DAY, "until": NOON + DAY} | fields))


def take_back(meant: Range, by: User, **fields: Any) -> BulkWithdrawal:
    """As the page does it, after a look."""
    values: dict[str, Any] = {
        "expected": Found.of(meant).digest,
        "reason": "서둘렀습니다",
        "client_id": uuid.uuid4(),
        "now": LATER,
    }
    return withdraw_range(meant, by=by, **(values | fields))[0]


def labels() -> dict[tuple[int, int], tuple[int, int]]:
    rows = Label.objects.values_list("image_id", "tag_id", "yes", "no")
    return {(image, tag): (yes, no) for image, tag, yes, no in rows}
