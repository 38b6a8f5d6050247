"""What tests of the vocabulary's changes share."""

from __future__ import annotations

from typing import TypeAlias

from django.contrib.auth.models import User

from catalog.models import Tag
from labeling.models import Label
from labeling.services.revocabulary import Actor
from tests.making import NOON

Counts: TypeAlias = dict[tuple[int, str], tuple[int, int, int]]


def labels() -> Counts:
    """By image and tag's slug: yes, no, unsure."""
    rows = Label.objects.values_list("image_id", "tag__slug", "yes", "no", "unsure")
    return {(image, slug): (yes, no, unsure) for image, slug, yes, no, unsure in rows}


def seen(*tags: Tag) -> dict[int, int]:
    """The tags in the versions in which they are now."""
    rows = Tag.objects.filter(pk__in=[tag.pk for tag in tags])
    return dict(rows.values_list("pk", "version"))


def by(manager: User) -> Actor:
    return Actor(by=manager, now=NOON)


def as_it_is() -> list[dict[str, object]]:
    """Every tag with all that a manager sees of it, but not how often it was saved."""
    rows = [vars(tag) for tag in Tag.objects.order_by("pk")]
    return [{name: value for name, value in row.items() if name not in ("_state", "version")} for row in rows]
