"""A row of an import, checked: what may be stored of it, before any file is touched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from catalog.models import Product, ProductImage, SellerTag
from catalog.services.offers import price_written, stock_written
from catalog.services.refusing import RefusalError
from catalog.services.sources import Record
from catalog.services.vocabulary import Names

Claim: TypeAlias = str | list[str]
COLUMNS = ("external_id", "title", "image", "category", "seller", "price", "in_stock", "seller_tags", "tags")
"""That we know. All others are kept as attributes, but for REASON."""
REASON = "reason"
"""Why a row was refused, says a file of refused rows; sent again, it says nothing of the product."""
_KNOWN = frozenset({*COLUMNS, REASON})
_LONGEST = {
    "external_id": Product._meta.get_field("external_id").max_length,
    "title": Product._meta.get_field("title").max_length,
    "category": Product._meta.get_field("category").max_length,
    "seller": Product._meta.get_field("seller").max_length,
    "image": ProductImage._meta.get_field("source_name").max_length,
}
_LONGEST_SELLER_TAG = SellerTag._meta.get_field("text").max_length
_BETWEEN_TAGS = re.compile(r"[|,]")
_NUL_IN_JSON = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""A backslash before it would be one that somebody wrote."""


@dataclass(frozen=True)
class Row:
    """One photo of a product, and what the file says of the product beside it."""

    number: int
    external_id: str
    image: str
    title: str
    category: str
    seller: str
    price: str
    in_stock: str
    seller_tags: tuple[str, ...]
    attributes: Mapping[str, object]

    def claims(self) -> dict[str, Claim]:
        """What the row says of its product. An empty cell says nothing."""
        said = {
            "title": self.title,
            "category": self.category,
            "seller": self.seller,
            "price": self.price,
            "in_stock": self.in_stock,
        }
        claims: dict[str, Claim] = {key: value for key, value in said.items() if value}
        return claims | ({"seller_tags": list(self.seller_tags)} if self.seller_tags else {})


def checked_row(record: Record, names: Names) -> Row:
    """The row that was written. Raises RefusalError for one that cannot be stored as it is."""
    cells = record.cells
    image = _text(cells, "image")
    if not image:
        raise RefusalError("names no photo (the column “image” is empty)")
    return Row(
        number=record.number,
        external_id=_text(cells, "external_id") or _image_as_id(image),
        image=image,
        title=_text(cells, "title"),
        category=_text(cells, "category"),
        seller=_text(cells, "seller"),
        price=price_written(cells.get("price")),
        in_stock=stock_written(cells.get("in_stock")),
        seller_tags=tuple(dict.fromkeys(text[:_LONGEST_SELLER_TAG] for text in _tags(cells, "seller_tags"))),
        attributes=_attributes(cells, names),
    )


def _image_as_id(image: str) -> str:
    if len(image) > (_LONGEST["external_id"] or 0):
        raise RefusalError("has no “external_id”, and the photo's name is too long to be one")
    return image


def _text(cells: Mapping[str, object], column: str) -> str:
    value = cells.get(column)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RefusalError(f"“{column}” is not text")
    text = _storable(str(value).strip(), column)
    longest = _LONGEST[column]
    if longest is not None and len(text) > longest:
        raise RefusalError(f"“{column}” is longer than {longest} characters")
    return text


def _tags(cells: Mapping[str, object], column: str) -> list[str]:
    """Hashtags divided by `|` or commas, or a JSON list; without their `#`."""
    value = cells.get(column)
    texts = value if isinstance(value, list) else _BETWEEN_TAGS.split("" if value is None else str(value))
    if not all(isinstance(text, str | int | float) for text in texts):
        raise RefusalError(f"“{column}” is not a list of texts")
    cleaned = (_storable(str(text), column).strip().lstrip("#").strip() for text in texts)
    return [text for text in cleaned if text]


def _attributes(cells: Mapping[str, object], names: Names) -> dict[str, object]:
    """The columns that are not ours; `tags` are, and are kept as slugs for whoever trusts the file."""
    unknown = {column: value for column, value in cells.items() if column and column not in _KNOWN}
    attributes = {column: value for column, value in unknown.items() if value not in (None, "")}
    if attributes:
        _check_json(attributes)
    slugs = []
    for text in _tags(cells, "tags"):
        tag = names.tag_for(text)
        if tag is None:
            raise RefusalError(f"unknown tag “{text}”")
        slugs.append(tag.slug)
    return attributes | ({"tags": slugs} if slugs else {})


def _check_json(attributes: Mapping[str, object]) -> None:
    try:
        text = json.dumps(attributes, ensure_ascii=False, allow_nan=False)
    except (ValueError, TypeError, RecursionError) as error:
        raise RefusalError("has a value that JSON cannot hold") from error
    _storable("\0" if _NUL_IN_JSON.search(text) else text, "attributes")


def _storable(text: str, column: str) -> str:
    if "\0" in text:
        raise RefusalError(f"“{column}” contains a NUL character")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RefusalError(f"“{column}” contains half a character") from error
    return text
