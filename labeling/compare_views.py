"""The pages of "which is more so?"; everything that is asked on them comes through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Tag
from labeling.compare_presenting import placed
from labeling.services.comparing import order_of, pairs_waiting, progress_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ON_THE_STRIP = 12


@require_safe
@login_required
@permission_required("labeling.add_review", raise_exception=True)
def compares(request: HttpRequest) -> HttpResponse:
    """Which tags have pairs that wait."""
    waiting = pairs_waiting(cast("User", request.user), timezone.now())
    return render(request, "labeling/compares.html", {"tags": waiting})


@require_safe
@login_required
@permission_required("labeling.add_review", raise_exception=True)
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """One tag's pairs, one after the other; with `X-Fragment` only the order that follows from them."""
    tag = get_object_or_404(Tag.objects.select_related("facet"), slug=slug)
    context: dict[str, object] = {"tag": tag, "order": placed(order_of(tag, most=ON_THE_STRIP))}
    if request.headers.get("X-Fragment") == "1":
        return render(request, "labeling/_order.html", context)
    # "에" follows any name, however it ends.
    context["question"] = _("어느 쪽이 ‘%(tag)s’에 더 가까운가요?") % {"tag": tag.name}
    return render(request, "labeling/compare.html", context | {"progress": progress_of(tag)})
