"""Files that go out: asked for, followed, fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.services.private import private_storage
from config.office.site import office_page
from recommender.models import ExportJob
from recommender.services.exports import (
    CONTENT_TYPE,
    FORMATS,
    KEPT,
    ExportError,
    begin,
    cancel,
    download_name,
    ending,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.utils.functional import _StrPromise

SHOWN = 40
_ABOUT = {
    ExportJob.Kind.LABELS: gettext_lazy(
        "사진과 태그마다 사람들이 믿는 답 하나. 학습할 사진 묶음으로도 받을 수 있습니다."
    ),
    ExportJob.Kind.VERDICTS: gettext_lazy("누가 언제 무엇이라 답했고 무엇을 거두었는지, 건너뛴 것까지."),
    ExportJob.Kind.PUBLISHED: gettext_lazy("지금 가게에 보이는 태그와 그 근거, 확신의 정도."),
    ExportJob.Kind.VOCABULARY: gettext_lazy("측면과 태그, 다른 이름, 정의. 은퇴한 태그와 합친 기록까지."),
    ExportJob.Kind.ARCHIVE: gettext_lazy(
        "상품, 사진, 어휘, 라벨을 한 파일에. 비어 있는 다른 Moodloop에 넣으면 같은 라벨이 됩니다."
    ),
}


@dataclass(frozen=True)
class Card:
    """One thing to be had, and how."""

    kind: str
    title: str
    about: _StrPromise
    formats: list[tuple[str, str]]
    has_people: bool
    has_history: bool


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """What can be had, and what was asked for; a POST asks for a file."""
    if request.method != "POST":
        return _listed(request)
    try:
        begin(
            kind=request.POST.get("kind", ""),
            format=request.POST.get("format", ""),
            by=cast("User", request.user),
            with_names="with_names" in request.POST,
            with_history="with_history" in request.POST,
        )
    except ExportError as error:
        return _listed(request, error=str(error), status=400)
    messages.success(request, _("파일을 만듭니다. 아래에서 얼마나 되었는지 보입니다."))
    return redirect("admin:exports")


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file; to whoever may export, as long as it is kept."""
    job = get_object_or_404(ExportJob, pk=pk, state=ExportJob.State.DONE)
    try:
        file = private_storage().open(job.file_name)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=True, filename=download_name(job), content_type=CONTENT_TYPE[ending(job)]
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def cancel_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Twice is once."""
    if not cancel(get_object_or_404(ExportJob, pk=pk)):
        messages.info(request, _("그 사이에 끝났습니다."))
    return redirect("admin:exports")


def _listed(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    jobs = list(ExportJob.objects.for_screen()[:SHOWN])
    context = {
        "cards": [_card(kind) for kind in ExportJob.Kind],
        "jobs": [(job, _pace(job)) for job in jobs],
        "is_live": any(job.is_under_way for job in jobs),
        "days": KEPT.days,
        "error": error,
    }
    template = "office/_exports.html" if "X-Fragment" in request.headers else "office/exports.html"
    return office_page(request, template, title=_("내보내기"), context=context, status=status)


def _card(kind: ExportJob.Kind) -> Card:
    return Card(
        kind=kind,
        title=str(kind.label),
        about=_ABOUT[kind],
        formats=[(one.value, str(one.label)) for one in FORMATS[kind]],
        has_people=kind in (ExportJob.Kind.VERDICTS, ExportJob.Kind.ARCHIVE),
        has_history=kind == ExportJob.Kind.ARCHIVE,
    )


def _pace(job: ExportJob) -> float | None:
    """Rows or photos a second, once there is something to tell."""
    if job.started_at is None or not job.done or job.state != ExportJob.State.RUNNING:
        return None
    return job.done / max(1.0, (timezone.now() - job.started_at).total_seconds())
