"""The whole vocabulary as data, and back: facets, tags with all that is known of them, merges and splits.

Other than a vocabulary file, which people write, it names every field, retired tags too, and mappings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.models import Facet, Tag, TagMapping, VocabularyChange
from catalog.services.vocabulary import match_seller_tags
from catalog.services.vocabulary_file import VocabularyError

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_NOT_COPIED = {"id", "facet", "version"}
Row = TypeVar("Row", Facet, Tag)


def dump() -> dict[str, Any]:
    """{"facets": [{…, "tags": […]}], "changes": [{"kind", "at", "told", "mappings": […]}]}; a mapping is
    {"from", "to", "says"}, tags by their slugs."""
    tags: dict[int, list[dict[str, object]]] = {}
    for tag in Tag.objects.order_by("facet__position", "position", "slug"):
        tags.setdefault(tag.facet_id, []).append(_fields_of(tag))
    facets = [_fields_of(facet) | {"tags": tags.get(facet.pk, [])} for facet in Facet.objects.all()]
    return {"facets": facets, "changes": list(_changes())}


def _fields_of(row: Facet | Tag) -> dict[str, object]:
    values = {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if f.name not in _NOT_COPIED}
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in values.items()
    }


def _changes() -> Iterator[dict[str, object]]:
    """Those in force after which verdicts of one tag count as another's."""
    changes = VocabularyChange.objects.in_force().exclude(mappings=None).distinct().order_by("pk")
    for change in changes.prefetch_related("mappings__from_tag", "mappings__to_tag"):
        mappings = [
            {"from": one.from_tag.slug, "to": one.to_tag.slug, "says": one.says}
            for one in change.mappings.all()
        ]
        told = change.params.get("told", "")
        yield {"kind": change.kind, "at": change.at.isoformat(), "told": told, "mappings": mappings}


@transaction.atomic
def restore(content: object, *, by: User, overwrite: bool) -> None:
    """Add what is not there; with `overwrite` also make what is there as it says. Nothing is removed.

    Raises VocabularyError.
    """
    if not isinstance(content, dict):
        raise VocabularyError("the vocabulary is not an object")
    for entry in _listed(content, "facets"):
        facet = _restored(Facet.objects.filter(slug=entry.get("slug")).first() or Facet(), entry, overwrite)
        for tag_entry in _listed(entry, "tags"):
            tag = Tag.objects.filter(slug=tag_entry.get("slug")).first() or Tag(facet=facet)
            _restored(tag, tag_entry, overwrite)
    for entry in _listed(content, "changes"):
        _restore_change(entry, by)
    match_seller_tags()


def _listed(content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    entries = content.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise VocabularyError(f"“{key}” of the vocabulary is not a list of objects")
    return entries


def _restored(row: Row, entry: Mapping[str, Any], overwrite: bool) -> Row:
    """Raises VocabularyError where a field cannot be what the entry says."""
    if row.pk is not None and not overwrite:
        return row
    known = {field.name: field for field in row._meta.concrete_fields if field.name not in _NOT_COPIED}
    try:
        for name in known.keys() & entry.keys():
            setattr(row, name, known[name].to_python(entry[name]))
        row.full_clean()
    except (ValidationError, TypeError, ValueError) as error:
        why = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        raise VocabularyError(f"{str(entry.get('slug'))[:80]}: {why}") from error
    row.save()
    return row


def _restore_change(entry: Mapping[str, Any], by: User) -> None:
    """Once, however often it is restored: known by its mappings."""
    slugs = {tag.slug: tag for tag in Tag.objects.all()}
    try:
        mappings = [
            TagMapping(
                from_tag=slugs[one["from"]], to_tag=slugs[one["to"]], says=TagMapping.Says(one["says"])
            )
            for one in _listed(entry, "mappings")
        ]
        kind, at = VocabularyChange.Kind(entry["kind"]), dt.datetime.fromisoformat(entry["at"])
    except (KeyError, TypeError, ValueError) as error:
        raise VocabularyError(f"a change of the vocabulary cannot be read: {error}") from error
    here = TagMapping.objects.in_force()
    if any(here.filter(from_tag=one.from_tag, to_tag=one.to_tag).exists() for one in mappings):
        return
    touched = sorted({pk for one in mappings for pk in (one.from_tag_id, one.to_tag_id)})
    params = {"told": str(entry.get("told", ""))[:200]}
    change = VocabularyChange.objects.create(kind=kind, tags=touched, params=params, by=by, at=at)
    for one in mappings:
        one.change = change
        one.save()
