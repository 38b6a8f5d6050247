"""An invitation is a link that lets one person in, once, into one role."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.roles import ROLES

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SECRET_BYTES = 32
"""256 bits: nobody guesses one, so that its hash needs neither salt nor time."""
LONGEST_DAYS = 30


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, *, now: dt.datetime) -> InvitationQuerySet:
        """That can still be followed."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)

    def behind(self, secret: str, *, now: dt.datetime) -> InvitationQuerySet:
        """The one that this link opens, if any."""
        return self.open(now=now).filter(digest=digest_of(secret))

    def for_list(self) -> InvitationQuerySet:
        return self.select_related("created_by", "accepted_by", "revoked_by")


class Invitation(models.Model):
    """Of the link only the hash is kept: whoever reads the database lets nobody in."""

    role = models.CharField(_("역할"), max_length=20, choices=list(ROLES.items()))
    email = models.EmailField(
        _("이메일"), blank=True, help_text="Whom it is meant for; empty: whoever has it."
    )
    language = models.CharField(_("언어"), max_length=8, choices=settings.LANGUAGES)
    client_id = models.UUIDField(unique=True, help_text="The form's: sent twice it is one invitation.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret in the link.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitation",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [
            ("manage_people", "Can give roles, deactivate people and assign work"),
            ("see_numbers", "Can see what each person did"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="an_invitation_ends_once"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="who_accepted_did_so_once",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="who_revoked_did_so_once",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="an_invitation_is_open_at_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.email}".strip()

    def state(self, *, now: dt.datetime) -> str:
        """open, accepted, revoked or expired."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > now else "expired"

    def revoke(self, *, by: User, now: dt.datetime) -> bool:
        """Whether it did anything: what was followed or revoked already stays as it is."""
        mine = Invitation.objects.filter(pk=self.pk, accepted_at=None, revoked_at=None)
        return mine.update(revoked_by=by, revoked_at=now) == 1


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
