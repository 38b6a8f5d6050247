"""Labels from elsewhere: a file is looked at, confirmed, followed, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.bodies import measured
from catalog.services.imports import uploading
from catalog.services.private import private_storage
from config.office.site import office_page
from config.office.sources_forms import SourceForm
from labeling.models import LabelSource
from labeling.services.sourcing import (
    ARCHIVE,
    SourcingError,
    bring,
    confirm,
    discard,
    ending_of,
    try_again,
    withdraw,
)
from labeling.services.sourcing.preview import preview
from labeling.services.sourcing.reasons import in_words

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAY_BRING = "labeling.add_labelsource"
MAY_BRING_PRODUCTS = "catalog.add_importjob"
MAY_BRING_PEOPLE = "config.manage_people"
SHOWN = 50


@measured(uploading.too_long)
@require_http_methods(["GET", "HEAD", "POST"])
def sources(request: HttpRequest) -> HttpResponse:
    """All sources, the newest first, and the place to drop another one."""
    if request.method != "POST":
        return _listed(request)
    if not _person(request).has_perm(MAY_BRING):
        raise PermissionDenied
    return _bring(request)


def _bring(request: HttpRequest) -> HttpResponse:
    form = SourceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    file, person = form.cleaned_data["file"], _person(request)
    with_history = form.cleaned_data["with_history"]
    if not _may_take_in(person, is_archive=ending_of(file) == ARCHIVE, with_history=with_history):
        raise PermissionDenied
    try:
        source = bring(
            name=form.cleaned_data["name"] or file.name[:80],
            weight=form.cleaned_data["weight"],
            file=file,
            original_name=file.name,
            by=person,
            now=timezone.now(),
            with_history=with_history,
        )
    except SourcingError as error:
        return _refused(request, str(error))
    address = reverse("admin:label_source", args=[source.pk])
    if "X-Fragment" in request.headers:
        return HttpResponse(status=201, headers={"Location": address})
    return redirect(address)


@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come of it, how far it is, what it says."""
    found = get_object_or_404(LabelSource.objects.select_related("by", "withdrawn_by"), pk=pk)
    looked = preview(found) if found.state == LabelSource.State.PREVIEW else None
    context = {
        "source": found,
        "preview": looked,
        "labels": found.done if found.is_under_way else found.labels.count(),
        "why": in_words(found.why),
        "may_take_in": _may_take_in(
            _person(request), is_archive=found.is_archive, with_history=found.with_history
        ),
    }
    template = "office/_label_source.html" if "X-Fragment" in request.headers else "office/label_source.html"
    return office_page(request, template, title=found.name, context=context)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take it in, throw it away, withdraw it. Twice is once."""
    found, now, person = get_object_or_404(LabelSource, pk=pk), timezone.now(), _person(request)
    if verb in ("confirm", "again") and not _may_take_in(
        person, is_archive=found.is_archive, with_history=found.with_history
    ):
        raise PermissionDenied
    verbs = {
        "confirm": lambda: confirm(found),
        "again": lambda: try_again(found),
        "discard": lambda: discard(found),
        "withdraw": lambda: withdraw(found, by=person, now=now),
    }
    if verb not in verbs:
        raise Http404
    if not verbs[verb]():
        messages.info(request, _("그 사이에 달라졌습니다. 지금은 할 수 없는 일입니다."))
    if verb == "discard":
        return redirect("admin:label_sources")
    return redirect("admin:label_source", pk)


@require_safe
def refused(request: HttpRequest, pk: int) -> FileResponse:
    """The rows that were refused, with the reason in the last column."""
    found = get_object_or_404(LabelSource.objects.exclude(refused_file=""), pk=pk)
    try:
        file = private_storage().open(found.refused_file)
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"refused-{found.pk}.csv"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _listed(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    found = list(LabelSource.objects.select_related("by").order_by("-pk")[:SHOWN])
    context = {
        "sources": found,
        "is_live": any(one.is_under_way for one in found),
        "upload_mb": settings.UPLOAD_MB,
        "may_bring_people": request.user.has_perm(MAY_BRING_PEOPLE),
        "error": error,
    }
    template = (
        "office/_label_sources.html" if "X-Fragment" in request.headers else "office/label_sources.html"
    )
    return office_page(request, template, title=_("다른 곳의 라벨"), context=context, status=status)


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    if "X-Fragment" in request.headers:
        return HttpResponse(why, status=400, content_type="text/plain; charset=utf-8")
    return _listed(request, error=why, status=400)


def _may_take_in(person: User, *, is_archive: bool, with_history: bool) -> bool:
    """An archive brings products, too, and with its history people."""
    if is_archive and not person.has_perm(MAY_BRING_PRODUCTS):
        return False
    return not with_history or person.has_perm(MAY_BRING_PEOPLE)


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
