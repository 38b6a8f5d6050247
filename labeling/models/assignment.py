"""What a person was asked to work on. Who has no assignment works on everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from labeling.models.preference import MOST_IN_A_DAY

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Queue(models.TextChoices):
    """The kinds of work that wait."""

    SINGLE = "single", _("한 장씩")
    AUDIT = "audit", _("감사")
    GRIDS = "grids", _("묶음")
    COMPARE = "compare", _("비교")


class Assignment(models.Model):
    """One row for each person who has one; an empty list means all.

    Facets and tags are kept as ids beside the person, not in tables between them: each lease asks for them,
    and a question more for each would be paid by whoever waits for the next photo. An id of what is gone
    fits nothing.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignment"
    )
    queues = ArrayField(
        models.CharField(max_length=8, choices=Queue), verbose_name=_("일"), default=list, blank=True
    )
    facets = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Ids; with all their tags."
    )
    tags = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Ids, beside the facets'."
    )
    opinions_first = models.BooleanField(
        _("의견이 갈린 사진 먼저"), default=False, help_text="Second opinions come before all else."
    )
    daily_goal = models.PositiveSmallIntegerField(
        _("하루 목표"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_IN_A_DAY)],
        help_text="Photos a day; empty: none was agreed on.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["person"]
        constraints = [
            models.CheckConstraint(
                condition=Q(daily_goal=None) | Q(daily_goal__gte=1), name="an_agreed_goal_is_something"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def covers(self, queue: str) -> bool:
        return not self.queues or queue in self.queues

    @property
    def is_narrow(self) -> bool:
        """Whether only some tags are asked of this person."""
        return bool(self.facets or self.tags)

    def of_tags(self, path: str = "tag") -> Q:
        """What is asked for the sake of these tags, where `path` leads from a row to its tag."""
        if not self.is_narrow:
            return Q()
        return Q(**{f"{path}__in": self.tags}) | Q(**{f"{path}__facet__in": self.facets})


def assignment_of(person: User) -> Assignment | None:
    """None where all work is theirs. PersonBackend fetches it with whoever is signed in."""
    found: Assignment | None = getattr(person, "assignment", None)
    return found
