"""Imports in the browser: bring a catalog, see what would come of it, run it, stop it, take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.bodies import measured
from catalog.models import ImportJob
from catalog.services.imports import acts, uploading
from catalog.services.imports.refused import refused_file
from catalog.services.imports.showing import history, shown
from catalog.services.imports.uploading import UploadError
from config.office.imports_forms import ColumnsForm, PlaceForm, UploadForm
from config.office.site import office_page

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAY_BRING, MAY_STEER = "catalog.add_importjob", "catalog.change_importjob"
LARGEST = 2**63 - 1


@measured(uploading.too_long)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """All imports, the newest first, and the place to drop another one."""
    if request.method != "POST":
        return _listed(request)
    if not _person(request).has_perm(MAY_BRING):
        raise PermissionDenied
    return _bring(request)


def _bring(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, _errors(form), 400)
    file = form.cleaned_data["file"]
    try:
        job = uploading.accept_upload(
            file=file,
            name=file.name,
            update_known=form.cleaned_data["update_known"],
            fetch=form.cleaned_data["fetch"],
            by=_person(request),
            now=timezone.now(),
        )
    except UploadError as error:
        return _refused(request, str(error), error.status)
    return _brought(request, job)


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Have a folder of the server, or a prefix of S3, looked into."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _refused(request, _errors(form), 400)
    source, location = form.cleaned_data["location"]
    job = uploading.accept_place(
        source=source,
        location=location,
        update_known=form.cleaned_data["update_known"],
        fetch=form.cleaned_data["fetch"],
        by=_person(request),
        now=timezone.now(),
    )
    return _brought(request, job)


@require_safe
def import_job(request: HttpRequest, pk: int) -> HttpResponse:
    """One import, live: what would come of it, how far it is, what it did."""
    return _job_page(request, _job(pk))


@require_POST
def look_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Another dry run, with the columns as they were chosen."""
    job = _job(pk)
    form = ColumnsForm(job, request.POST)
    if not form.is_valid():
        job.mapping = form.mapping
        return _job_page(request, job, error=_errors(form), status=400)
    how = {"update_known": form.cleaned_data["update_known"], "fetch": form.cleaned_data["fetch"]}
    if not acts.look_again(job, mapping=form.mapping, by=_person(request), **how):
        messages.info(request, _("이미 시작한 가져오기입니다."))
    return redirect("admin:import", pk)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Start it, stop it, let it go on, call it off, take it back. Twice is once."""
    job, by = _job(pk), _person(request)
    verbs = {
        "start": lambda: acts.start(job, by=by),
        "pause": lambda: job.wish_for(ImportJob.Wish.PAUSE, by=by),
        "cancel": lambda: job.wish_for(ImportJob.Wish.CANCEL, by=by),
        "go-on": lambda: job.go_on(by=by),
        "undo": lambda: acts.take_back(job, by=by),
    }
    if verb not in verbs:
        raise Http404
    if not verbs[verb]():
        messages.info(request, _("그 사이에 달라졌습니다. 지금은 할 수 없는 일입니다."))
    return redirect("admin:import", pk)


@require_safe
def refused_rows(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The rows that were refused, with the reason in the last column."""
    response = StreamingHttpResponse(refused_file(_job(pk)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="refused-{pk}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _listed(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    jobs, older = history(below=_below(request))
    context = {
        "jobs": jobs,
        "older": older,
        "error": error,
        "places": [*settings.IMPORT_ROOTS, *settings.IMPORT_S3],
        "upload_mb": settings.UPLOAD_MB,
        "is_live": any(job.state in {"waiting", "working"} for job in jobs),
    }
    template = "office/_imports.html" if _is_fragment(request) else "office/imports.html"
    return office_page(request, template, title=_("가져오기"), context=context, status=status)


def _job_page(request: HttpRequest, job: ImportJob, *, error: str = "", status: int = 200) -> HttpResponse:
    template = "office/_import.html" if _is_fragment(request) else "office/import.html"
    context = {"shown": shown(job), "job": job, "error": error}
    return office_page(request, template, title=job.name, context=context, status=status)


def _refused(request: HttpRequest, words: str, status: int) -> HttpResponse:
    if _is_fragment(request):
        return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    return _listed(request, error=words, status=status)


def _brought(request: HttpRequest, job: ImportJob) -> HttpResponse:
    """A script is told where to go on, once the whole file is here."""
    response = redirect("admin:import", job.pk)
    if _is_fragment(request):
        return HttpResponse(status=201, headers={"Location": response.headers["Location"]})
    return response


def _errors(form: Form) -> str:
    return " ".join(str(word) for words in form.errors.values() for word in words)


def _job(pk: int) -> ImportJob:
    if pk > LARGEST:
        raise Http404
    return get_object_or_404(ImportJob.objects.select_related("by", "wished_by", "undone_by"), pk=pk)


def _below(request: HttpRequest) -> int | None:
    """Anything else than an id is the beginning."""
    said = request.GET.get("below", "")
    return min(int(said), LARGEST) if said.isascii() and said.isdecimal() and len(said) < 20 else None


def _is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks, for the part of the page that moves."""
    return request.headers.get("X-Fragment") == "1"


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
