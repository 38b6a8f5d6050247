"""Which photos are the same picture, re-saved, cropped, framed or mirrored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, F, Func, Q
from django.db.models.functions import Least

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

    def dissolve_if_alone(self) -> None:
        """One photo is no group."""
        if self.fingerprints.count() < 2:
            self.delete()


class _BitCount(Func):
    """How many bits of a 64-bit number are set."""

    template = "bit_count((%(expressions)s)::bit(64))"
    output_field = models.IntegerField()


class FingerprintQuerySet(models.QuerySet["Fingerprint"]):
    def alike(self, hashes: Iterable[int], buckets: Iterable[int], *, bits: int) -> FingerprintQuerySet:
        """Those at most so many bits from one of the signed hashes, the nearest first, of those that have a
        quarter in common with the hash that these buckets are of: only they are found through an index."""
        apart = [_BitCount(F("signed_hash").bitxor(hash_)) for hash_ in hashes]
        near: Any = Least(*apart) if len(apart) > 1 else apart[0]
        sharing = self.filter(buckets__overlap=list(buckets)).annotate(bits=near)
        return sharing.filter(bits__lte=bits).order_by("bits", "image")

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


class SeparationQuerySet(models.QuerySet["Separation"]):
    def between(self, some: Iterable[int], others: Iterable[int]) -> SeparationQuerySet:
        """Those that keep a photo of the ones from a photo of the others."""
        ones, rest = list(some), list(others)
        return self.filter(Q(one__in=ones, other__in=rest) | Q(one__in=rest, other__in=ones))


class Separation(models.Model):
    """Somebody saw that two photos are not the same picture: no sweep groups them again."""

    one = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = SeparationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_photos_are_separated_once"),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="the_older_photo_of_a_separation_is_the_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"
