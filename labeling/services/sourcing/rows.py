"""A row of trusted labels: of which photo, which tag, and what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from catalog.models import Product, ProductImage, Tag
from catalog.services.refusing import RefusalError
from catalog.services.sources import Record
from catalog.services.vocabulary import Names

NEEDS = ("tag", "value")
VALUES: dict[str, bool | None] = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "1.0", "예", "네", "있음"), True),
    **dict.fromkeys(("no", "n", "false", "f", "0", "0.0", "아니요", "아니오", "없음"), False),
    **dict.fromkeys(("unsure", "unknown", "?", "모르겠음", "모름"), None),
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Told:
    """What a row says. Without a sha256 it is of the product's first photo."""

    number: int
    external_id: str
    sha256: str
    tag: Tag
    value: bool | None


def names_of_all() -> Names:
    """Of tags in use before those that are retired: what was said of those stays true."""
    return Names([*Tag.objects.in_use(), *Tag.objects.exclude(retired_at=None).order_by("pk")])


def told(record: Record, names: Names) -> Told:
    """Raises RefusalError."""
    external_id, sha256 = _text(record.cells, "external_id"), _text(record.cells, "sha256").lower()
    if not external_id and not sha256:
        raise RefusalError("names neither a product (“external_id”) nor a photo (“sha256”)")
    if sha256 and not _SHA256.fullmatch(sha256):
        raise RefusalError("“sha256” is not 64 hexadecimal digits")
    text = _text(record.cells, "tag")
    if not text:
        raise RefusalError("names no tag (the column “tag” is empty)")
    if (tag := names.tag_for(text)) is None:
        raise RefusalError(f"unknown tag “{text[:80]}”")
    return Told(record.number, external_id, sha256, tag, _value(record.cells.get("value")))


def _value(cell: object) -> bool | None:
    if isinstance(cell, bool):
        return cell
    written = "" if cell is None else str(cell).strip().lower()
    if written not in VALUES:
        shown = f"“{written[:40]}”" if written else "empty"
        raise RefusalError(f"“value” is {shown}; it is yes, no or unsure")
    return VALUES[written]


def _text(cells: Mapping[str, object], column: str) -> str:
    value = cells.get(column)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RefusalError(f"“{column}” is not text")
    text = str(value).strip()
    if "\0" in text:
        raise RefusalError(f"“{column}” contains a NUL character")
    return text[:500]


class Photos:
    """Which photos some rows are of, found in two queries."""

    def __init__(self, rows: Collection[Told]) -> None:
        wanted = {row.external_id for row in rows if row.external_id}
        self._of_product: dict[str, dict[str, int]] = defaultdict(dict)
        images = ProductImage.objects.filter(product__external_id__in=wanted).order_by("position", "pk")
        columns = ("product__external_id", "sha256", "pk")
        for external_id, sha256, pk in images.values_list(*columns):
            self._of_product[external_id].setdefault(sha256, pk)
        self._products = set(self._of_product) | set(
            Product.objects.filter(external_id__in=wanted).values_list("external_id", flat=True)
        )
        alone = {row.sha256 for row in rows if row.sha256 and not row.external_id}
        self._by_hash: dict[str, list[int]] = defaultdict(list)
        found: Iterable[tuple[str, int]] = ProductImage.objects.filter(sha256__in=alone).values_list(
            "sha256", "pk"
        )
        for sha256, pk in found:
            self._by_hash[sha256].append(pk)

    def of(self, row: Told) -> list[int]:
        """Their ids: several where products share a photo and the row names none. Raises RefusalError."""
        if not row.external_id:
            if not (found := self._by_hash[row.sha256]):
                raise RefusalError("there is no photo with this “sha256”")
            return found
        if row.external_id not in self._products:
            raise RefusalError(f"there is no product “{row.external_id[:80]}”")
        photos = self._of_product[row.external_id]
        if not photos:
            raise RefusalError("the product has no photo")
        if not row.sha256:
            return [next(iter(photos.values()))]
        if row.sha256 not in photos:
            raise RefusalError("the product has no photo with this “sha256”")
        return [photos[row.sha256]]
