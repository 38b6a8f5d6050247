"""Setting the loop, within bounds, with who and why; and one click back to what held before."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models import LoopSetting
from catalog.services.settings import (
    BadValue,
    ChangedMeanwhile,
    Setting,
    UnknownSetting,
    Value,
    change,
    setting,
)
from config.office.settings_page import Tried, effect_of, elsewhere, sections
from config.office.site import office_page

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAY_SET = "catalog.add_loopsetting"


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """All of them, with what holds now."""
    return _page(request)


@require_POST
def change_setting(request: HttpRequest, name: str) -> HttpResponse:
    """To what was typed, back to an earlier value (`again`, its row), or the installation's (`default`)."""
    if not request.user.has_perm(MAY_SET):
        raise PermissionDenied
    known, typed = _found(name), request.POST.getlist("value")
    try:
        row = change(
            name,
            _wanted(request, known, typed),
            seen=_number(request.POST.get("seen", "")),
            by=cast("User", request.user),
            note=request.POST.get("note", "").replace("\0", "").strip()[:300],
            now=timezone.now(),
        )
    except BadValue as bad:
        return _page(request, Tried(name, typed, error=str(bad)), status=400)
    except ChangedMeanwhile as conflict:
        return _page(request, Tried(name, typed, newest=conflict.newest), status=409)
    value = known.shown(known.default() if row.value is None else row.value)
    messages.success(request, _("%(title)s: 이제 %(value)s입니다.") % {"title": known.title, "value": value})
    return redirect(f"{reverse('admin:settings')}#{name}")


@require_safe
def setting_effect(request: HttpRequest, name: str) -> HttpResponse:
    """What a value would change, in one sentence: asked while it is typed."""
    known = _found(name)
    try:
        words = effect_of(known, known.read(request.GET.getlist("value")))
    except BadValue as bad:
        words = str(bad)
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


def _page(request: HttpRequest, tried: Tried | None = None, *, status: int = 200) -> HttpResponse:
    context = {
        "sections": sections(tried),
        "elsewhere": elsewhere(),
        "may_set": request.user.has_perm(MAY_SET),
        "tried": tried,
    }
    title = _("고리의 설정")
    return office_page(request, "office/settings.html", title=title, context=context, status=status)


def _found(name: str) -> Setting:
    try:
        return setting(name)
    except UnknownSetting:
        raise Http404 from None


def _wanted(request: HttpRequest, known: Setting, typed: list[str]) -> Value | None:
    if "default" in request.POST:
        return None
    if (again := _number(request.POST.get("again", ""))) is not None:
        row = LoopSetting.objects.named(known.name).filter(pk=again).first()
        if row is None:
            raise BadValue(_("이 설정의 이력에 없는 값입니다."))
        return cast("Value | None", row.value)
    return known.read(typed)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
