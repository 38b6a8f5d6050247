"""Grids: many photos, one tag, one question. Each answered tile is a review like any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from catalog.models import ProductImage, Tag
from labeling.models.assignment import Queue, assignment_of
from labeling.models.lease import Leased, LeasedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class GridQuerySet(LeasedQuerySet["Grid"]):
    def held_by(self, curator: User, *, now: dt.datetime) -> GridQuerySet:
        """What this curator may answer now, the next one first."""
        return self.open().filter(leased_by=curator, leased_until__gt=now).order_by("id")

    def waiting_for(self, curator: User, *, now: dt.datetime) -> GridQuerySet:
        """What this curator could answer: free, or held by them already; of tags that are still asked."""
        return self.assigned_to(curator).free_for(curator, now=now).filter(tag__retired_at=None)

    def assigned_to(self, person: User) -> GridQuerySet:
        given = assignment_of(person)
        if given is None:
            return self
        return self.filter(given.of_tags()) if given.covers(Queue.GRIDS) else self.none()

    def answerable_by(self, curator: User) -> GridQuerySet:
        """Leaves out what the curator has answered, though another held it then and it stayed open, and
        what shows a photo that they flagged."""
        this = Grid.objects.filter(pk=OuterRef("pk"))
        answered = this.filter(reviews__curator=curator, reviews__withdrawal=None)
        flagged = this.filter(tiles__image__flags__curator=curator, tiles__image__flags__withdrawal=None)
        return self.exclude(Exists(answered)).exclude(Exists(flagged))

    def of(self, tag: Tag) -> GridQuerySet:
        return self.filter(tag=tag)

    def seen_by(self, curator: User) -> GridQuerySet:
        """Held by the curator, or answered: what they may speak of. A lease that ran out was still theirs."""
        return self.filter(Q(leased_by=curator) | Q(reviews__curator=curator)).distinct()

    def current(self, model_key: str) -> GridQuerySet:
        """With probabilities of this model, of a tag that is still asked."""
        return self.filter(model_key=model_key, tag__retired_at=None)

    def outdated(self, model_key: str) -> GridQuerySet:
        """With probabilities of another model, or of a tag that is asked no more."""
        return self.filter(~Q(model_key=model_key) | Q(tag__retired_at__isnull=False))

    def leased_after(self, moment: dt.datetime) -> GridQuerySet:
        """Open, and held by somebody at some time after that."""
        return self.open().filter(leased_until__gt=moment)

    def showing(self, image_ids: Collection[int]) -> GridQuerySet:
        """With at least one of these photos."""
        return self.filter(Exists(GridTile.objects.filter(grid=OuterRef("pk"), image__in=image_ids)))

    def for_screen(self) -> GridQuerySet:
        """With all that the page shows, in a constant number of queries."""
        return self.select_related("tag__facet").prefetch_related(
            Prefetch("tiles", GridTile.objects.select_related("image__product"))
        )


class Grid(Leased):
    """Photos of which the model thinks alike of one tag: the curator picks out those where it is wrong."""

    class Kind(models.TextChoices):
        """What an unmarked tile says."""

        LIKELY = "likely", "likely: unmarked is yes"
        UNLIKELY = "unlikely", "unlikely: unmarked is no"

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="grids")
    kind = models.CharField(max_length=8, choices=Kind)
    low = models.FloatField(help_text="Probability of the tag, at least.")
    high = models.FloatField(help_text="Probability of the tag, at most.")
    model_key = models.CharField(max_length=64, help_text="Whose probabilities these are.")
    created_at = models.DateTimeField()
    leased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leased_grids",
        db_index=False,  # few are open at any time
    )

    objects = GridQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=0, high__lte=1, low__lte=models.F("high")), name="a_band_lies_in_0_1"
            ),
            models.CheckConstraint(
                condition=Q(leased_by=None, leased_until=None) | Q(leased_until__isnull=False),
                name="a_lease_of_a_grid_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["tag", "id"], condition=Q(closed_at=None), name="open_grids_of_a_tag")
        ]

    def __str__(self) -> str:
        return f"{self.tag} {self.low:.2f}–{self.high:.2f}"

    @property
    def implied(self) -> bool:
        """Whether an unmarked tile has the tag."""
        return self.kind == self.Kind.LIKELY

    def reopen_for(self, curator: User, *, now: dt.datetime) -> None:
        """Ask it again, of this curator; what another holds by now stays theirs."""
        if self.is_held_by_another(curator, now=now):
            return
        self.closed_at, self.leased_by, self.leased_until = None, curator, self.lease_end(now)
        self.save(update_fields=["closed_at", "leased_by", "leased_until"])


class GridTileQuerySet(models.QuerySet["GridTile"]):
    def taken(self, *, since: dt.datetime) -> GridTileQuerySet:
        """In a grid that waits, or that somebody has answered or skipped after that."""
        return self.filter(Q(grid__closed_at=None) | Q(grid__reviews__created_at__gt=since)).distinct()

    def unflagged_by(self, curator: User) -> GridTileQuerySet:
        """Of photos that the curator has not flagged."""
        flagged = ProductImage.objects.filter(flags__curator=curator, flags__withdrawal=None)
        return self.exclude(image__in=flagged)


class GridTile(models.Model):
    """One photo of a grid. A check's answer is known: it tells whether people look, and labels nothing."""

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="tiles")
    image = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="grid_tiles")
    position = models.PositiveSmallIntegerField()
    probability = models.FloatField()
    is_check = models.BooleanField(default=False)
    known = models.BooleanField(
        null=True, blank=True, help_text="Of a check: whether people said before that the tag holds."
    )

    objects = GridTileQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["grid", "position"], name="one_tile_per_place"),
            models.UniqueConstraint(fields=["grid", "image"], name="an_image_is_once_in_a_grid"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="probability_of_a_tile_in_0_1"
            ),
            models.CheckConstraint(
                condition=Q(is_check=True, known__isnull=False) | Q(is_check=False, known=None),
                name="only_of_a_check_the_answer_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image} · {self.probability:.2f}"
