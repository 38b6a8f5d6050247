"""What an import has said of each product so far, kept on disk once it is more than memory should hold."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from types import TracebackType
from typing import NamedTuple

from catalog.services.rows import Claim, Row


class Said(NamedTuple):
    value: Claim
    row: int


class Seen:
    """Which row first said what of which product. A million products cost no more memory than ten."""

    def __init__(self) -> None:
        # An empty name is SQLite's own temporary file: a small cache in memory, removed when it is closed.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE said (external_id TEXT PRIMARY KEY, claims TEXT) WITHOUT ROWID")

    def said_of(self, external_id: str) -> dict[str, Said] | None:
        """The claims about a product with the row that made each; None for one that no row named yet."""
        query = "SELECT claims FROM said WHERE external_id = ?"
        found = self._database.execute(query, [external_id]).fetchone()
        return None if found is None else {key: Said(*said) for key, said in json.loads(found[0]).items()}

    def remember(self, row: Row, before: Mapping[str, Said] | None) -> None:
        """The row was accepted: its claims count, after those made before."""
        claims = {key: Said(value, row.number) for key, value in row.claims().items()} | dict(before or {})
        if claims != before:
            query = "INSERT OR REPLACE INTO said VALUES (?, ?)"
            self._database.execute(query, [row.external_id, json.dumps(claims)])

    def __enter__(self) -> Seen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
