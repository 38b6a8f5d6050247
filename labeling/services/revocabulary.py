"""Changing the vocabulary, with all that hangs on it: one transaction each, and an undo.

Verdicts are never rewritten; what they count as is mapped, and labels are derived anew. While it lasts nobody
answers. What was published follows with the next sweep, models with the next training.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Facet, Tag, TagMapping, VocabularyChange
from catalog.services import vocabulary
from catalog.services.vocabulary_acts import Act, Names, VocabularyChangeError, restore, take_away
from catalog.services.vocabulary_edits import bring_back_within, retire_within
from labeling.services.consensus import hold_answers, rebuild_labels_of
from labeling.services.requestioning import ask_about_splits, follow, forget_split

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Kind = VocabularyChange.Kind
Seen = Mapping[int, int]
"""Tags by id, with the version in which the person saw each."""


@dataclass(frozen=True)
class Actor:
    """Who changes it, and when."""

    by: User
    now: dt.datetime


def rename(tag_id: int, names: Names, *, seen: Seen, actor: Actor, keep_old: bool) -> VocabularyChange:
    """Names and slug; where wanted the old ones stay as synonyms. Raises VocabularyChangeError, as all do."""

    def act(act: Act) -> dict[str, object]:
        tag = act.tags[tag_id]
        told = f"{tag} → {names.name_ko} ({names.name_en})"
        old = [tag.name_ko, tag.name_en, tag.slug] if keep_old else []
        act.save(tag, **vars(names), synonyms=_with(tag.synonyms, old, besides=vars(names).values()))
        return {"told": told}

    return _done(Kind.RENAME, act, seen=seen, actor=actor)


def merge(
    source_ids: Sequence[int], into: int | Names, *, seen: Seen, actor: Actor, keep_names: bool = True
) -> VocabularyChange:
    """Several tags of a facet become one of them, another one, or a new one: their verdicts count as its."""

    def act(act: Act) -> dict[str, object]:
        sources = [act.tags[pk] for pk in source_ids if pk != into]
        _check_together([act.tags[pk] for pk in (*source_ids, *([into] if isinstance(into, int) else []))])
        for source in sources:
            act.save(source, retired_at=actor.now)
        names = [name for source in sources for name in source.all_names()] if keep_names else []
        target = act.tags[into] if isinstance(into, int) else act.make(into, like=sources[0])
        mine = [target.name_ko, target.name_en, target.slug, *target.hashtags]
        act.save(target, synonyms=_with(target.synonyms, names, besides=mine))
        for source in sources:
            act.map(source, target, TagMapping.Says.ALL)
            act.give_texts(source, target)
        return {"told": f"{' + '.join(map(str, sources))} → {target}"}

    return _done(Kind.MERGE, act, seen=seen, actor=actor)


def split(tag_id: int, parts: Sequence[int | Names], *, seen: Seen, actor: Actor) -> VocabularyChange:
    """One tag becomes several, there already or new. "No" to it is "no" to each; "yes" is asked again."""

    def act(act: Act) -> dict[str, object]:
        whole = act.tags[tag_id]
        _check_together(list(act.tags.values()))
        if len(parts) < 2 or tag_id in parts:
            raise VocabularyChangeError(_("나눌 태그 말고 둘 이상이 필요합니다."))
        act.save(whole, retired_at=actor.now)
        into = [act.tags[part] if isinstance(part, int) else act.make(part, like=whole) for part in parts]
        for part in into:
            act.map(whole, part, TagMapping.Says.NO)
        _give_by_name(act, whole, into)
        return {"told": f"{whole} → {' + '.join(map(str, into))}"}

    return _done(Kind.SPLIT, act, seen=seen, actor=actor)


def retire(tag_id: int, *, seen: Seen, actor: Actor) -> VocabularyChange:
    """Asked no more, and on no product. What was said of it stays."""

    def act(act: Act) -> dict[str, object]:
        retire_within(act, tag_id)
        return {"told": str(act.tags[tag_id])}

    return _done(Kind.RETIRE, act, seen=seen, actor=actor)


def bring_back(tag_id: int, *, seen: Seen, actor: Actor) -> VocabularyChange:
    """Asked again. What was merged or split comes back only by an undo: its verdicts count elsewhere."""

    def act(act: Act) -> dict[str, object]:
        bring_back_within(act, tag_id)
        return {"told": str(act.tags[tag_id])}

    return _done(Kind.BRING_BACK, act, seen=seen, actor=actor)


def move(tag_id: int, facet: Facet, *, seen: Seen, actor: Actor) -> VocabularyChange:
    """To another facet. What people said of it they said of the tag itself, and it stays."""

    def act(act: Act) -> dict[str, object]:
        tag = act.tags[tag_id]
        if tag.facet_id == facet.pk:
            raise VocabularyChangeError(_("“%(tag)s” 태그는 이미 그 측면에 있습니다.") % {"tag": tag})
        told = f"{tag}: {tag.facet} → {facet}"
        free = not (tag.key and facet.tags.filter(retired_at=None, key=tag.key).exists())
        act.save(tag, facet=facet, key=tag.key if free else "")
        return {"told": told}

    return _done(Kind.MOVE, act, seen=seen, actor=actor)


@transaction.atomic
def undo(change: VocabularyChange, *, actor: Actor) -> None:
    """Everything as it was before. Raises VocabularyChangeError where something later builds on it."""
    hold_answers()
    touched = list(change.tags)
    for mapping in change.mappings.select_related("from_tag"):
        if mapping.says == TagMapping.Says.NO:
            forget_split(mapping.from_tag, now=actor.now)
    restore(change, by=actor.by, now=actor.now)
    rebuild_labels_of(touched, now=actor.now)
    follow(touched, now=actor.now)
    take_away(change)


@transaction.atomic
def _done(
    kind: VocabularyChange.Kind, act: Callable[[Act], dict[str, object]], *, seen: Seen, actor: Actor
) -> VocabularyChange:
    hold_answers()
    under_way = Act.begin(kind, seen=seen, by=actor.by, now=actor.now)
    params = act(under_way)
    change = under_way.close(**params)
    rebuild_labels_of(change.tags, now=actor.now)
    follow(change.tags, now=actor.now)
    if kind == Kind.SPLIT:
        ask_about_splits(now=actor.now)
    return change


def _check_together(tags: Sequence[Tag]) -> None:
    """Tags of one facet, all in use."""
    for tag in tags:
        if tag.retired_at is not None:
            raise VocabularyChangeError(_("“%(tag)s” 태그는 이미 쓰지 않습니다.") % {"tag": tag})
    if len({tag.facet_id for tag in tags}) > 1:
        raise VocabularyChangeError(_("한 측면의 태그끼리만 됩니다. 먼저 같은 측면으로 옮겨 주세요."))


def _with(synonyms: Sequence[str], names: Sequence[str], *, besides: Iterable[object]) -> list[str]:
    """The synonyms and these names, each once, but none that it has otherwise."""
    heard = {vocabulary.normalise(str(name)) for name in besides}
    found = []
    for name in (*synonyms, *names):
        if (key := vocabulary.normalise(name)) not in heard:
            heard.add(key)
            found.append(name)
    return found


def _give_by_name(act: Act, whole: Tag, parts: Sequence[Tag]) -> None:
    """Sellers' texts that name a part mean it; the others mean the whole still, which nobody asks about."""
    names = vocabulary.Names(parts)
    texts = list(whole.seller_tags.order_by().values_list("text", flat=True).distinct())
    for part in parts:
        if mine := [text for text in texts if names.tag_for(text) == part]:
            act.give_texts(whole, part, mine)
