"""One person: roles, work, whether they come in at all, and what was changed of it by whom."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Facet, Tag
from config.models import PersonChange
from config.office.people_forms import ActiveForm, AssignmentForm, RolesForm
from config.office.site import office_page
from config.people import PeopleError, assign, reset_link, set_active, set_roles
from config.roles import ROLES, ROLES_IN_WORDS, givable_by, roles_of
from labeling.models import Preference
from labeling.services.colleagues import Numbers, numbers_of

CHANGES = 30


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


@require_POST
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _found(pk), RolesForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=400)
    # A box that is shut sends nothing, and leaves the role as it is.
    shut = set(roles_of(found)) - set(givable_by(_who(request)))
    wanted = set(form.cleaned_data["roles"]) | shut
    return _done(
        request,
        found,
        lambda: set_roles(by=_who(request), person=found, wanted=wanted, now=timezone.now()),
        _("역할을 바꾸었습니다."),
    )


@require_POST
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    form = AssignmentForm.of(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    assign(by=_who(request), assignment=form.put_on(found), now=timezone.now())
    Preference.objects.speak(found, form.cleaned_data["language"])
    messages.success(request, _("맡은 일을 저장했습니다. 다음 사진부터 그대로 묻습니다."))
    return redirect("admin:person", pk=found.pk)


@require_POST
def active(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _found(pk), ActiveForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=400)
    is_active = form.cleaned_data["is_active"]
    told = (
        _("다시 들어올 수 있습니다.")
        if is_active
        else _("더는 들어올 수 없습니다. 지금까지의 답은 그대로 남습니다.")
    )
    return _done(
        request,
        found,
        lambda: set_active(by=_who(request), person=found, is_active=is_active, now=timezone.now()),
        told,
    )


@require_POST
@never_cache
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """The link is on this answer; it ends with the first password that is chosen by it."""
    found = _found(pk)
    try:
        path = reset_link(by=_who(request), person=found, now=timezone.now())
    except PeopleError as error:
        messages.error(request, str(error))
        return redirect("admin:person", pk=found.pk)
    return _page(request, found, link=request.build_absolute_uri(path))


def _page(
    request: HttpRequest,
    found: User,
    *,
    form: AssignmentForm | None = None,
    link: str = "",
    status: int = 200,
) -> HttpResponse:
    now, who = timezone.now(), _who(request)
    may_see = who.has_perm("config.see_numbers")
    held = roles_of(found)
    givable = {} if found.is_superuser and not who.is_superuser else givable_by(who)
    form = form or AssignmentForm.of(found)
    context = {
        "person": found,
        "is_me": found.pk == who.pk,
        "roles": [
            (name, title, ROLES_IN_WORDS[name], name in held, name in givable)
            for name, title in ROLES.items()
        ],
        "form": form,
        "facets": _facets(form.chosen_tags),
        "numbers": numbers_of([found.pk], now=now).get(found.pk, Numbers()) if may_see else None,
        "changes": PersonChange.objects.filter(person=found).select_related("by")[:CHANGES],
        "link": link,
    }
    title = found.get_username()
    return office_page(request, "office/person.html", title=title, context=context, status=status)


def _facets(chosen: set[int]) -> list[tuple[Facet, list[Tag], bool]]:
    """With the tags that are asked about, as people read them; and whether some of them are chosen."""
    by_facet = groupby(Tag.objects.in_use(), key=lambda tag: tag.facet)
    listed = [(facet, list(tags)) for facet, tags in by_facet]
    return [(facet, tags, any(tag.pk in chosen for tag in tags)) for facet, tags in listed]


def _done(request: HttpRequest, found: User, act: Callable[[], None], told: str) -> HttpResponse:
    try:
        act()
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect("admin:person", pk=found.pk)


def _found(pk: int) -> User:
    return get_object_or_404(User, pk=pk)


def _who(request: HttpRequest) -> User:
    return cast("User", request.user)
