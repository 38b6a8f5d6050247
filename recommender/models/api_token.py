"""Who may ask the shop's API more often than strangers, and for what."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PREFIX = "mdl_"
SHOWN = 12
"""Characters by which people tell tokens apart; of the secret's 256 bits they give away 48."""
SEEN_EVERY = dt.timedelta(minutes=1)
"""How finely it is kept when a token was last used: asking must not mean writing."""


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid_for(self, secret: str) -> ApiToken | None:
        """The token with this secret that nobody has revoked."""
        return self.filter(digest=digest_of(secret), revoked_at=None).first()

    def touch(self, token: ApiToken, *, now: dt.datetime) -> None:
        """Remember that it was used, to the minute."""
        if token.last_used_at is None or now - token.last_used_at >= SEEN_EVERY:
            self.filter(pk=token.pk).update(last_used_at=now)

    def revoke(self, *, by: AbstractBaseUser, now: dt.datetime) -> int:
        """How many of these were valid until now. Twice is harmless."""
        return self.filter(revoked_at=None).update(revoked_at=now, revoked_by=by)


class ApiToken(models.Model):
    """A key to the API. Only its digest is kept: 256 random bits need no slow hash."""

    class Scope(models.TextChoices):
        READ = "read", _("읽기")
        PHOTO = "photo", _("사진으로 찾기")

    name = models.CharField(_("이름"), max_length=80, help_text=_("어디에 쓰는 토큰인지"))
    scopes = ArrayField(models.CharField(max_length=8, choices=Scope), verbose_name=_("할 수 있는 일"))
    prefix = models.CharField(max_length=SHOWN)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | ~Q(revoked_at=None),
                name="who_revokes_a_token_does_it_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def draw_secret(self) -> str:
        """A new secret for this token, which only its holder will ever know."""
        secret = PREFIX + secrets.token_urlsafe(32)
        self.prefix, self.digest = secret[:SHOWN], digest_of(secret)
        return secret


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
