"""The pages of the office that are no list of a model: where they lie, and who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.http import HttpResponseBase

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

View = Callable[..., HttpResponseBase]
TOPICS: list[str] = [
    "product",
    "people",
    "settings",
    "imports",
    "exchange",
    "withdrawals",
    "vocabulary",
    "history",
]
"""Modules beside this one, `<topic>_pages`, each with a list PAGES."""


@dataclass(frozen=True)
class Page:
    """One address below the admin's, named `admin:<name>`.

    `may` is the permission that everybody needs who asks for it, whatever the method; what a POST needs
    beyond that is the view's to ask. A page with a `title` stands in the navigation, under `group`.
    """

    path: str
    view: View
    name: str
    may: str
    title: str | _StrPromise = ""
    group: str | _StrPromise = ""


def pages() -> list[Page]:
    """All of them, in the order of the navigation."""
    return [page for topic in TOPICS for page in import_module(f"config.office.{topic}_pages").PAGES]
