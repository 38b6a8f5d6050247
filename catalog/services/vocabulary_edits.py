"""Changes of one tag that touch no label: how it is written, and whether it is asked at all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Tag, TagMapping, VocabularyChange
from catalog.services.vocabulary_acts import Act, VocabularyChangeError

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Kind = VocabularyChange.Kind


@transaction.atomic
def edit_tag(
    tag_id: int, values: dict[str, Any], *, seen: int, by: User, now: dt.datetime
) -> VocabularyChange | None:
    """Write what a form says; None where it says nothing new. Raises VocabularyChangeError."""
    act = Act.begin(Kind.EDIT, seen={tag_id: seen}, by=by, now=now)
    tag = act.tags[tag_id]
    news = {name: value for name, value in values.items() if getattr(tag, name) != value}
    if not news:
        act.change.delete()
        return None
    act.save(tag, **news)
    called = ", ".join(str(getattr(Tag, name).field.verbose_name) for name in news)
    return act.close(told=f"{tag}: {called}")


@transaction.atomic
def retire_tags(tags: list[Tag], *, by: User, now: dt.datetime) -> list[Tag]:
    """Those of them that are asked no more since; a change for each, so that each can be undone by itself."""
    in_use = [tag for tag in tags if tag.retired_at is None]
    for tag in in_use:
        act = Act.begin(Kind.RETIRE, seen={tag.pk: tag.version}, by=by, now=now)
        retire_within(act, tag.pk)
        act.close(told=str(tag))
    return in_use


@transaction.atomic
def bring_back_tags(tags: list[Tag], *, by: User, now: dt.datetime) -> list[Tag]:
    """Those of them that are asked again. Raises VocabularyChangeError; then none of them is."""
    retired = [tag for tag in tags if tag.retired_at is not None]
    for tag in retired:
        act = Act.begin(Kind.BRING_BACK, seen={tag.pk: tag.version}, by=by, now=now)
        bring_back_within(act, tag.pk)
        act.close(told=str(tag))
    return retired


def retire_within(act: Act, tag_id: int) -> None:
    """Asked no more. Raises VocabularyChangeError where it is not asked now."""
    tag = act.tags[tag_id]
    if tag.retired_at is not None:
        raise VocabularyChangeError(_("“%(tag)s” 태그는 이미 쓰지 않습니다.") % {"tag": tag})
    act.save(tag, retired_at=act.change.at)


def bring_back_within(act: Act, tag_id: int) -> None:
    """Asked again. What was merged or split comes back only by an undo: its verdicts count elsewhere."""
    tag = act.tags[tag_id]
    if tag.retired_at is None:
        raise VocabularyChangeError(_("“%(tag)s” 태그는 쓰이고 있습니다.") % {"tag": tag})
    if TagMapping.objects.in_force().filter(from_tag=tag).exists():
        message = _("“%(tag)s” 태그는 합쳐졌거나 나뉘었습니다. 그 일을 되돌려 주세요.")
        raise VocabularyChangeError(message % {"tag": tag})
    act.save(tag, retired_at=None)
