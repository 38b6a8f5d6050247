"""The pages of grids; everything that is asked on them comes through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Tag
from catalog.services.settings import value_of
from labeling.models import Grid
from labeling.services.attention import attention_of
from labeling.services.examples import examples_of
from labeling.services.gridding import grids_waiting
from labeling.wording import grid_question

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MANY = 0.25
"""Of the tiles marked wrong: from there on picking out takes longer than judging one by one."""


@require_safe
@login_required
@permission_required("labeling.add_review", raise_exception=True)
def grids(request: HttpRequest) -> HttpResponse:
    """Which tags have grids that wait."""
    person, now = cast("User", request.user), timezone.now()
    context = {"tags": grids_waiting(person, now), "attention": attention_of(person, now=now)}
    return render(request, "labeling/grids.html", context)


@require_safe
@login_required
@permission_required("labeling.add_review", raise_exception=True)
def grid(request: HttpRequest, slug: str) -> HttpResponse:
    """One tag's grids, one after the other."""
    tag = get_object_or_404(Tag.objects.in_use(), slug=slug)
    context = {
        "tag": tag,
        "questions": {kind: grid_question(tag, kind) for kind in Grid.Kind.values},
        "examples": examples_of(tag),
        "seen_ms": value_of("grid_seen_ms"),
        "open_seconds": value_of("grid_open_seconds"),
        "many": MANY,
    }
    return render(request, "labeling/grid.html", context)
