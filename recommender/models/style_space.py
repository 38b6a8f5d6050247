"""The spaces in which photos of one style lie together, and the queries that a new one has to pass."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy

from catalog.models import ProductImage, Tag

if TYPE_CHECKING:
    from django.contrib.auth.models import User

BULKY = ("weights", "comparison")


class StyleSpaceQuerySet(models.QuerySet["StyleSpace"]):
    def light(self) -> StyleSpaceQuerySet:
        """Without what is bulky."""
        return self.defer(*BULKY)

    def serving(self) -> StyleSpace | None:
        """The one that answers shoppers, without what is bulky; none before the first."""
        return self.light().filter(state=StyleSpace.State.SERVING).first()

    def serving_key(self) -> str:
        """Its key; "" before the first."""
        serving = self.filter(state=StyleSpace.State.SERVING)
        return serving.order_by().values_list("key", flat=True).first() or ""

    def chosen(self) -> StyleSpaceQuerySet:
        """Through the gate, and to serve as soon as its index stands; the newest first."""
        return self.light().filter(state=StyleSpace.State.CHOSEN).order_by("-pk")

    def waiting(self) -> StyleSpaceQuerySet:
        """Made, and nobody has decided."""
        return self.light().filter(state=StyleSpace.State.CANDIDATE).order_by("-pk")


class StyleSpace(models.Model):
    """A map from an encoder's embedding to a vector of unit length: near is what shares the mood."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", gettext_lazy("기다림")
        CHOSEN = "chosen", gettext_lazy("색인을 짓는 중")
        SERVING = "serving", gettext_lazy("쓰는 중")
        RETIRED = "retired", gettext_lazy("물러남")
        REJECTED = "rejected", gettext_lazy("돌려보냄")

    key = models.CharField(max_length=80, unique=True)
    encoder_key = models.CharField(max_length=80)
    model_key = models.CharField(
        max_length=64, blank=True, help_text="The champion whose labels it was learned from; empty: plain."
    )
    dimensions = models.PositiveSmallIntegerField()
    weights = models.BinaryField(help_text="safetensors: centre and matrix.")
    learned_share = models.FloatField(
        default=0.0, help_text="Of the similarity, what the labels taught; the rest is the plain embedding."
    )
    image_count = models.PositiveIntegerField(help_text="Photos that it was made from.")
    label_count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State, default=State.CANDIDATE)
    figures = models.JSONField(
        default=dict, blank=True, help_text="Beside the serving one, by kind of query."
    )
    comparison = models.JSONField(
        default=list, blank=True, help_text="Of each query the photos then and now."
    )
    reason = models.CharField(max_length=400, blank=True)
    details = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    served_at = models.DateTimeField(null=True, help_text="When it came to serve the last time.")

    objects = StyleSpaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="serving"), name="only_one_serving_space"
            ),
            models.CheckConstraint(
                condition=Q(learned_share__gte=0, learned_share__lte=1), name="learned_share_in_0_1"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def said(self) -> str:
        """Why it is where it is, in the language of whoever reads it."""
        return gettext(self.reason) % self.details if self.reason else ""

    @property
    def is_open(self) -> bool:
        """Whether it may still come to serve: nothing that the gate turned down does."""
        return self.state in {self.State.CANDIDATE, self.State.RETIRED}

    def decide(
        self,
        state: str,
        reason: str,
        *,
        now: dt.datetime,
        by: User | None = None,
        details: dict[str, str | int] | None = None,
    ) -> bool:
        """Choose or reject what is still open; False where somebody was faster."""
        mine = StyleSpace.objects.filter(pk=self.pk, state__in=[self.State.CANDIDATE, self.State.RETIRED])
        fields = {"state": state, "reason": reason, "details": details or {}, "decided_at": now}
        decided = bool(mine.update(**fields, decided_by=by))
        self.refresh_from_db(fields=[*fields, "decided_by"])
        return decided

    def serve(self, *, now: dt.datetime) -> None:
        """Answer shoppers from now on; call it in the transaction that switches the index."""
        with transaction.atomic():
            others = StyleSpace.objects.select_for_update(no_key=True).order_by("pk")
            list(others.values_list("pk", flat=True))
            serving = StyleSpace.objects.filter(state=self.State.SERVING).exclude(pk=self.pk)
            serving.update(state=self.State.RETIRED)
            self.state, self.served_at = self.State.SERVING, now
            self.save(update_fields=["state", "served_at"])


class FrozenQuery(models.Model):
    """One of the queries that every new space is judged by: drawn once by lot, and kept.

    A photo asked for products of a similar style, a tag asked for what carries it, or a photo that somebody
    took: cropped, tilted, mirrored or badly lit, asked for its own product.
    """

    class Kind(models.TextChoices):
        STYLE = "style", gettext_lazy("비슷한 스타일")
        TAG = "tag", gettext_lazy("태그")
        PHOTO = "photo", gettext_lazy("찍은 사진")

    kind = models.CharField(max_length=5, choices=Kind)
    image = models.ForeignKey(ProductImage, null=True, on_delete=models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, null=True, on_delete=models.CASCADE, related_name="+")
    treatment = models.CharField(max_length=20, blank=True, help_text="What was done to the photo.")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "image", "tag", "treatment"],
                nulls_distinct=False,
                name="a_query_is_frozen_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="tag", image=None) | Q(~Q(kind="tag"), tag=None),
                name="a_query_asks_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.image_id or self.tag} {self.treatment}".strip()
