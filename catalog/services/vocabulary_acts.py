"""Changing the vocabulary so that it can be undone: what was before is written down beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from catalog.models import Tag, TagMapping, VocabularyChange
from catalog.services.meaning_of_texts import MovedTexts, move_texts, open_text_again, put_texts_back
from catalog.services.vocabulary import normalise

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KEPT = [
    "facet_id",
    "slug",
    "name_ko",
    "name_en",
    "synonyms",
    "hashtags",
    "definition_ko",
    "definition_en",
    "position",
    "colour",
    "key",
    "retired_at",
]
"""Fields of a tag that an undo brings back."""


class VocabularyChangeError(Exception):
    """It cannot be done; the message says why, and what would help."""


class ChangedMeanwhileError(VocabularyChangeError):
    """Somebody changed the tag since the page was made: `tag` as it is now, and what made it so."""

    def __init__(self, tag: Tag, seen: int) -> None:
        self.tag = tag
        self.changes = VocabularyChange.objects.since(tag, seen)
        super().__init__(_("“%(tag)s” 태그를 그사이 다른 사람이 바꾸었습니다.") % {"tag": tag})


@dataclass(frozen=True)
class Names:
    """What a tag that comes to be is called."""

    name_ko: str
    name_en: str
    slug: str


@dataclass
class Act:
    """One change under way. Use it inside a transaction; `close` writes what it was."""

    change: VocabularyChange
    tags: dict[int, Tag]
    made: list[int] = field(default_factory=list)
    texts: list[MovedTexts] = field(default_factory=list)

    @classmethod
    def begin(cls, kind: str, *, seen: Mapping[int, int], by: User, now: dt.datetime) -> Act:
        """Lock the tags, by the version in which the person saw each.

        Raises Tag.DoesNotExist, and ChangedMeanwhileError.
        """
        tags = locked(seen)
        for pk, version in seen.items():
            if tags[pk].version != version:
                raise ChangedMeanwhileError(tags[pk], version)
        before = {"tags": {str(pk): _kept(tag) for pk, tag in tags.items()}}
        change = VocabularyChange.objects.create(kind=kind, by=by, at=now, before=before, tags=sorted(tags))
        return cls(change, tags)

    def save(self, tag: Tag, **values: Any) -> None:
        """Raises VocabularyChangeError where its names or its key are another tag's."""
        for name, value in values.items():
            setattr(tag, name, value)
        checked(tag)
        tag.save()

    def make(self, names: Names, *, like: Tag) -> Tag:
        """A tag that comes to be, in the facet of another and behind it."""
        tag = Tag(facet=like.facet, position=like.position, **vars(names))
        self.save(tag)
        self.made.append(tag.pk)
        self.tags[tag.pk] = tag
        return tag

    def map(self, source: Tag, target: Tag, says: TagMapping.Says) -> None:
        TagMapping.objects.create(change=self.change, from_tag=source, to_tag=target, says=says)

    def give_texts(self, source: Tag | None, target: Tag, texts: Iterable[str] | None = None) -> None:
        """What sellers' texts mean that meant `source` so far, all or these."""
        self.texts.append(move_texts(source, target, texts))

    def close(self, **params: object) -> VocabularyChange:
        """`told` among the params is what the history says."""
        change = self.change
        change.params = params
        change.tags = sorted(self.tags)
        change.before |= {"made": self.made, "texts": [moved.as_json() for moved in self.texts]}
        change.after = {str(pk): tag.version for pk, tag in self.tags.items()}
        change.save()
        return change


def restore(change: VocabularyChange, *, by: User, now: dt.datetime) -> None:
    """Tags, mappings and sellers' texts as they were before it. Call it inside a transaction.

    Tags that came to be by it are retired; `take_away` them once no label hangs on them. Raises
    VocabularyChangeError where something later builds on it.
    """
    change = VocabularyChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.undone_at is not None:
        raise VocabularyChangeError(_("이미 되돌렸습니다."))
    if upon := VocabularyChange.objects.upon(change).first():
        message = _("이 뒤에 한 “%(later)s”이(가) 여기에 달려 있습니다. 그것을 먼저 되돌려 주세요.")
        raise VocabularyChangeError(message % {"later": upon})
    tags = locked(map(int, change.after))
    for pk, version in change.after.items():
        if tags[int(pk)].version != version:
            raise VocabularyChangeError(
                _("“%(tag)s” 태그가 그 뒤에 다른 곳에서 바뀌어 되돌릴 수 없습니다.") % {"tag": tags[int(pk)]}
            )
    change.close(by=by, now=now)
    put_texts_back(MovedTexts(**moved) for moved in change.before.get("texts", []))
    if text := change.params.get("text"):
        open_text_again(text)
    for pk in change.before.get("made", []):
        tags.pop(pk).retire(now=now)
    _put_back(tags, change.before["tags"])
    _note_versions(change, tags)


def take_away(change: VocabularyChange) -> None:
    """Tags that came to be by what was undone: gone, unless somebody was asked about them; then retired."""
    for tag in Tag.objects.filter(pk__in=change.before.get("made", [])):
        try:
            with transaction.atomic():
                change.mappings.filter(to_tag=tag).delete()
                tag.delete()
        except ProtectedError:
            continue


def locked(tag_ids: Iterable[int]) -> dict[int, Tag]:
    """The tags by id, theirs until the end of the transaction. Raises Tag.DoesNotExist."""
    wanted = set(tag_ids)
    tags = Tag.objects.select_for_update(of=("self",), no_key=True).select_related("facet").order_by("pk")
    found = {tag.pk: tag for tag in tags.filter(pk__in=wanted)}
    if missing := wanted - set(found):
        raise Tag.DoesNotExist(f"no tag {min(missing)}")
    return found


def checked(tag: Tag) -> None:
    """Raises VocabularyChangeError for what no tag may be, such as to share a name within its facet."""
    if tag.retired_at is None and (taken := name_taken(tag)):
        name, other = taken
        message = _("“%(name)s”은(는) 이미 “%(tag)s” 태그의 이름입니다.")
        raise VocabularyChangeError(message % {"name": name, "tag": other})
    try:
        tag.full_clean()
    except ValidationError as error:
        raise VocabularyChangeError(" ".join(error.messages)) from error


def name_taken(tag: Tag) -> tuple[str, Tag] | None:
    """A name of the tag that another one of its facet goes by, and that one. Retired tags need none."""
    others = Tag.objects.filter(facet=tag.facet_id, retired_at=None).exclude(pk=tag.pk)
    taken = {normalise(name): other for other in others for name in other.all_names()}
    for name in tag.all_names():
        if other := taken.get(normalise(name)):
            return name, other
    return None


def key_taken(tag: Tag) -> Tag | None:
    """The tag in use of the same facet that answers to its key."""
    others = Tag.objects.filter(facet=tag.facet_id, retired_at=None, key=tag.key).exclude(pk=tag.pk)
    return others.first() if tag.key else None


def _kept(tag: Tag) -> dict[str, object]:
    retired_at = tag.retired_at.isoformat() if tag.retired_at else None
    return {name: getattr(tag, name) for name in KEPT} | {"retired_at": retired_at}


def _put_back(tags: Mapping[int, Tag], before: Mapping[str, Mapping[str, Any]]) -> None:
    """Those in use first: they give back the names and the key of one that was merged into them."""
    for pk, tag in sorted(tags.items(), key=lambda found: found[1].retired_at is not None):
        for name, value in before[str(pk)].items():
            setattr(tag, name, parse_datetime(value) if name == "retired_at" and value else value)
        checked(tag)
        tag.save()


def _note_versions(change: VocabularyChange, tags: Mapping[int, Tag]) -> None:
    """What was done before may be undone now: its tags are as it left them."""
    earlier = VocabularyChange.objects.in_force().filter(pk__lt=change.pk, tags__overlap=list(tags))
    left = set(tags)
    for before in earlier.order_by("-pk"):
        mine = {pk for pk in left if str(pk) in before.after}
        if mine:
            before.after |= {str(pk): tags[pk].version for pk in mine}
            before.save(update_fields=["after"])
            left -= mine
        if not left:
            return
