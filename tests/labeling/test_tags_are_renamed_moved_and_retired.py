"""Renaming, moving, retiring: each with an undo, and with a clear word to the second of two."""

import pytest
from django.contrib.auth.models import User

from catalog.models import Facet, Tag, VocabularyChange
from catalog.services.vocabulary_acts import ChangedMeanwhileError, Names, VocabularyChangeError
from labeling.models import QueueItem, Reason
from labeling.services.revocabulary import Actor, bring_back, merge, move, rename, retire, undo
from tests.labeling.vocabularies import as_it_is, by, labels, seen
from tests.making import NOON, make_image, make_item, say

HOSTILE = Names("<script>alert(1)</script>", "'; DROP TABLE catalog_tag; --", "plain-slug")


def renamed(manager: User, tag: Tag, names: Names, *, keep_old: bool = True) -> VocabularyChange:
    return rename(tag.pk, names, seen=seen(tag), actor=by(manager), keep_old=keep_old)


def test_the_old_names_stay_as_synonyms_if_wanted(manager: User, tags: dict[str, Tag]) -> None:
    kept = renamed(manager, tags["cute"], Names("깜찍", "Darling", "darling"))
    undo(kept, actor=by(manager))
    renamed(manager, tags["lovely"], Names("고운", "Fair", "fair"), keep_old=False)

    assert kept.params["told"] == "귀여운 (Cute) → 깜찍 (Darling)"
    fair = Tag.objects.get(slug="fair")
    assert "Lovely" not in fair.all_names()
    changed = renamed(manager, Tag.objects.get(slug="cute"), Names("깜찍", "Darling", "darling"))
    assert {"귀여운", "Cute"} <= set(Tag.objects.get(pk=changed.tags[0]).all_names())


def test_a_name_that_another_tag_of_the_facet_has_is_refused(manager: User, tags: dict[str, Tag]) -> None:
    with pytest.raises(VocabularyChangeError, match="러블리"):
        renamed(manager, tags["cute"], Names("러블리", "Darling", "darling"))

    assert not VocabularyChange.objects.exists()


def test_a_slug_that_another_tag_has_is_refused(manager: User, tags: dict[str, Tag]) -> None:
    with pytest.raises(VocabularyChangeError):
        renamed(manager, tags["cute"], Names("깜찍", "Darling", tags["dress"].slug))

    assert Tag.objects.get(pk=tags["cute"].pk).name_ko == "귀여운"


def test_hostile_names_are_names(manager: User, tags: dict[str, Tag]) -> None:
    change = renamed(manager, tags["cute"], HOSTILE)

    assert Tag.objects.get(slug="plain-slug").name_ko == HOSTILE.name_ko
    undo(change, actor=by(manager))
    assert Tag.objects.get(slug="cute").name_en == "Cute"


def test_a_moved_tag_keeps_what_people_said(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    style = Facet.objects.create(slug="look", name_ko="룩", name_en="Look")
    say(curator, make_image(1), {tags["cute"]: "yes"})
    audit = make_item(
        make_image(2), tags["cute"], tags["lovely"], reason=Reason.AUDIT, facet=tags["cute"].facet
    )
    before, were = labels(), as_it_is()

    change = move(tags["cute"].pk, style, seen=seen(tags["cute"]), actor=by(manager))

    assert Tag.objects.get(slug="cute").facet == style
    assert labels() == before
    assert [one.tag.slug for one in audit.suggestions.all()] == ["lovely"]
    undo(change, actor=by(manager))
    assert as_it_is() == were
    assert {one.tag.slug for one in audit.suggestions.all()} == {"cute", "lovely"}


def test_a_retired_tag_is_asked_no_more_and_can_come_back(
    curator: User, manager: User, tags: dict[str, Tag]
) -> None:
    say(curator, make_image(1), {tags["cute"]: "yes"})
    make_item(make_image(2), tags["cute"])

    retire(tags["cute"].pk, seen=seen(tags["cute"]), actor=by(manager))
    retired = labels(), QueueItem.objects.open().count()
    bring_back(tags["cute"].pk, seen=seen(tags["cute"]), actor=by(manager))

    assert len(retired[0]) == 1
    assert retired[1] == 0
    assert Tag.objects.get(slug="cute").retired_at is None


def test_a_merged_tag_comes_back_only_by_an_undo(manager: User, tags: dict[str, Tag]) -> None:
    both = tags["cute"], tags["lovely"]
    merge([both[0].pk], both[1].pk, seen=seen(*both), actor=by(manager))

    with pytest.raises(VocabularyChangeError, match="되돌려"):
        bring_back(both[0].pk, seen=seen(both[0]), actor=by(manager))


def test_the_second_of_two_learns_who_changed_what(
    manager: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    stale = seen(tags["cute"], tags["lovely"])
    rename(
        tags["cute"].pk,
        Names("깜찍", "Darling", "darling"),
        seen=stale,
        actor=Actor(by=second_curator, now=NOON),
        keep_old=True,
    )

    with pytest.raises(ChangedMeanwhileError) as refused:
        merge([tags["cute"].pk], tags["lovely"].pk, seen=stale, actor=by(manager))

    assert refused.value.tag.name_ko == "깜찍"
    assert [(change.by, change.kind) for change in refused.value.changes] == [(second_curator, "rename")]
    assert VocabularyChange.objects.count() == 1


def test_what_changed_otherwise_since_is_not_overwritten_by_an_undo(
    manager: User, tags: dict[str, Tag]
) -> None:
    change = renamed(manager, tags["cute"], Names("깜찍", "Darling", "darling"))
    tag = Tag.objects.get(slug="darling")
    tag.definition_ko = "새 뜻"
    tag.save()

    with pytest.raises(VocabularyChangeError, match="다른 곳에서"):
        undo(change, actor=by(manager))

    assert Tag.objects.get(slug="darling").definition_ko == "새 뜻"
