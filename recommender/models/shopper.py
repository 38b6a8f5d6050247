"""Whoever looks around: by an account, or by a key that only their browser has."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KEY_BYTES = 24
UNDO = dt.timedelta(minutes=1)
"""So long forgetting can be undone. Then everything is deleted."""


def hash_of(key: str) -> str:
    """What is stored of a browser's key: whoever reads the table cannot pass for anybody."""
    return hashlib.sha256(key.encode()).hexdigest()


class ShopperQuerySet(models.QuerySet["Shopper"]):
    def who(self, user: User | None, key: str) -> ShopperQuerySet:
        """Those that this person and this browser are: the account's, the browser's, or both. None that is
        forgotten."""
        mine = Q(pk=None)
        if user is not None:
            mine |= Q(user=user)
        if key:
            mine |= Q(key_hash=hash_of(key))
        return self.filter(mine, forgotten_at=None)

    def undoable(self, key: str, *, now: dt.datetime) -> ShopperQuerySet:
        """The one that was forgotten under this key, as long as that can be undone."""
        return self.filter(key_hash=hash_of(key), forgotten_at__gt=now - UNDO)

    def to_delete(self, *, now: dt.datetime) -> ShopperQuerySet:
        """Forgotten, and it cannot be undone any more."""
        return self.filter(forgotten_at__lte=now - UNDO)

    def nameless(self, *, now: dt.datetime) -> tuple[Shopper, str]:
        """A new one without an account, and the key for the browser, which is stored nowhere else."""
        key = secrets.token_urlsafe(KEY_BYTES)
        return self.create(key_hash=hash_of(key), created_at=now, seen_at=now), key

    def of_account(self, user: User, *, now: dt.datetime) -> Shopper:
        """The account's, made where there is none."""
        return self.get_or_create(user=user, defaults={"created_at": now, "seen_at": now})[0]

    def unseen_since(self, moment: dt.datetime) -> ShopperQuerySet:
        """Without an account, and never back since then: their browser has forgotten them, too."""
        return self.filter(user=None, seen_at__lt=moment)


class Shopper(models.Model):
    """One who liked or hid something. Nobody has a row for merely looking around."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="shopper"
    )
    key_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (many accounts have none)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When they last said something.")
    forgotten_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When they asked to be forgotten: nobody's since then, and deleted soon.",
    )

    objects = ShopperQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, key_hash__isnull=False) | Q(user__isnull=False, key_hash=None),
                name="an_account_or_a_key",
            )
        ]
        indexes = [
            models.Index(fields=["seen_at"], condition=Q(user=None), name="shoppers_long_gone"),
            models.Index(
                fields=["forgotten_at"], condition=Q(forgotten_at__isnull=False), name="shoppers_forgotten"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}" if self.user_id else f"#{self.pk}"
