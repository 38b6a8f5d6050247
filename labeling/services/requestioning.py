"""What becomes of questions when the vocabulary changes, and what is asked again because of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Tag, TagMapping
from catalog.services.meanings import Meanings
from catalog.services.settings import value_of
from labeling.models import Label, QueueItem, Reason, Review, Suggestion
from labeling.models.label import LabelQuerySet
from labeling.services.flagging import kept_out
from labeling.services.queueing import Proposed, Question, enqueue

SHARE = 0.2
"""Of the queue: a split that left ten thousand photos open must not be all that people are asked."""
AT_LEAST = 10


class Split(NamedTuple):
    """A split in force: the tag that is no more, and its parts in use."""

    whole: Tag
    parts: Sequence[Tag]


def follow(tag_ids: Collection[int], *, now: dt.datetime) -> None:
    """Bring what waits in line with tags that changed. What a curator holds is left alone: it counts anyway.

    Questions about a tag that is asked no more are closed, and the next filling asks others; those of the
    audit wait on, about the tags that their facet has now.
    """
    gone = list(Tag.objects.filter(pk__in=tag_ids).exclude(retired_at=None).values_list("pk", flat=True))
    about = Suggestion.objects.filter(item=OuterRef("pk"), tag__in=gone)
    free = QueueItem.objects.free(now=now).exclude(reason__in=[Reason.AUDIT, Reason.VOCABULARY])
    _close(free.filter(Exists(about)), now=now)
    _close(free.filter(reason_tag__in=gone), now=now)
    parts = QueueItem.objects.free(now=now).filter(Exists(about), reason=Reason.VOCABULARY)
    in_use = Suggestion.objects.filter(item=OuterRef("pk"), tag__retired_at=None)
    _close(parts.exclude(Exists(in_use)), now=now)
    for tag in Tag.objects.filter(pk__in=tag_ids):
        _follow_in_audits(tag, now=now)


def ask_about_splits(*, now: dt.datetime) -> int:
    """Keep a share of the queue full of photos that a split left open; how many are new.

    "No" to the whole is "no" to each part. "Yes" leaves open which: these photos are asked about the parts,
    and those of the audit as audits, without a word of why.
    """
    most = max(AT_LEAST, round(SHARE * value_of("queue_target")))
    waiting = QueueItem.objects.open().filter(reason=Reason.VOCABULARY).count()
    audits = QueueItem.objects.open().filter(reason=Reason.AUDIT, reason_tag__isnull=False).count()
    asked = 0
    for split in splits():
        audited = list(_left_open(split).exclude(image__audit=None)[: max(0, most - audits)])
        others = list(_left_open(split).apart_from_audit()[: max(0, most - waiting)])
        audits, waiting = audits + len(audited), waiting + len(others)
        asked += _ask(split, [label.image_id for label in audited], Reason.AUDIT, now=now)
        asked += _ask(split, [label.image_id for label in others], Reason.VOCABULARY, now=now)
    return asked


def splits() -> list[Split]:
    """Of a part that was merged or split itself, what became of it."""
    mappings = TagMapping.objects.in_force().filter(says=TagMapping.Says.NO)
    wholes = Tag.objects.filter(pk__in=mappings.values("from_tag")).order_by("pk")
    meanings, in_use = Meanings(), {tag.pk: tag for tag in Tag.objects.in_use()}
    found = []
    for whole in wholes:
        if parts := [in_use[pk] for pk in sorted(meanings.targets_of([whole.pk])) if pk in in_use]:
            found.append(Split(whole, parts))
    return found


def left_open(split: Split, *, at_most: int | None = None) -> int:
    """How many photos it leaves open that nobody was asked about yet, the audit's among them.

    `at_most`: no more than so many are counted.
    """
    return _left_open(split)[:at_most].count()


def forget_split(whole: Tag, *, now: dt.datetime) -> None:
    """Its questions that nobody has answered: they were never asked.

    Whoever holds one may answer it still; nobody else is asked.
    """
    asked = QueueItem.objects.filter(reason_tag=whole, reason__in=[Reason.AUDIT, Reason.VOCABULARY])
    unanswered = asked.exclude(Exists(Review.objects.filter(item=OuterRef("pk"))))
    free = unanswered.free(now=now).select_for_update(skip_locked=True, of=("self",))
    QueueItem.objects.filter(pk__in=list(free.values_list("pk", flat=True))).delete()
    _close(unanswered.open(), now=now)


def _left_open(split: Split) -> LabelQuerySet:
    """Labels of the whole that say yes, on photos of which a part is unknown and they were not asked."""
    asked = Suggestion.objects.filter(
        item__image=OuterRef("image"), item__reason_tag=split.whole, tag__in=split.parts
    )
    unknown = [~Exists(Label.objects.filter(image=OuterRef("image"), tag=part)) for part in split.parts]
    said_yes = Label.objects.filter(reduce(or_, map(Q, unknown)), tag=split.whole, yes__gt=0)
    return said_yes.exclude(Exists(asked)).exclude(image__in=kept_out()).order_by("pk")


def _ask(split: Split, image_ids: Sequence[int], reason: Reason, *, now: dt.datetime) -> int:
    """Spread evenly over the queue, as every purpose's are. What waits about a photo anyway makes room."""
    if reason == Reason.VOCABULARY:
        _close(QueueItem.objects.free(now=now).filter(image__in=image_ids, facet=None), now=now)
    return enqueue(
        [
            Question(
                image_id,
                reason,
                1.0 - (place + 0.5) / len(image_ids),
                facet_id=split.whole.facet_id if reason == Reason.AUDIT else None,
                reason_tag_id=split.whole.pk,
                suggestions=[Proposed(part.pk) for part in split.parts],
            )
            for place, image_id in enumerate(image_ids)
        ]
    )


def _follow_in_audits(tag: Tag, *, now: dt.datetime) -> None:
    """Audits ask about every tag that their facet has, those that came to it among them."""
    audits = QueueItem.objects.free(now=now).filter(reason=Reason.AUDIT, reason_tag=None)
    is_asked = tag.retired_at is None
    free = audits.select_for_update(skip_locked=True, of=("self",))
    elsewhere = free.exclude(facet=tag.facet_id) if is_asked else free
    Suggestion.objects.filter(
        tag=tag, item__in=list(elsewhere.filter(suggestions__tag=tag).values_list("pk", flat=True))
    ).delete()
    if not is_asked:
        return
    missing = free.filter(facet=tag.facet_id).exclude(suggestions__tag=tag)
    Suggestion.objects.bulk_create(
        [
            Suggestion(item_id=pk, tag=tag, position=tag.position)
            for pk in missing.values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )


def _close(items: QuerySet[QueueItem], *, now: dt.datetime) -> None:
    """Rows are locked first, so that one which is being leased or answered this moment is passed over."""
    locked = items.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
    QueueItem.objects.filter(pk__in=list(locked)).update(closed_at=now)
