"""What is published, for managers: what changed and why, what sellers have to mend, and files of both."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.services.writing import Format
from recommender.models import Contradiction, Publication
from recommender.services import publications as services
from recommender.services.compacting import is_shortened
from recommender.services.exporting import export

MAY_LOOK = "recommender.view_publication"
LARGEST = 2**63 - 1


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def publications(request: HttpRequest) -> HttpResponse:
    """Every sweep that changed something, the newest first."""
    page = services.publications(_below(request))
    context = {"page": page, "formats": list(Format), "mend": Contradiction.objects.count()}
    return render(request, "recommender/publications.html", context)


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """One sweep: which product, which tag, from what to what, and why."""
    found = get_object_or_404(Publication, pk=pk)
    kind, tag = request.GET.get("kind", ""), request.GET.get("tag", "").replace("\0", "")
    detail = services.changes_of(found, kind=kind, tag=tag, below=_below(request))
    context = {"publication": found, "detail": detail, "kind": kind, "tag": tag}
    context["is_shortened"] = is_shortened(found, now=timezone.now())
    return render(request, "recommender/publication.html", context)


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def export_tags(request: HttpRequest) -> StreamingHttpResponse:
    """All published tags."""
    file_format = _format(request)
    return _file(export(file_format), file_format, "published-tags")


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def fix_lists(request: HttpRequest) -> HttpResponse:
    """What sellers say and the catalog contradicts: by seller, and one seller's with the evidence."""
    if "seller" not in request.GET:
        return render(request, "recommender/fix_lists.html", {"sellers": services.sellers_to_tell()})
    seller = request.GET["seller"].replace("\0", "")
    page = services.fixes(seller, _below(request))
    context = {"seller": seller, "page": page, "formats": [Format.CSV, Format.JSONL]}
    return render(request, "recommender/fix_list.html", context, status=200 if page.rows else 404)


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def export_fix_list(request: HttpRequest) -> StreamingHttpResponse:
    """One seller's list, to be sent to them."""
    file_format = _format(request)
    seller = request.GET.get("seller", "").replace("\0", "")
    return _file(services.export_fixes(seller, file_format), file_format, "fix-list")


def _below(request: HttpRequest) -> int | None:
    """Anything else than an id is the beginning."""
    said = request.GET.get("below", "")
    return min(int(said), LARGEST) if said.isascii() and said.isdecimal() and len(said) < 20 else None


def _format(request: HttpRequest) -> Format:
    """Raises Http404."""
    try:
        return Format(request.GET.get("as", Format.CSV))
    except ValueError as error:
        raise Http404 from error


def _file(pieces: Iterator[bytes], file_format: Format, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=file_format.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
