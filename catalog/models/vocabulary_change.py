"""What was done to the vocabulary, by whom, and what verdicts of a tag that is no more count as since."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.vocabulary import Tag

if TYPE_CHECKING:
    from django.contrib.auth.models import User


MOST_SINCE = 20
"""Changes of one tag that are told to whoever had an old page open."""


class VocabularyChangeQuerySet(models.QuerySet["VocabularyChange"]):
    def in_force(self) -> VocabularyChangeQuerySet:
        """Not undone."""
        return self.filter(undone_at=None)

    def upon(self, change: VocabularyChange) -> VocabularyChangeQuerySet:
        """In force, later than `change`, and of a tag that it touched: these are undone before it is."""
        return self.in_force().filter(pk__gt=change.pk, tags__overlap=change.tags).order_by("-pk")

    def since(self, tag: Tag, version: int) -> list[VocabularyChange]:
        """What made of that version of the tag what it is now, the newest first."""
        last = self.filter(tags__contains=[tag.pk]).select_related("by").order_by("-pk")[:MOST_SINCE]
        return [change for change in last if change.after.get(str(tag.pk), 0) > version]


class VocabularyChange(models.Model):
    """One act of a manager, undone as a whole or not at all.

    params: what was asked for. before: what tags were ({"tags": {id: {field: value}}}), which came to be by
    it ("made": [id]), and which texts of sellers changed their meaning ("texts": …). after: by tag's id, the
    version that it had then; another one now says that somebody went on from there.
    """

    class Kind(models.TextChoices):
        EDIT = "edit", _("고침")
        RENAME = "rename", _("이름 바꿈")
        MERGE = "merge", _("합침")
        SPLIT = "split", _("나눔")
        RETIRE = "retire", _("은퇴")
        BRING_BACK = "back", _("다시 씀")
        MOVE = "move", _("옮김")
        CREATE = "create", _("새로 만듦")
        MAP = "map", _("판매자 태그를 이음")
        IGNORE = "ignore", _("판매자 태그에 뜻이 없음")

    kind = models.CharField(max_length=6, choices=Kind)
    tags = ArrayField(models.BigIntegerField(), default=list, help_text="Every tag that it touched.")
    params = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = VocabularyChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="what_was_undone_was_undone_by_somebody",
            )
        ]
        indexes = [GinIndex(fields=["tags"], name="changes_of_a_vocabulary_tag")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.params.get('told', '')}"

    def close(self, *, by: User, now: dt.datetime) -> None:
        """It holds no more. Its row stays, and says who said so."""
        self.undone_by, self.undone_at = by, now
        self.save(update_fields=["undone_by", "undone_at"])


class TagMappingQuerySet(models.QuerySet["TagMapping"]):
    def in_force(self, moment: dt.datetime | None = None) -> TagMappingQuerySet:
        """Of changes that stand, or stood at that moment."""
        if moment is None:
            return self.filter(change__undone_at=None)
        stood = Q(change__undone_at=None) | Q(change__undone_at__gt=moment)
        return self.filter(stood, change__at__lte=moment)


class TagMapping(models.Model):
    """What a verdict of `from_tag` counts as. The verdict itself is never rewritten.

    After a merge every verdict counts as one of `to_tag`, and as none of `from_tag`. After a split a "no" is
    one to each part as well; of a "yes" nobody knows which part was meant.
    """

    class Says(models.TextChoices):
        ALL = "all", _("모든 답")
        NO = "no", _("아니라는 답만")

    change = models.ForeignKey(VocabularyChange, on_delete=models.PROTECT, related_name="mappings")
    from_tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="mapped_to")
    to_tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="mapped_from")
    says = models.CharField(max_length=3, choices=Says)

    objects = TagMappingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["change", "from_tag", "to_tag"], name="a_mapping_is_made_once"),
            models.CheckConstraint(condition=~Q(from_tag=F("to_tag")), name="a_tag_maps_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.from_tag} → {self.to_tag} ({self.says})"
