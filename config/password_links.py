"""Links by which a person chooses a new password. Whoever holds one can be them: it ends with much."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from config.models import PersonChange


class PasswordLinks(PasswordResetTokenGenerator):
    """Django's, which end with the password, a login, or settings.PASSWORD_RESET_TIMEOUT.

    Besides, one ends when the person may more or less than when it was made, is put out or let back in, when
    another one is made, and when whoever made it does not manage people any more.
    """

    key_salt = "config.password_links.PasswordLinks"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        groups = sorted(user.groups.values_list("pk", flat=True))
        rights = sorted(user.user_permissions.values_list("pk", flat=True))
        may = (user.is_active, user.is_superuser, groups, rights)
        return f"{super()._make_hash_value(user, timestamp)}{may}{_made(user)}"


password_links = PasswordLinks()


def link_for(person: User) -> str:
    """The path. That it was made is kept before."""
    code = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("password_reset_confirm", args=[code, password_links.make_token(person)])


def _made(person: User) -> tuple[int, bool] | None:
    """The last of their links: which one, and whether whoever made it could make it now."""
    made = PersonChange.objects.filter(person=person, kind=PersonChange.Kind.RESET_LINK)
    last = made.select_related("by").first()
    return None if last is None else (last.pk, last.by.has_perm("config.manage_people"))
