"""Who changed what, when, from what to what: searched, and taken along as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.services.writing import Format
from config.office.history_page import HistoryForm, HistoryPage, name_of, page_of, written
from config.office.site import office_page


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The newest first, a page at a time."""
    form = HistoryForm(_without_zero_bytes(request))
    is_good = form.is_valid()
    asked = request.GET.copy()
    asked.pop("before", None)
    context = {
        "form": form,
        "page": page_of(form) if is_good else HistoryPage([], None),
        "models": [(one.pk, name_of(one)) for one in form.fields["model"].queryset],  # type: ignore[attr-defined]
        "asked": asked.urlencode(),
        "is_asked": any(asked.values()),
        "is_older": "before" in request.GET,
    }
    title = _("바뀐 것의 이력")
    status = 200 if is_good else 400
    return office_page(request, "office/history.html", title=title, context=context, status=status)


@require_safe
def history_file(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """All that was asked for, as CSV that no spreadsheet calculates with, or as JSON lines."""
    form = HistoryForm(_without_zero_bytes(request))
    wanted = request.GET.get("format", "csv")
    if not form.is_valid() or wanted not in {Format.CSV, Format.JSONL}:
        return HttpResponse(_("그런 파일은 없습니다."), status=400, content_type="text/plain; charset=utf-8")
    file_format = Format(wanted)
    response = StreamingHttpResponse(written(form, file_format), content_type=file_format.content_type)
    name = f"history-{timezone.localdate():%Y%m%d}.{file_format.value}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _without_zero_bytes(request: HttpRequest) -> dict[str, str]:
    """What Postgres would choke on is no word of anybody's."""
    return {name: str(value).replace("\0", "") for name, value in request.GET.items()}
