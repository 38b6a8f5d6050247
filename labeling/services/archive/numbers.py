"""What something is called here that had another number elsewhere: on disk, as there may be millions."""

from __future__ import annotations

import sqlite3


class Numbers:
    def __init__(self) -> None:
        # An empty name is SQLite's own temporary file: a small cache in memory, removed when it is closed.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE number (there TEXT PRIMARY KEY, here INTEGER) WITHOUT ROWID")

    def note(self, there: str, here: int) -> None:
        self._database.execute("INSERT OR REPLACE INTO number VALUES (?, ?)", [there, here])

    def of(self, there: str) -> int | None:
        found = self._database.execute("SELECT here FROM number WHERE there = ?", [there]).fetchone()
        return None if found is None else int(found[0])
