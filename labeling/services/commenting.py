"""Words about a photo, from one curator to the others."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from labeling.models import Comment, CommentWithdrawal
from labeling.services.recording import AnswerError

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def record_comment(
    *, curator: User, image_id: int, client_id: uuid.UUID, text: str, now: dt.datetime
) -> tuple[Comment, bool]:
    """The comment, and whether it is new: a resend records nothing twice.

    Raises AnswerError for a client id that was used for other words, or for another photo.
    """
    comment, is_new = Comment.objects.get_or_create(
        curator=curator,
        client_id=client_id,
        defaults={"image_id": image_id, "text": text, "created_at": now},
    )
    if (comment.image_id, comment.text) != (image_id, text):
        raise AnswerError(_("이 client_id는 다른 말에 쓰였습니다."))
    return comment, is_new


def withdraw_comment(*, curator: User, client_id: uuid.UUID, now: dt.datetime) -> None:
    """Take a comment back. Twice is the same as once.

    Raises Comment.DoesNotExist for a comment that this curator never made.
    """
    comment = Comment.objects.get(curator=curator, client_id=client_id)
    CommentWithdrawal.objects.get_or_create(comment=comment, defaults={"by": curator, "created_at": now})
