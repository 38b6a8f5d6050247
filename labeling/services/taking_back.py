"""Taking one's own answer back, also one that a manager has taken back with others meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from labeling.models import ComparisonWithdrawal, GridWithdrawal, Withdrawal

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OfAnswer = Withdrawal | GridWithdrawal | ComparisonWithdrawal


def hold_answers_of(person: User) -> None:
    """In a transaction: nobody records, takes back or restores anything of theirs meanwhile."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)


def is_taken_back_now(found: tuple[OfAnswer, bool], by: User) -> bool:
    """Whether the answer stood until now, given what get_or_create of its withdrawal says.

    Where a manager had taken it back with others, it is its author's own word from here on, since the same
    date: restoring all of the manager's act leaves it as it is.
    """
    row, is_new = found
    if row.bulk_id is not None:
        row.bulk, row.by = None, by
        row.save(update_fields=["bulk", "by"])
    return is_new
