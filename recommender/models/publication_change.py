"""What changed in the shop, row by row: a log from which anybody can keep a copy of the published tags."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Tag
from recommender.models.publication import Publication


class Why(models.TextChoices):
    """Why a tag of a product came, changed or went."""

    PEOPLE = "people", _("사람이 확인")
    DENIED = "denied", _("사람이 아니라고 함")
    LABELS = "labels", _("라벨이 바뀜")
    SURE = "sure", _("모델이 문턱을 넘음")
    MODEL = "model", _("모델이 바뀜")
    THRESHOLD = "threshold", _("문턱을 넘지 못함")
    SEEN_ANEW = "seen", _("사진이나 글이 바뀜")
    OTHER_CHOICE = "choice", _("다른 선택지로 정해짐")
    RETIRED = "retired", _("태그를 더 쓰지 않음")
    HELD = "held", _("관리자가 내림")
    GONE = "gone", _("상품이 없어짐")
    BEFORE = "before", _("기록하기 전부터 있음")


class PublicationChangeQuerySet(models.QuerySet["PublicationChange"]):
    def after(self, pk: int) -> PublicationChangeQuerySet:
        """What came after that change, in the order in which it became visible."""
        return self.filter(pk__gt=pk).order_by("pk").select_related("tag")

    def newest_id(self) -> int:
        """Of the last change; 0 before the first."""
        return self.order_by("-pk").values_list("pk", flat=True).first() or 0

    def of_kind(self, kind: str) -> PublicationChangeQuerySet:
        """Those that added, changed or removed a tag; any other word means all."""
        kinds = {
            "added": Q(from_source="") & ~Q(to_source=""),
            "changed": ~Q(from_source="") & ~Q(to_source=""),
            "removed": Q(to_source=""),
        }
        return self.filter(kinds.get(kind, Q()))

    def orphaned(self) -> PublicationChangeQuerySet:
        """Of products that are no more: the last that is known of each tag, unless that it went."""
        newest = self.order_by("external_id", "tag_id", "-pk").distinct("external_id", "tag_id")
        alone = self.filter(product=None).values("external_id")
        return self.filter(pk__in=newest.filter(external_id__in=alone).values("pk"), product=None).exclude(
            to_source=""
        )


class PublicationChange(models.Model):
    """One tag of one product that came, changed or went.

    Written under the publishing lock, chunk by chunk, so that ids grow in the order in which rows become
    visible: who has read up to one id has missed nothing before it. The product's external id stays when the
    product goes.
    """

    publication = models.ForeignKey(Publication, null=True, on_delete=models.PROTECT, related_name="changes")
    product = models.ForeignKey(
        Product, null=True, on_delete=models.SET_NULL, related_name="publication_changes"
    )
    external_id = models.CharField(max_length=200)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="publication_changes")
    why = models.CharField(max_length=9, choices=Why)
    from_source = models.CharField(max_length=9, blank=True, help_text="Empty: the product did not carry it.")
    from_confidence = models.FloatField(null=True)
    from_model_key = models.CharField(max_length=64, blank=True)
    to_source = models.CharField(max_length=9, blank=True, help_text="Empty: it no longer does.")
    to_confidence = models.FloatField(null=True)
    to_model_key = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()

    objects = PublicationChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_source="", to_source=""), name="a_change_is_from_or_to_something"
            )
        ]
        indexes = [
            models.Index(fields=["publication", "id"], name="changes_of_a_publication"),
            models.Index(F("external_id"), F("tag"), F("id").desc(), name="last_change_of_a_tag"),
            models.Index(fields=["external_id"], name="changes_without_product", condition=Q(product=None)),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} · {self.tag} · {self.kind}"

    @property
    def kind(self) -> str:
        """`added`, `changed` or `removed`."""
        if not self.to_source:
            return "removed"
        return "changed" if self.from_source else "added"
