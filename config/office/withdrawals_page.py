"""The page on which a person's answers are taken back by range: what is asked, and what it would change."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import ProductImage, Tag
from labeling.models import BulkWithdrawal, Comparison, Review
from labeling.services.ranging import (
    KINDS,
    Found,
    LabelChange,
    Range,
    changes_without,
    other_verdicts,
    photos_of,
    said_of_tags,
)
from recommender.services.at_stake import published_at_stake
from training.services.learned_from import LearnedFrom, models_that_learned_from

SHOWN = 24
"""Labels that would change, with their pictures."""
ON_A_PAGE = 20


class RangeForm(forms.Form):
    """Whose answers, from when to when, of which tags, in which questions."""

    curator = forms.ModelChoiceField(
        queryset=get_user_model().objects.none(), label=gettext_lazy("누구의 답")
    )
    since = forms.DateTimeField(label=gettext_lazy("언제부터"))
    until = forms.DateTimeField(label=gettext_lazy("언제까지"), required=False)
    tags = forms.ModelMultipleChoiceField(
        queryset=Tag.objects.all(), required=False, label=gettext_lazy("태그")
    )
    kinds = forms.MultipleChoiceField(choices=list(KINDS.items()), required=False, label=gettext_lazy("질문"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["curator"]
        field.queryset = people_who_answered()

    def clean(self) -> dict[str, Any]:
        """What is said later is not meant: an empty end is now."""
        cleaned = super().clean() or {}
        now = timezone.now()
        cleaned["until"] = min(cleaned.get("until") or now, now)
        since = cleaned.get("since")
        if since is not None and since >= cleaned["until"]:
            self.add_error("since", _("끝보다 앞이어야 합니다."))
        return cleaned

    def meant(self) -> Range:
        found = self.cleaned_data
        return Range(
            curator_id=found["curator"].pk,
            since=found["since"],
            until=found["until"],
            tag_ids=[tag.pk for tag in found["tags"]],
            kinds=found["kinds"],
        )


@dataclass(frozen=True)
class Shown:
    """A label that would change: its picture, its tag, and both values in words."""

    image: ProductImage
    tag: Tag
    before: str
    after: str


@dataclass(frozen=True)
class OfTag:
    tag: Tag
    yes: int
    no: int
    unsure: int


@dataclass(frozen=True)
class Preview:
    """What taking this range back would do; nothing is done yet."""

    count: int
    digest: str
    """Of exactly these answers."""
    reviews: int
    sittings: int
    comparisons: int
    besides: int
    tags: list[OfTag]
    changed: int
    turned: list[tuple[str, int]]
    shown: list[Shown]
    models: LearnedFrom
    published: int


def people_who_answered() -> Any:
    """Everybody who has ever answered something, by name."""
    person = OuterRef("pk")
    answered = Exists(Review.objects.filter(curator=person)) | Exists(
        Comparison.objects.filter(curator=person)
    )
    return get_user_model().objects.filter(answered).order_by("username")


def preview(meant: Range) -> Preview:
    """In a number of queries that does not grow with the range."""
    found = Found.of(meant)
    changes = changes_without(found.reviews)
    said = said_of_tags(found.reviews)
    tags = Tag.objects.select_related("facet").in_bulk({*said, *(one.tag_id for one in changes)})
    return Preview(
        count=found.count,
        digest=found.digest,
        reviews=len(found.reviews),
        sittings=len(found.sittings),
        comparisons=len(found.comparisons),
        besides=other_verdicts(found.reviews, meant.tag_ids),
        tags=_of_tags(said, tags),
        changed=len(changes),
        turned=_turned(changes),
        shown=_shown(changes, tags),
        models=models_that_learned_from(found.reviews),
        published=_at_stake(changes),
    )


def past(page: str) -> Page[BulkWithdrawal]:
    """All that were done, the newest first."""
    return Paginator(BulkWithdrawal.objects.for_screen().order_by("-id"), ON_A_PAGE).get_page(page)


def start_of(days: int) -> dt.datetime:
    """Midnight so many days ago, local time."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - dt.timedelta(days=days)


def _of_tags(said: Mapping[int, Counter[str]], tags: Mapping[int, Tag]) -> list[OfTag]:
    counted = [OfTag(tags[pk], one["yes"], one["no"], one["unsure"]) for pk, one in said.items()]
    return sorted(counted, key=lambda one: (-(one.yes + one.no + one.unsure), one.tag.pk))


def _turned(changes: Sequence[LabelChange]) -> list[tuple[str, int]]:
    """How many labels go from what to what, the most first."""
    counts = Counter((one.before, one.after) for one in changes)
    return [(f"{_word(before)} → {_word(after)}", n) for (before, after), n in counts.most_common()]


def _shown(changes: Sequence[LabelChange], tags: Mapping[int, Tag]) -> list[Shown]:
    first = changes[:SHOWN]
    photos = photos_of(first)
    return [
        Shown(photos[one.image_id], tags[one.tag_id], _word(one.before), _word(one.after)) for one in first
    ]


def _at_stake(changes: Sequence[LabelChange]) -> int:
    gone = [one for one in changes if one.before is True and one.after is not True]
    images = {one.image_id for one in gone}
    products = dict(ProductImage.objects.filter(pk__in=images).values_list("pk", "product_id"))
    return published_at_stake({(products[one.image_id], one.tag_id) for one in gone}, images)


def _word(value: bool | None) -> str:
    return {True: _("예"), False: _("아니요"), None: _("모름")}[value]
