"""Which vector indexes stand, which of them answers shoppers, and what each of them holds."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy


class IndexGenerationQuerySet(models.QuerySet["IndexGeneration"]):
    def live(self, engine: str) -> IndexGeneration | None:
        """The one that answers shoppers; None before the first."""
        return self.filter(engine=engine, state=IndexGeneration.State.LIVE).first()

    def answering(self, engine: str, space_key: str) -> IndexGeneration | None:
        """The one for vectors of this space: the live one, or one that has just been followed by another."""
        there = self.filter(engine=engine, space_key=space_key).exclude(live_at=None)
        return there.exclude(state=IndexGeneration.State.DROPPED).order_by("-live_at").first()

    def building(self, engine: str) -> IndexGenerationQuerySet:
        """Begun and not finished; the newest first."""
        return self.filter(engine=engine, state=IndexGeneration.State.BUILDING).order_by("-pk")

    def left_since(self, moment: dt.datetime) -> IndexGenerationQuerySet:
        """Retired before that: nobody is searching them any more."""
        return self.filter(state=IndexGeneration.State.RETIRED, retired_at__lt=moment)


class IndexGeneration(models.Model):
    """A vector index for one style space. It is built beside the one that serves, then swapped with it."""

    class State(models.TextChoices):
        BUILDING = "building", gettext_lazy("짓는 중")
        LIVE = "live", gettext_lazy("쓰는 중")
        RETIRED = "retired", gettext_lazy("물러남")
        DROPPED = "dropped", gettext_lazy("지움")

    engine = models.CharField(max_length=20)
    space_key = models.CharField(max_length=80)
    dimensions = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.BUILDING)
    photos = models.PositiveBigIntegerField(default=0)
    watermark = models.JSONField(
        default=dict,
        blank=True,
        help_text="How the catalog looked to the last sweep that found nothing left.",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who had it built by hand; empty where the catalog or a space asked for it.",
    )
    created_at = models.DateTimeField()
    built_at = models.DateTimeField(null=True)
    live_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = IndexGenerationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engine"], condition=Q(state="live"), name="one_index_of_an_engine_is_live"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.space_key}"

    @property
    def name(self) -> str:
        """What the engine knows it by."""
        return f"recommender_index_{self.pk:d}"

    def go_live(self, *, now: dt.datetime) -> None:
        """Answer shoppers from now on; whichever did so far retires in the same transaction."""
        with transaction.atomic():
            others = IndexGeneration.objects.select_for_update(no_key=True).filter(engine=self.engine)
            list(others.order_by("pk").values_list("pk", flat=True))
            serving = IndexGeneration.objects.filter(engine=self.engine, state=self.State.LIVE)
            serving.exclude(pk=self.pk).update(state=self.State.RETIRED, retired_at=now)
            self.state, self.live_at, self.retired_at = self.State.LIVE, now, None
            self.save(update_fields=["state", "live_at", "retired_at"])


class IndexedImageQuerySet(models.QuerySet["IndexedImage"]):
    def differing(
        self,
        generation: IndexGeneration,
        encoder_key: str,
        *,
        between: tuple[int, int],
        meant: dict[str, int],
    ) -> list[tuple[int, uuid.UUID | None]]:
        """Photos in this range of ids (after, up to) that it does not hold as the catalog has them, with the
        digest of what to hold; None of those that are gone, or have no embedding by this encoder.

        `meant`: by what sellers call a category the id of its tag.
        """
        query = """
            WITH wanted AS (
                SELECT image.id AS image_id, md5(concat_ws('|',
                    embedding.id, product.id, coalesce(product.price::text, '-'), product.in_stock,
                    length(product.seller), product.seller, coalesce(meant.tag::text, '-'), carried.tags
                ))::uuid AS digest
                FROM catalog_productimage image
                JOIN catalog_product product ON product.id = image.product_id
                JOIN catalog_embedding embedding
                    ON embedding.image_id = image.id AND embedding.encoder_key = %(encoder)s
                LEFT JOIN unnest(%(texts)s::text[], %(tags)s::bigint[]) AS meant (text, tag)
                    ON meant.text = product.category
                CROSS JOIN LATERAL (
                    SELECT coalesce(array_agg(tag_id ORDER BY tag_id), '{}')::text AS tags
                    FROM recommender_publishedtag WHERE product_id = product.id
                ) carried
                WHERE image.id > %(after)s AND image.id <= %(upto)s
            ), held AS (
                SELECT image_id, digest FROM recommender_indexedimage
                WHERE generation_id = %(generation)s AND image_id > %(after)s AND image_id <= %(upto)s
            )
            SELECT image_id, wanted.digest FROM wanted FULL JOIN held USING (image_id)
            WHERE wanted.digest IS DISTINCT FROM held.digest ORDER BY image_id
        """
        values: dict[str, Any] = {"encoder": encoder_key, "generation": generation.pk, "texts": list(meant)}
        values |= {"tags": list(meant.values()), "after": between[0], "upto": between[1]}
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            return [(image, digest) for image, digest in cursor.fetchall()]

    def note(self, generation: IndexGeneration, digests: Iterable[tuple[int, uuid.UUID]]) -> None:
        """The generation holds these photos as the digests say."""
        self.bulk_create(
            (IndexedImage(generation=generation, image_id=image, digest=digest) for image, digest in digests),
            batch_size=2_000,
            update_conflicts=True,
            unique_fields=["generation", "image_id"],
            update_fields=["digest"],
        )


class IndexedImage(models.Model):
    """What a generation holds of a photo, as a digest: what differs from the catalog is put in again.

    The photo is a number: of one that is gone the row has to stay until the index has heard of it.
    """

    generation = models.ForeignKey(IndexGeneration, on_delete=models.CASCADE, related_name="images")
    image_id = models.BigIntegerField()
    digest = models.UUIDField(help_text="Of everything that is put into the index.")

    objects = IndexedImageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["generation", "image_id"], name="a_photo_is_indexed_once")
        ]

    def __str__(self) -> str:
        return f"{self.generation_id} · {self.image_id}"
