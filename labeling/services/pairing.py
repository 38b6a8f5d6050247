"""Which photos of a tag are worth comparing, for the layer above that chooses the pairs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from django.db import transaction
from django.db.models import Count, Q

from catalog.models import ProductImage, Tag, same_picture_as
from labeling.models import AuditImage, Comparison, Label, Pair
from labeling.models.label import LabelQuerySet
from labeling.services.flagging import kept_out

PER_PHOTO = 5
"""Answers that a photo gets: then its place among two dozen is known to about a fifth of the line."""
PHOTOS = 24
"""Of a tag that are compared at a time: more would wait long for their second answer."""
CLEAR = 4
"""Photos that everybody calls a yes, and as many a no: they say where on the line yes begins."""
LEAST_DIVIDED = 4
LEAST_SHARE = 0.1
"""Of the photos that two people judged, those that divide them. Beneath, a second opinion is cheaper."""
_TORN = Q(yes__gt=0, no__gt=0) | Q(unsure__gt=0)
Two = tuple[int, int]


@dataclass(frozen=True)
class Divided:
    """A tag, how many of its photos divide people, and how many two or more of them have judged."""

    tag: Tag
    torn: int
    twice: int


@dataclass(frozen=True)
class Candidate:
    """A photo of a tag: how many people said yes and no, and in how many pairs it was answered or waits."""

    image_id: int
    yes: int = 0
    no: int = 0
    pairs: int = 0

    @property
    def room(self) -> int:
        return max(0, PER_PHOTO - self.pairs)


def divided_tags() -> list[Divided]:
    """The tags in use about which people disagree, the most divided first.

    Krippendorff's alpha, which the tags' pages show, needs every verdict; this is asked every few seconds.
    """
    judged = Label.objects.apart_from_audit().by_several().filter(tag__retired_at=None)
    counted = (
        judged.order_by()
        .values_list("tag")
        .annotate(torn=Count("pk", filter=_TORN), twice=Count("pk"))
        .filter(torn__gte=LEAST_DIVIDED)
    )
    found = {tag: (torn, twice) for tag, torn, twice in counted if torn >= LEAST_SHARE * twice}
    tags = [Divided(tag, *found[tag.pk]) for tag in Tag.objects.in_use().filter(pk__in=found)]
    return sorted(tags, key=lambda one: -one.torn / one.twice)


def photos_to_compare(tag_id: int) -> list[Candidate]:
    """The photos of the tag that are or were compared, and new ones where some have had enough.

    At most PHOTOS of which more is to be asked: those that divide people, and a few clear ones. Nothing of
    the audit set, no copies of it, nothing that was flagged away, and of several copies one.
    """
    counts = _times_paired(tag_id)
    usable = Label.objects.apart_from_audit().filter(tag=tag_id).exclude(image__in=kept_out())
    said = {
        image_id: (yes, no)
        for image_id, yes, no in usable.filter(image__in=counts).values_list("image_id", "yes", "no")
    }
    compared = [Candidate(image_id, *said[image_id], counts[image_id]) for image_id in sorted(said)]
    left = PHOTOS - sum(one.room > 0 for one in compared)
    known = ProductImage.objects.filter(pk__in=counts)
    fresh = usable.exclude(same_picture_as(known, path="image__")) if counts else usable
    missing_yes = CLEAR - sum(one.yes > 0 and not one.no for one in compared)
    missing_no = CLEAR - sum(one.no > 0 and not one.yes for one in compared)
    torn = _one_of_each(fresh.filter(_TORN).torn_first(), left)
    if not torn:
        return compared
    clear = [
        *_one_of_each(fresh.unanimous("yes").most_people_first(), missing_yes),
        *_one_of_each(fresh.unanimous("no").most_people_first(), missing_no),
    ]
    return compared + [*clear, *torn][: max(0, left)]


def _times_paired(tag_id: int) -> Counter[int]:
    """By image, in how many pairs of the tag it was answered or waits."""
    pairs = Pair.objects.filter(tag=tag_id)
    answered = Comparison.objects.filter(pair__tag=tag_id).gradable()
    counts: Counter[int] = Counter()
    for two in answered.values_list("pair__left", "pair__right"):
        counts.update(two)
    for two in pairs.waiting().values_list("left", "right"):
        counts.update(two)
    return counts


def _one_of_each(labels: LabelQuerySet, count: int) -> list[Candidate]:
    """At most `count`, no two of which show the same picture."""
    if count <= 0:
        return []
    seen: set[str | int] = set()
    found: list[Candidate] = []
    columns = ("image_id", "yes", "no", "image__sha256", "image__fingerprint__group")
    for image_id, yes, no, sha256, group in labels.values_list(*columns)[: 4 * count]:
        marks = {sha256} if group is None else {sha256, group}
        if not marks & seen:
            found.append(Candidate(image_id, yes, no))
        seen |= marks
    return found[:count]


def pairs_asked(tag_id: int) -> list[Two]:
    """The pairs of the tag that wait, or that somebody has answered or passed."""
    asked = Pair.objects.filter(Q(closed_at=None) | Q(pk__in=Comparison.objects.standing().values("pair")))
    return list(asked.filter(tag=tag_id).values_list("left", "right"))


def pairs_ahead() -> Counter[int]:
    """By tag, how many pairs wait that nobody has passed yet."""
    return Counter(Pair.objects.waiting().values_list("tag", flat=True))


@transaction.atomic
def put_pairs(tag_id: int, twos: Sequence[Two], *, seed: int, now: dt.datetime) -> int:
    """Have these pairs wait; how many. Who is shown left is drawn by lot. What waits already waits once."""
    chance = Random(seed)  # noqa: S311 (not a secret)
    waiting = {frozenset(two) for two in Pair.objects.open().filter(tag=tag_id).values_list("left", "right")}
    sides = [tuple(chance.sample(two, 2)) for two in twos if frozenset(two) not in waiting]
    Pair.objects.bulk_create(
        [Pair(tag_id=tag_id, left_id=left, right_id=right, created_at=now) for left, right in sides],
        ignore_conflicts=True,  # one that is taken back this moment waits again by itself
    )
    return len(sides)


def discard_pairs(*, now: dt.datetime) -> int:
    """Ask no more what nobody holds and must not be asked now: retired tags, photos of the audit set or
    flagged away."""
    free = Pair.objects.free(now=now)
    photos = {photo for two in free.values_list("left", "right") for photo in two}
    away = kept_out(photos) | AuditImage.objects.found_in(photos)
    unfit = Q(tag__retired_at__isnull=False) | Q(left__in=away) | Q(right__in=away)
    with transaction.atomic():
        free = free.filter(unfit).select_for_update(skip_locked=True, of=("self",))
        return Pair.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(closed_at=now)
