"""Which of two photos is more so: what is asked, what was answered, and the order that follows from it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest, Least

from catalog.models import ProductImage, Tag
from labeling.models.assignment import Queue, assignment_of
from labeling.models.flag import Flag
from labeling.models.label import AuditImage
from labeling.models.lease import Leased, LeasedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class PairQuerySet(LeasedQuerySet["Pair"]):
    def waiting(self) -> PairQuerySet:
        """Open, and nobody has passed it yet."""
        return self.open().exclude(Exists(Comparison.objects.standing().filter(pair=OuterRef("pk"))))

    def held_by(self, curator: User, *, now: dt.datetime) -> PairQuerySet:
        """What this curator may answer now, the next one first."""
        return self.answerable_by(curator).filter(leased_by=curator, leased_until__gt=now).order_by("id")

    def answerable_by(self, curator: User) -> PairQuerySet:
        """Open, of tags in use; leaves out what this curator has passed already, or flagged a photo of."""
        passed = Comparison.objects.standing().filter(pair=OuterRef("pk"), curator=curator)
        flagged = Flag.objects.standing().filter(curator=curator)
        return (
            self.open()
            .filter(tag__retired_at=None)
            .exclude(Exists(passed))
            .exclude(Exists(flagged.filter(Q(image=OuterRef("left")) | Q(image=OuterRef("right")))))
        )

    def waiting_for(self, curator: User, *, now: dt.datetime) -> PairQuerySet:
        """What this curator could answer: free, or held by them already."""
        return self.answerable_by(curator).assigned_to(curator).free_for(curator, now=now)

    def assigned_to(self, person: User) -> PairQuerySet:
        given = assignment_of(person)
        if given is None:
            return self
        return self.filter(given.of_tags()) if given.covers(Queue.COMPARE) else self.none()

    def for_screen(self) -> PairQuerySet:
        """With all that the page shows, in a constant number of queries."""
        return self.select_related("tag", "left__product", "right__product")


class Pair(Leased):
    """Two photos, one tag. Who is left was drawn by lot, so that a hand's habit favours nobody."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="pairs")
    left = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    leased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leased_pairs",
        db_index=False,  # few are open at any time
    )

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "tag",
                Least("left", "right"),
                Greatest("left", "right"),
                condition=Q(closed_at=None),
                name="a_pair_waits_once",
            ),
            models.CheckConstraint(condition=~Q(left=F("right")), name="a_pair_is_of_two_photos"),
            models.CheckConstraint(
                condition=Q(leased_by=None, leased_until=None) | Q(leased_until__isnull=False),
                name="a_lease_of_a_pair_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["tag", "id"], condition=Q(closed_at=None), name="open_pairs_of_a_tag")
        ]

    def __str__(self) -> str:
        return f"{self.tag}: {self.left_id} | {self.right_id}"

    def pass_on(self) -> None:
        """Whoever held it cannot say: somebody else may."""
        self.leased_by, self.leased_until = None, None
        self.save(update_fields=["leased_by", "leased_until"])

    def reopen_for(self, curator: User, *, now: dt.datetime) -> None:
        """Ask it again, of this curator, unless another holds it or the same two wait anew by now."""
        if self.is_held_by_another(curator, now=now):
            return
        two = Q(left=self.left_id, right=self.right_id) | Q(left=self.right_id, right=self.left_id)
        if Pair.objects.open().filter(two, tag=self.tag_id).exclude(pk=self.pk).exists():
            return
        self.closed_at, self.leased_by, self.leased_until = None, curator, self.lease_end(now)
        self.save(update_fields=["closed_at", "leased_by", "leased_until"])


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def standing(self) -> ComparisonQuerySet:
        """Not taken back."""
        return self.filter(withdrawal=None)

    def telling(self) -> ComparisonQuerySet:
        """What each person said last of a pair, if it stands and is more than "I cannot say".

        Two devices of one person hold the same pair: whoever answers it on both is one opinion, not two.
        """
        later = Comparison.objects.standing().filter(
            pair=OuterRef("pair"), curator=OuterRef("curator"), pk__gt=OuterRef("pk")
        )
        return self.standing().exclude(answer=Comparison.Answer.SKIP).exclude(Exists(later))

    def gradable(self) -> ComparisonQuerySet:
        """Telling, and of no photo that turned out to be of the audit set, or a copy of one.

        Asks at once which photos were compared, for they are few beside the audit set's. Narrow it before.
        """
        said = self.telling()
        twos = said.order_by().values_list("pair__left", "pair__right")
        audited = AuditImage.objects.found_in({photo for two in twos for photo in two})
        return said.exclude(Q(pair__left__in=audited) | Q(pair__right__in=audited))


class Comparison(models.Model):
    """What one person said of a pair. Rows are only ever added; taking back is a row too."""

    class Answer(models.TextChoices):
        LEFT = "left", "왼쪽"
        RIGHT = "right", "오른쪽"
        SAME = "same", "비슷함"
        SKIP = "skip", "건너뜀"

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="comparisons")
    curator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comparisons"
    )
    client_id = models.UUIDField(help_text="Made by the browser, so that a resend records nothing twice.")
    answer = models.CharField(max_length=5, choices=Answer, help_text="As it was shown: left or right.")
    seconds = models.FloatField(null=True, help_text="From the pictures on screen to the answer.")
    created_at = models.DateTimeField()

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["curator", "client_id"], name="a_comparison_is_recorded_once"),
            models.CheckConstraint(
                condition=Q(answer__in=["left", "right", "same", "skip"]),
                name="a_comparison_has_one_of_four_answers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair}: {self.answer}"


class ComparisonWithdrawal(models.Model):
    """A comparison that was taken back, by whom and when. The comparison itself stays."""

    comparison = models.OneToOneField(Comparison, on_delete=models.PROTECT, related_name="withdrawal")
    bulk = models.ForeignKey(
        "labeling.BulkWithdrawal",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="comparison_withdrawals",
        help_text="The act of a manager that this is part of, if it is.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.comparison} ↶"


ENOUGH = 3
"""Comparisons of a photo; with fewer its grade says more about the others than about itself."""


class GradeQuerySet(models.QuerySet["Grade"]):
    def telling(self) -> GradeQuerySet:
        """Of photos that were compared often enough."""
        return self.filter(comparisons__gte=ENOUGH)

    def least_first(self) -> GradeQuerySet:
        return self.order_by("score", "image_id")


class Grade(models.Model):
    """How much so a photo is beside the others of its tag: derived from comparisons, and rebuildable."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="grades")
    image = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="grades")
    score = models.FloatField(
        help_text="Around the tag's mean: who is 1 higher wins 73 of 100 that are no tie."
    )
    low = models.FloatField(help_text="Of the interval that holds the score with 95 %.")
    high = models.FloatField()
    share = models.FloatField(
        null=True,
        help_text="Of people who would say yes, as scores and verdicts say; empty where these do not meet.",
    )
    comparisons = models.PositiveIntegerField(help_text="Standing ones that were more than a skip.")
    updated_at = models.DateTimeField()

    objects = GradeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["tag", "image"], name="one_grade_per_tag_and_image"),
            models.CheckConstraint(
                condition=Q(low__lte=F("score"), high__gte=F("score")), name="a_grade_lies_in_its_interval"
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=1), name="share_of_a_grade_in_0_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image} · {self.tag}: {self.score:+.2f}"
