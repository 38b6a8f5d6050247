"""Letters to people, where there is a mail server; without one the link is handed over by hand."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from config.models import Invitation

logger = logging.getLogger(__name__)


def post_invitation(invitation: Invitation, link: str) -> bool:
    """Whether a letter went out, in the language of the invitation."""
    if not (invitation.email and settings.EMAIL_URL):
        return False
    with translation.override(invitation.language):
        subject = _("Moodloop에 초대합니다")
        said = _("이 링크에서 이름과 비밀번호를 정하면 함께할 수 있습니다. 한 번만 쓸 수 있습니다.")
        body = f"{said}\n\n{link}"
    try:
        return send_mail(subject, body, None, [invitation.email]) == 1
    except (OSError, smtplib.SMTPException):
        logger.exception("an invitation could not be posted")
        return False
