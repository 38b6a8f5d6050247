"""What ends with somebody's rights: their invitations, and questions that wait for them alone."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User

from config.models import Invitation
from config.roles import may_invite
from labeling.models import QueueItem


def end_what_went_with_rights(person: User, *, by: User, now: dt.datetime) -> None:
    """In the transaction that took rights away, or put them out. Twice is the same as once."""
    known = User.objects.get(pk=person.pk)  # with no rights remembered
    for invitation in Invitation.objects.open(now=now).filter(created_by=known):
        if not may_invite(known, invitation.role):
            invitation.revoke(by=by, now=now)
    if not known.has_perm("labeling.add_review"):
        QueueItem.objects.open().filter(meant_for=known).update(meant_for=None)
