"""The curator's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import ProductImage
from labeling.services.comparing import pairs_waiting
from labeling.services.gridding import grids_waiting
from labeling.services.tallying import today_of, week_of
from labeling.services.waiting import waiting_for
from labeling.services.working import goal_of, work_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SHOWN = 4
"""Tags of which the home page shows grids and pairs; their pages show all."""


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, my day and my week; with `X-Fragment` the part of it that moves."""
    person, now = cast("User", request.user), timezone.now()
    may_review = person.has_perm("labeling.add_review")
    queues = waiting_for(person, now=now) if may_review else []
    context = {
        "queues": queues,
        "grids": grids_waiting(person, now) if may_review else [],
        "pairs": pairs_waiting(person, now) if may_review else [],
        "waiting": sum(queue.count for queue in queues),
        "today": today_of(person, now=now),
        "week": week_of(person, now=now),
        "goal": goal_of(person),
        "work": work_of(person),
        "seen": ProductImage.objects.seen(),
        "may_review": may_review,
        "shown": SHOWN,
    }
    is_fragment = request.headers.get("X-Fragment") == "1"
    return render(request, "labeling/_home.html" if is_fragment else "labeling/home.html", context)


@require_safe
@login_required
@permission_required("labeling.add_review", raise_exception=True)
def review(request: HttpRequest) -> HttpResponse:
    """The review screen; everything on it comes through the API."""
    today = today_of(cast("User", request.user), now=timezone.now())
    return render(request, "labeling/review.html", {"today": today})
