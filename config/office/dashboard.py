"""What came in, what waits, what was decided, what is published: the office's first page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Dashboard:
    """All that the page shows."""


def dashboard(request: HttpRequest) -> Dashboard:
    """In a bounded number of queries, none of which reads a whole table."""
    return Dashboard()
