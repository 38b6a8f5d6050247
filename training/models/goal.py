"""How good a tag is meant to become, and who said so."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Facet, Tag


class TagGoal(models.Model):
    """A goal for one tag, or for all of a facet that have none of their own. Rows are only added."""

    LEAST, MOST = 0.3, 0.99

    tag = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.PROTECT, related_name="goals")
    facet = models.ForeignKey(Facet, null=True, blank=True, on_delete=models.PROTECT, related_name="goals")
    value = models.FloatField(null=True, help_text="Average precision; empty: back to what holds otherwise.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tag=None, facet__isnull=False) | Q(tag__isnull=False, facet=None),
                name="a_goal_is_of_a_tag_or_a_facet",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0.3, value__lte=0.99), name="a_goal_can_be_met"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag or self.facet}: {self.value}"
