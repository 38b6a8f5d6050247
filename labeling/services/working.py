"""What is mine to do, in words, for me and for whoever gave it to me."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.models import Facet, Tag
from labeling.models import Assignment, Preference, Queue, assignment_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Work:
    """Queues, and names of facets and tags (none: all); a goal that was agreed on, and with whom."""

    queues: list[str]
    words: list[str]
    daily_goal: int | None
    opinions_first: bool
    by: str

    @property
    def is_all(self) -> bool:
        return not (self.queues or self.words or self.opinions_first)


def work_of(person: User) -> Work | None:
    """In no query for whoever has no assignment; in three otherwise."""
    given = assignment_of(person)
    return None if given is None else works([given])[person.pk]


def goal_of(person: User) -> int | None:
    """Photos a day: what was agreed on with a manager, or what the person set out to do."""
    given = assignment_of(person)
    agreed = given.daily_goal if given else None
    return agreed or Preference.objects.of(person).daily_goal


def works(given: Collection[Assignment]) -> dict[int, Work]:
    """By person's id, in two queries, where `by` was fetched along."""
    facets = {
        one.pk: one.name for one in Facet.objects.filter(pk__in={pk for one in given for pk in one.facets})
    }
    tags = {one.pk: one.name for one in Tag.objects.filter(pk__in={pk for one in given for pk in one.tags})}
    return {
        one.person_id: Work(
            queues=[str(Queue(queue).label) for queue in one.queues],
            words=[name for pk in one.facets if (name := facets.get(pk))]
            + [name for pk in one.tags if (name := tags.get(pk))],
            daily_goal=one.daily_goal,
            opinions_first=one.opinions_first,
            by=one.by.get_username(),
        )
        for one in given
    }
