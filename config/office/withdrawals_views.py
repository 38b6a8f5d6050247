"""Everything that one person said in a range, looked at, taken back as one act, and brought back as one."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Facet
from config.office.site import office_page
from config.office.withdrawals_page import RangeForm, past, preview, start_of
from labeling.models import BulkWithdrawal
from labeling.services.bulk_withdrawing import CannotWithdraw, restore, withdraw_range
from labeling.services.ranging import KINDS

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAY_WITHDRAW = "labeling.add_bulkwithdrawal"
MAY_RESTORE = "labeling.add_bulkrestoration"
DIGEST = re.compile("[0-9a-f]{64}")


@require_safe
def withdrawals(request: HttpRequest) -> HttpResponse:
    """What was taken back so far, the form, and where one has filled it in what it would do."""
    asked = "curator" in request.GET
    form = RangeForm(request.GET if asked else None)
    return _page(request, form, status=400 if asked and not form.is_valid() else 200)


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Do what was looked at; sent twice it is done once."""
    if not request.user.has_perm(MAY_WITHDRAW):
        raise PermissionDenied
    form, sent = RangeForm(request.POST), _sent(request)
    if not form.is_valid():
        return _page(request, form, status=400)
    if sent is None:
        return _page(request, form, problem=_("미리 보기를 다시 열어 주세요."), status=400)
    reason, client_id, expected = sent
    if not reason:
        return _page(request, form, problem=_("왜 되돌리는지 적어 주세요. 답한 사람도 읽습니다."), status=400)
    try:
        done, _is_new = withdraw_range(
            form.meant(),
            expected=expected,
            by=cast("User", request.user),
            reason=reason,
            client_id=client_id,
            now=timezone.now(),
        )
    except CannotWithdraw as why:
        return _page(request, form, problem=str(why), status=409)
    count = done.review_count + done.comparison_count
    said = ngettext("답 %(n)s개를 되돌렸습니다.", "답 %(n)s개를 되돌렸습니다.", count) % {"n": f"{count:,}"}
    messages.success(request, said)
    return redirect("admin:withdrawals")


@require_POST
def restore_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """All of one act stands again."""
    if not request.user.has_perm(MAY_RESTORE):
        raise PermissionDenied
    found = get_object_or_404(BulkWithdrawal.objects.defer("reviews", "sittings", "comparisons"), pk=pk)
    reason = _text(request.POST.get("reason", ""))
    _done, is_new = restore(found, by=cast("User", request.user), reason=reason, now=timezone.now())
    messages.success(request, _("되살렸습니다.") if is_new else _("이미 되살린 것입니다."))
    return redirect("admin:withdrawals")


def _page(request: HttpRequest, form: RangeForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    is_asked = form.is_bound and form.is_valid()
    context = {
        "form": form,
        "preview": preview(form.meant()) if is_asked else None,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "client_id": request.POST.get("client_id") or str(uuid.uuid4()),
        "kinds": KINDS,
        "facets": Facet.objects.prefetch_related("tags").order_by("position", "pk"),
        "past": past(request.GET.get("page", "1")),
        "days": [(_("오늘"), start_of(0)), (_("어제부터"), start_of(1)), (_("이레 동안"), start_of(6))],
        "may_withdraw": request.user.has_perm(MAY_WITHDRAW),
        "may_restore": request.user.has_perm(MAY_RESTORE),
    }
    title = _("답을 한꺼번에 되돌리기")
    return office_page(request, "office/withdrawals.html", title=title, context=context, status=status)


def _sent(request: HttpRequest) -> tuple[str, uuid.UUID, str] | None:
    """Reason, name of the act, and digest of what was looked at; None of what no page of ours sends."""
    expected = request.POST.get("expected", "")
    try:
        client_id = uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return None
    if not DIGEST.fullmatch(expected):
        return None
    return _text(request.POST.get("reason", "")), client_id, expected


def _text(typed: str) -> str:
    return typed.replace("\0", "").strip()[:500]
