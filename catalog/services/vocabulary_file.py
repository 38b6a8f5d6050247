"""Vocabulary as data: facets and their tags in a JSON file, added and updated by slug, never deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.models import Facet, Tag
from catalog.services.vocabulary import match_seller_tags, normalise

STARTER = Path(__file__).resolve().parent.parent / "data" / "vocabulary.json"
_FACET_FIELDS = {"slug", "name_ko", "name_en", "choice", "colour"}
_TAG_FIELDS = {"slug", "name_ko", "name_en", "definition_ko", "definition_en", "colour", "key"}
_TAG_LISTS = {"synonyms", "hashtags"}
Row = TypeVar("Row", Facet, Tag)


class VocabularyError(Exception):
    """The file cannot be used; the message names the entry and what is wrong with it."""


@dataclass(frozen=True)
class Loaded:
    """What changed, by slug, and how many seller tags came to mean something by it."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    seller_tags_matched: int = 0


def load_starter_vocabulary_if_empty() -> Loaded | None:
    """The words that ship with the application, where nobody has chosen others yet."""
    return None if Facet.objects.exists() else load_vocabulary(path=STARTER)


def load_vocabulary(*, path: Path) -> Loaded:
    """Add and update the facets and tags of the file, all or none; those it does not name stay as they are.

    Raises VocabularyError.
    """
    facets = list(_entries(_read(path), "facets", path.name))
    changes: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": []}
    with transaction.atomic():
        for position, (where, entry) in enumerate(facets):
            facet, change = _facet(where, entry, position)
            changes[change].append(facet.slug)
            heard: dict[str, str] = {}
            for at, (tag_where, tag_entry) in enumerate(_entries(entry, "tags", where)):
                tag, change = _tag(tag_where, tag_entry, facet, at)
                _check_names(tag_where, tag, heard)
                changes[change].append(tag.slug)
        return Loaded(**changes, seller_tags_matched=match_seller_tags())


def _read(path: Path) -> Mapping[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise VocabularyError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{path.name} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise VocabularyError(f"{path.name}, line {error.lineno}: {error.msg}") from error
    if not isinstance(content, dict):
        raise VocabularyError(f'{path.name}: expected an object with a list "facets"')
    return content


def _entries(
    parent: Mapping[str, object], key: str, where: str
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each entry of a list with the words in which an error names it."""
    entries = parent.get(key)
    if not isinstance(entries, list):
        raise VocabularyError(f'{where}: "{key}" must be a list')
    seen: set[object] = set()
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or not isinstance(entry.get("slug"), str):
            raise VocabularyError(f'{where}, {key} no. {number}: expected an object with a "slug"')
        named = f"{where}, {key.removesuffix('s')} {entry['slug']}"
        if entry["slug"] in seen:
            raise VocabularyError(f"{named}: appears twice")
        seen.add(entry["slug"])
        yield named, entry


def _facet(where: str, entry: Mapping[str, object], position: int) -> tuple[Facet, str]:
    values = _checked(where, entry, texts=_FACET_FIELDS, lists=set(), inner="tags") | {"position": position}
    return _saved(where, Facet.objects.filter(slug=values["slug"]).first() or Facet(), values)


def _tag(where: str, entry: Mapping[str, object], facet: Facet, position: int) -> tuple[Tag, str]:
    values = _checked(where, entry, texts=_TAG_FIELDS, lists=_TAG_LISTS, inner=None) | {"position": position}
    tag = Tag.objects.select_related("facet").filter(slug=values["slug"]).first() or Tag(facet=facet)
    if tag.facet_id != facet.pk:
        # What people said of it was said under another question.
        raise VocabularyError(f"{where}: belongs to the facet {tag.facet.slug} already")
    return _saved(where, tag, values)


def _checked(
    where: str, entry: Mapping[str, object], *, texts: set[str], lists: set[str], inner: str | None
) -> dict[str, object]:
    unknown = set(entry) - texts - lists - {inner}
    if unknown:
        raise VocabularyError(f"{where}: does not know {', '.join(sorted(unknown))}")
    for key in texts & set(entry):
        if not isinstance(entry[key], str):
            raise VocabularyError(f'{where}: "{key}" must be text')
    for key in lists & set(entry):
        value = entry[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise VocabularyError(f'{where}: "{key}" must be a list of texts')
    return {key: value for key, value in entry.items() if key != inner}


def _saved(where: str, row: Row, values: Mapping[str, object]) -> tuple[Row, str]:
    changed = {key for key, value in values.items() if getattr(row, key) != value}
    if row.pk and not changed:
        return row, "unchanged"
    is_new = row.pk is None
    for key in changed:
        setattr(row, key, values[key])
    try:
        row.full_clean()
    except ValidationError as error:
        why = "; ".join(f"{key}: {' '.join(messages)}" for key, messages in error.message_dict.items())
        raise VocabularyError(f"{where}: {why}") from error
    row.save()
    return row, "added" if is_new else "updated"


def _check_names(where: str, tag: Tag, heard: dict[str, str]) -> None:
    """One name means one tag within a facet, or nobody could say which was meant."""
    for name in tag.all_names():
        other = heard.setdefault(normalise(name), tag.slug)
        if other != tag.slug:
            raise VocabularyError(f"{where}: the name {name} is taken by {other}")
