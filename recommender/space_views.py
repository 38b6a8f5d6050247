"""The manager's pages about style spaces: what a new one changes in the shop, before and after it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from recommender.models import StyleSpace
from recommender.services.by_hand import ask_for_index, standing
from recommender.services.learning_style import choose_by_hand, reject_by_hand
from recommender.services.space_report import space_report, spaces_page

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAY_LOOK = "recommender.view_stylespace"
MAY_CHOOSE = "recommender.change_stylespace"


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def spaces(request: HttpRequest) -> HttpResponse:
    """All style spaces, the newest first."""
    page = spaces_page(request.GET.get("page", "1"))
    context = {"spaces": page, "standing": standing(), "may_choose": request.user.has_perm(MAY_CHOOSE)}
    return render(request, "recommender/spaces.html", context)


@require_POST
@login_required
@permission_required(MAY_CHOOSE, raise_exception=True)
def rebuild(request: HttpRequest) -> HttpResponse:
    """Have the index built anew, beside the one that answers."""
    if ask_for_index(by=cast("User", request.user), now=timezone.now()):
        messages.success(request, _("색인을 새로 짓기 시작합니다. 다 지을 때까지 지금 색인이 답합니다."))
    else:
        messages.warning(
            request, _("지금은 새로 지을 수 없습니다. 이미 짓고 있거나, 아직 쓰이는 공간이 없습니다.")
        )
    return redirect("spaces:spaces")


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def space(request: HttpRequest, pk: int) -> HttpResponse:
    """One space beside the one that served when it was made: figures, and pictures before and after."""
    found = get_object_or_404(StyleSpace.objects.defer("weights").select_related("decided_by"), pk=pk)
    may_choose = request.user.has_perm(MAY_CHOOSE)
    report = space_report(found)
    return render(request, "recommender/space.html", {"report": report, "may_choose": may_choose})


@require_POST
@login_required
@permission_required(MAY_CHOOSE, raise_exception=True)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it serve, or send it away. What the gate turned down stays where it is."""
    found = get_object_or_404(StyleSpace.objects.light(), pk=pk)
    by, now = cast("User", request.user), timezone.now()
    choice = request.POST.get("choice")
    if choice == "serve" and choose_by_hand(found, by=by, now=now):
        messages.success(request, _("색인을 짓는 대로 이 공간이 쓰입니다. 그때까지 지금 공간이 답합니다."))
    elif choice == "reject" and reject_by_hand(found, by=by, now=now):
        messages.success(request, _("돌려보냈습니다. 지금 공간이 계속 답합니다."))
    else:
        messages.warning(request, _("이 공간은 이제 정할 수 없습니다."))
    return redirect("spaces:space", pk)
