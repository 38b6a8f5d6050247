"""Which photos are the same picture, re-saved, cropped, framed or mirrored."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count

from catalog.models.product import ProductImage

SIGN = 1 << 63


class DuplicateGroupQuerySet(models.QuerySet["DuplicateGroup"]):
    def with_sizes(self) -> DuplicateGroupQuerySet:
        """With how many photos are in each, as `size`."""
        return self.annotate(size=Count("fingerprints"))


class DuplicateGroup(models.Model):
    """One picture of which there are several photos. A photo belongs to one group or to none."""

    created_at = models.DateTimeField()

    objects = DuplicateGroupQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def absorb(self, others: Iterable[DuplicateGroup]) -> None:
        """Take in the photos of groups that turned out to be the same picture; those groups are gone."""
        gone = [group.pk for group in others if group.pk != self.pk]
        Fingerprint.objects.filter(group__in=gone).update(group=self)
        DuplicateGroup.objects.filter(pk__in=gone).delete()


class FingerprintQuerySet(models.QuerySet["Fingerprint"]):
    def sharing_a_bucket(self, buckets: Iterable[int]) -> FingerprintQuerySet:
        """Those whose hash has a quarter in common with the one that these buckets are of."""
        return self.filter(buckets__overlap=list(buckets))

    def grouped(self) -> FingerprintQuerySet:
        """Photos of which there is another copy."""
        return self.exclude(group=None)


class Fingerprint(models.Model):
    """A photo that was compared with all that came before it: its perceptual hash, and its group if any."""

    image = models.OneToOneField(
        ProductImage, on_delete=models.CASCADE, primary_key=True, related_name="fingerprint"
    )
    signed_hash = models.BigIntegerField(
        null=True, help_text="64 bits as a signed number; empty where the photo could not be opened."
    )
    buckets = ArrayField(
        models.IntegerField(), default=list, help_text="The hash in quarters, each with its place."
    )
    group = models.ForeignKey(
        DuplicateGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="fingerprints"
    )
    compared_at = models.DateTimeField()

    objects = FingerprintQuerySet.as_manager()

    class Meta:
        ordering = ["image"]
        indexes = [GinIndex(fields=["buckets"], name="fingerprint_buckets")]

    def __str__(self) -> str:
        return str(self.image)

    @property
    def hash(self) -> int | None:
        """The 64 bits, unsigned."""
        return None if self.signed_hash is None else self.signed_hash % (2 * SIGN)

    @staticmethod
    def signed(hash_: int) -> int:
        """64 bits as Postgres keeps them."""
        return hash_ - 2 * SIGN if hash_ >= SIGN else hash_
