"""What we now believe, derived from verdicts and rebuildable from them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThan

from catalog.models import ProductImage, Tag, same_picture_as


class AuditImageQuerySet(models.QuerySet["AuditImage"]):
    def photos_of_products(self) -> models.QuerySet[ProductImage]:
        """All photos of the products whose first photo is audited."""
        return ProductImage.objects.filter(product__in=self.order_by().values("image__product"))

    def found_in(self, image_ids: Collection[int]) -> set[int]:
        """Of these images the photos of audited products, and copies of such photos.

        What it costs depends on how many are looked at, not on the catalog: where photos_of_products() goes
        through a share of that.
        """
        columns = ("pk", "sha256", "fingerprint__group")
        photos = list(ProductImage.objects.filter(pk__in=list(image_ids)).values_list(*columns))
        # Two queries: with an OR between them Postgres would use neither index.
        marks = self._of_products("sha256", {sha256 for _, sha256, _ in photos})
        marks |= self._of_products("fingerprint__group", {group for *_, group in photos} - {None})
        return {pk for pk, sha256, group in photos if sha256 in marks or group in marks}

    def _of_products(self, mark: str, values: Collection[str | int | None]) -> set[str | int]:
        """Of these hashes, or groups of near-duplicates, those that a photo of an audited product has."""
        path = f"image__product__images__{mark}"
        return set(self.filter(**{f"{path}__in": values}).order_by().values_list(path, flat=True))


class AuditImage(models.Model):
    """An image drawn uniformly at random. No photo of its product is ever trained on."""

    image = models.OneToOneField(ProductImage, on_delete=models.CASCADE, related_name="audit")
    drawn_at = models.DateTimeField()

    objects = AuditImageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.image)


class LabelQuerySet(models.QuerySet["Label"]):
    def known(self) -> LabelQuerySet:
        """Somebody said yes or no, a person or a trusted source; "unsure" alone teaches nothing."""
        return self.filter(Q(yes__gt=0) | Q(no__gt=0) | Q(sourced_yes__gt=0) | Q(sourced_no__gt=0))

    def told_by_people(self) -> LabelQuerySet:
        """A person said yes or no."""
        return self.filter(Q(yes__gt=0) | Q(no__gt=0))

    def trainable(self) -> LabelQuerySet:
        """Known, and nothing of the audit set."""
        return self.known().apart_from_audit()

    def apart_from_audit(self) -> LabelQuerySet:
        """On no product of the audit set, nor on a copy or near-duplicate of one of its photos."""
        kept = AuditImage.objects.photos_of_products()
        return self.exclude(same_picture_as(kept, path="image__"))

    def unanimous(self, value: str) -> LabelQuerySet:
        """Whoever was asked said "yes", or "no", and nothing else."""
        others = dict.fromkeys({"yes", "no", "unsure"} - {value}, 0)
        return self.filter(**{f"{value}__gt": 0}, **others)

    def agreed(self) -> LabelQuerySet:
        """Two people or more said the same, and nobody anything else."""
        return self.filter(Q(yes__gt=1, no=0, unsure=0) | Q(no__gt=1, yes=0, unsure=0))

    def told_singly(self) -> LabelQuerySet:
        """Yes or no by one person, who looked at the photo alone: what an unmarked tile implies is less."""
        one = self.alias(people_asked=F("yes") + F("no") + F("unsure")).filter(people_asked=1, unsure=0)
        return one.filter(
            image__reviews__item__isnull=False,
            image__reviews__withdrawal=None,
            image__reviews__verdicts__tag=F("tag"),
        ).distinct()

    def known_by_tag(self) -> dict[int, int]:
        """By tag's id, of how many images it is known."""
        counted = self.known().order_by().values_list("tag_id").annotate(images=models.Count("pk"))
        return dict(counted)

    def by_several(self) -> LabelQuerySet:
        """Two people or more were asked."""
        return self.alias(people_asked=F("yes") + F("no") + F("unsure")).filter(people_asked__gt=1)

    def torn(self) -> LabelQuerySet:
        """Yes and no were both said, or somebody is unsure."""
        return self.filter(Q(yes__gt=0, no__gt=0) | Q(unsure__gt=0))

    def disputed(self) -> LabelQuerySet:
        """Yes and no were said equally often, or somebody is unsure, of two people at most."""
        asked_few = self.alias(people_asked=F("yes") + F("no") + F("unsure")).filter(people_asked__in=[1, 2])
        return asked_few.filter(Q(yes=F("no")) | Q(unsure__gt=0))

    def most_people_first(self) -> LabelQuerySet:
        """Of equally many the oldest first."""
        return self.alias(people_asked=F("yes") + F("no") + F("unsure")).order_by("-people_asked", "pk")

    def torn_first(self) -> LabelQuerySet:
        """Of which people said yes and no before those of which they were unsure; then the oldest."""
        return self.order_by("unsure", "updated_at", "pk")

    def audited(self) -> LabelQuerySet:
        """Told by people, and on an image of the audit set.

        A source's word is no measure: it may come from a model, or from the words that one has read.
        """
        return self.told_by_people().exclude(image__audit=None)

    def people_say(self, value: bool) -> LabelQuerySet:
        """Most people do, whatever sources say."""
        return self.filter(yes__gt=F("no")) if value else self.filter(no__gt=F("yes"))


_FOR, _AGAINST = F("yes") + F("sourced_yes"), F("no") + F("sourced_no")


class Label(models.Model):
    """How many people said what of (image, tag), and what trusted sources' word weighs beside theirs.

    No row means unknown, which is never "no".
    """

    image = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="labels")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="labels")
    yes = models.PositiveSmallIntegerField(default=0)
    no = models.PositiveSmallIntegerField(default=0)
    unsure = models.PositiveSmallIntegerField(default=0)
    sourced_yes = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        default=0,
        db_default=0,
        help_text="Weights of the sources that say yes.",
    )
    sourced_no = models.DecimalField(max_digits=8, decimal_places=2, default=0, db_default=0)
    value = models.GeneratedField(
        expression=models.Case(
            models.When(GreaterThan(_FOR, _AGAINST), then=models.Value(True)),
            models.When(GreaterThan(_AGAINST, _FOR), then=models.Value(False)),
            default=None,
        ),
        output_field=models.BooleanField(null=True),
        db_persist=True,
        help_text="Of the majority, sources counted by weight; empty when torn or unsure.",
    )
    updated_at = models.DateTimeField()

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["image", "tag"], name="one_label_per_image_and_tag")]
        indexes = [
            models.Index(fields=["tag", "value"], name="labels_of_a_tag"),
            models.Index(
                fields=["image"], condition=Q(yes__gt=0, no__gt=0) | Q(unsure__gt=0), name="torn_labels"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image} · {self.tag}: {self.value}"

    @property
    def people(self) -> int:
        return self.yes + self.no + self.unsure
