"""How a person likes to work: the language, the hand, how much in a day. Nobody's duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_IN_A_DAY = 5000


class Hand(models.TextChoices):
    """The hand that does it all, on the keyboard and on glass."""

    OFF = "off", _("두 손")
    LEFT = "left", _("왼손만")
    RIGHT = "right", _("오른손만")


class PreferenceManager(models.Manager["Preference"]):
    def of(self, user: User) -> Preference:
        """This person's, saved or not."""
        return self.filter(user=user).first() or Preference(user=user)

    def speak(self, user: User, language: str) -> None:
        """From now on, on every device."""
        self.update_or_create(user=user, defaults={"language": language})


class Preference(models.Model):
    """One row for whoever chose something; without one all is as the browser asks."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    language = models.CharField(
        _("언어"),
        max_length=8,
        blank=True,
        choices=settings.LANGUAGES,
        help_text="Empty: as the browser asks.",
    )
    one_handed = models.CharField(_("한 손으로 일하기"), max_length=5, choices=Hand, default=Hand.OFF)
    daily_goal = models.PositiveSmallIntegerField(
        _("하루 목표"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_IN_A_DAY)],
        help_text="Photos a day; empty: none.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = PreferenceManager()

    class Meta:
        ordering = ["user"]
        constraints = [
            models.CheckConstraint(
                condition=Q(daily_goal=None) | Q(daily_goal__gte=1), name="a_goal_is_something"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
