"""What a person chooses for themselves. Nobody chooses for another: there is no address for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from labeling.forms import LanguageForm, PreferenceForm
from labeling.models import BulkWithdrawal, Preference
from labeling.services.colleagues import Numbers, numbers_of
from labeling.services.working import work_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak it from now on: to this browser, and to whoever is signed in wherever they are."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        Preference.objects.speak(request.user, chosen)
    return _spoken(HttpResponseRedirect(_back(request)), chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Language, hand and goal; each may be left as it is. And which answers a manager took back, and why."""
    person = cast("User", request.user)
    mine = Preference.objects.of(person)
    form = PreferenceForm(request.POST or None, instance=mine)
    if not form.is_valid():
        context = {
            "form": form,
            "taken_back": BulkWithdrawal.objects.for_screen().newest_of(person),
            "work": work_of(person),
            "second_factor": settings.TWO_FACTOR != "off",
            "numbers": numbers_of([person.pk], now=timezone.now()).get(person.pk, Numbers()),
        }
        return render(request, "labeling/me.html", context, status=400 if form.is_bound else 200)
    form.save()
    if mine.language:
        translation.activate(mine.language)  # what is said next is said in it
    messages.success(request, _("저장했습니다."))
    response = redirect("labeling:me")
    return _spoken(response, mine.language) if mine.language else response


def _back(request: HttpRequest) -> str:
    """The page from which it was asked, if that is one of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "/"


def _spoken(response: HttpResponse, chosen: str) -> HttpResponse:
    """The browser keeps it too, for the time when nobody is signed in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=60 * 60 * 24 * 365,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
