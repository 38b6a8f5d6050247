"""Where things are in the office: by what people do there, not by which layer keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from config.office.pages import Page, pages

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

GOODS, WORDS, TRADE = _("상품·사진"), _("어휘"), _("들이기·내보내기")
PEOPLE, LOOP, SHOP, SETTINGS = _("사람"), _("질문과 학습"), _("공개"), _("설정과 이력")
GROUPS: dict[_StrPromise, list[str]] = {
    GOODS: ["catalog.Product", "catalog.ProductImage", "catalog.SellerTag", "catalog.DuplicateGroup"],
    WORDS: ["catalog.Facet", "catalog.Tag"],
    TRADE: [],
    PEOPLE: ["auth.User", "config.Invitation", "labeling.Assignment"],
    LOOP: [
        "labeling.QueueItem",
        "labeling.Review",
        "labeling.Label",
        "labeling.Flag",
        "training.TrainingRun",
        "training.ModelVersion",
        "training.TagGoal",
        "training.BudgetShares",
    ],
    SHOP: [
        "recommender.PublishedTag",
        "recommender.PublicationChange",
        "recommender.Contradiction",
        "recommender.Hold",
        "recommender.StyleSpace",
        "recommender.ApiToken",
    ],
    SETTINGS: ["catalog.LoopSetting", "labeling.BulkWithdrawal"],
}
"""The tables that people open every day. All others are in the list of all tables."""


@dataclass
class Place:
    """One line of the navigation."""

    title: str
    url: str
    is_here: bool


@dataclass
class Group:
    title: str
    places: list[Place] = field(default_factory=list)


def navigation(request: HttpRequest, apps: Iterable[Mapping[str, Any]]) -> list[Group]:
    """What this person may open; `apps` as AdminSite.get_app_list has them."""
    groups = {str(title): Group(str(title)) for title in GROUPS}
    for page in _allowed(request):
        group = groups.setdefault(str(page.group), Group(str(page.group)))
        if url := _address(page):
            group.places.append(_place(request, str(page.title), url))
    taken = {place.url for group in groups.values() for place in group.places}
    for title, labels in GROUPS.items():
        for model in _models(apps, labels):
            if (url := model["admin_url"]) and url not in taken:
                groups[str(title)].places.append(_place(request, capfirst(str(model["name"])), url))
    here = [place for group in groups.values() for place in group.places if place.is_here]
    for place in sorted(here, key=lambda place: len(place.url))[:-1]:
        place.is_here = False  # a page below it is open, which stands here itself
    return [group for group in groups.values() if group.places]


def _allowed(request: HttpRequest) -> list[Page]:
    return [page for page in pages() if page.title and request.user.has_perm(page.may)]


def _address(page: Page) -> str:
    """Empty where the page is of something that has to be named, which no navigation can."""
    try:
        return reverse(f"admin:{page.name}")
    except NoReverseMatch:
        return ""


def _models(apps: Iterable[Mapping[str, Any]], labels: list[str]) -> list[Mapping[str, Any]]:
    found = {
        one["model"]._meta.label: one for app in apps for one in app["models"] if one.get("model") is not None
    }
    return [found[label] for label in labels if label in found]


def _place(request: HttpRequest, title: str, url: str) -> Place:
    return Place(title, url, request.path.startswith(url))
