"""Bad input costs its own row and nothing else, and somebody is told which row and why."""

from dataclasses import dataclass


class RefusalError(Exception):
    """Why a row cannot be imported, in words for the person who brought it."""


@dataclass(frozen=True)
class Refused:
    """A row that was not imported. `row` counts as the file does: its header is row 1."""

    row: int
    external_id: str
    image: str
    reason: str
