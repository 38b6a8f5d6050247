"""What strangers wrote, as Postgres and JSON can keep it: no NUL, no half characters, nothing endless."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

LONGEST = 100_000
"""Characters that are kept of one row: what is longer is no slip of the pen."""
_DEEPEST = 30


def clean_text(text: str) -> str:
    """Without NUL, and with “?” for half characters (lone surrogates); any other text as it is."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else text.encode(errors="replace").decode()


def clean(value: object, longest: int = LONGEST) -> Any:
    """The value as JSON, cut where it would take more than so many characters altogether."""
    return _Cutting(longest).of(value)


def weight(value: object) -> int:
    """About how many characters are held in memory, however deep they lie."""
    total, inside = 0, [value]
    while inside:
        one = inside.pop()
        if isinstance(one, str | bytes):
            total += len(one)
        elif isinstance(one, Mapping):
            inside += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            inside += one
        else:
            total += 8
    return total


class _Cutting:
    def __init__(self, longest: int) -> None:
        self._left = longest

    def of(self, value: object, depth: int = 0) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
            self._left -= 8
            return value
        if isinstance(value, Mapping | list | tuple):
            return "…" if depth > _DEEPEST else self._all(value, depth + 1)
        return self._text(str(value))

    def _all(self, values: Mapping[Any, object] | Sequence[object], depth: int) -> Any:
        """As many as there is room for."""
        if isinstance(values, Mapping):
            entries = takewhile(lambda _: self._left > 0, values.items())
            return {self._text(str(key)): self.of(value, depth) for key, value in entries}
        return [self.of(value, depth) for value in takewhile(lambda _: self._left > 0, values)]

    def _text(self, text: str) -> str:
        kept = text if len(text) <= self._left else text[: max(0, self._left)]
        self._left -= len(kept) + 1
        return clean_text(kept)
