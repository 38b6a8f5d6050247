"""What a file says of a product's price and stock, written in one way whoever wrote it."""

from __future__ import annotations

import re
from decimal import Decimal

from catalog.services.refusing import RefusalError

IN_STOCK, SOLD_OUT = "yes", "no"
_LONGEST_WHOLE = 10
_AMOUNT = re.compile(r"(\d{1,40}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2})0*)?", re.ASCII)
"""Digits, with or without commas at the thousands, and up to two decimals, as the column has them."""
_CURRENCY = re.compile(r"^(?:[₩$€£¥]|KRW|USD|EUR)\s*|\s*(?:원|[₩$€£¥]|KRW|USD|EUR)$", re.IGNORECASE)
_YES = frozenset(
    {"yes", "y", "true", "t", "in stock", "in_stock", "instock", "available", "재고 있음", "판매중"}
)
_NO = frozenset(
    {"no", "n", "false", "f", "out of stock", "out_of_stock", "sold out", "unavailable", "재고 없음", "품절"}
)


def price_written(value: object) -> str:
    """An amount with two decimals, "39000.00"; "" where nothing is said. Raises RefusalError."""
    text = _said(value, "price")
    if not text:
        return ""
    found = _AMOUNT.fullmatch(_CURRENCY.sub("", text, count=2))
    whole = "" if found is None else found[1].replace(",", "").lstrip("0")
    if found is None or len(whole) > _LONGEST_WHOLE:
        raise RefusalError(f"“price” is not an amount: “{text[:40]}”")
    return f"{whole or '0'}.{(found[2] or '').ljust(2, '0')}"


def stock_written(value: object) -> str:
    """IN_STOCK, SOLD_OUT, or "" where nothing is said; a number says how many. Raises RefusalError."""
    if isinstance(value, bool):
        return IN_STOCK if value else SOLD_OUT
    text = _said(value, "in_stock").casefold()
    if not text:
        return ""
    if text in _YES | _NO:
        return IN_STOCK if text in _YES else SOLD_OUT
    if re.fullmatch(r"\d{1,9}(?:\.0*)?", text, re.ASCII):
        return IN_STOCK if float(text) > 0 else SOLD_OUT
    raise RefusalError(f"“in_stock” is neither yes nor no: “{text[:40]}”")


def price_of(written: str) -> Decimal:
    return Decimal(written)


def written_price(price: Decimal | None) -> str:
    return "" if price is None else f"{price:.2f}"


def written_stock(in_stock: bool) -> str:
    return IN_STOCK if in_stock else SOLD_OUT


def _said(value: object, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RefusalError(f"“{column}” is not text")
    return str(value).strip()
