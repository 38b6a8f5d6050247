"""The published tags: a log from which a shop keeps its copy true, and everything at once as a file."""

from __future__ import annotations

from django.http import HttpResponseNotModified, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.services.writing import Format
from recommender.api.access import ExportPace, MayRead, Pace
from recommender.api.base import ShopView, asked, cursor_of, place_of
from recommender.api.forms import ChangesForm, ExportForm
from recommender.api.problems import Gone
from recommender.api.schema import problems, shown
from recommender.api.serializers import ChangeListSerializer, change_json
from recommender.models import PublicationChange
from recommender.services.compacting import floor
from recommender.services.exporting import export, version


class PublishedTags(ShopView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="published_tags",
        summary="Published tags as a log of changes",
        tags=["tags"],
        parameters=[ChangesForm],
        responses={200: ChangeListSerializer, **problems(400, 410)},
        examples=shown(
            {
                "results": [
                    {
                        "product": "P-1024",
                        "tag": "romantic",
                        "now": {"source": "curated", "confidence": 0.8, "model_key": ""},
                        "why": "people",
                        "at": "2026-11-28T11:00:00+00:00",
                    },
                    {
                        "product": "P-7",
                        "tag": "sporty",
                        "now": None,
                        "why": "denied",
                        "at": "2026-11-28T11:00:00+00:00",
                    },
                ],
                "next": "WzEsIDQyLCAwXQ",
                "more": False,
            }
        ),
    )
    def get(self, request: Request) -> Response | HttpResponseNotModified:
        """Apply the changes in their order and keep `next`: asked with it as `since`, the log goes on there.

        Nothing is missed: changes are numbered in the order in which they become visible. What was removed
        comes as `now: null`, also where the whole product is gone. After some months the log tells the last
        word on each tag alone, and not what was removed before that: 410 says to begin anew.
        """
        wanted = asked(ChangesForm, request)
        after, begun = _place(wanted.get("since"))
        begun = begun if after else floor()
        found = list(PublicationChange.objects.after(after)[: wanted["limit"] + 1])
        page = found[: wanted["limit"]]
        if 0 < after < (least := floor()) and begun < least:
            raise Gone(
                _("이 커서 뒤로 지워진 기록이 있습니다. 빈 사본으로, since 없이 처음부터 받아 주세요.")
            )
        return Response(
            {
                "results": [change_json(change) for change in page],
                "next": cursor_of(page[-1].pk if page else after, begun),
                "more": len(found) > len(page),
            }
        )


def _place(cursor: str | None) -> tuple[int, int]:
    """The last change that was read, and up to which one removals were not told any more when reading began:
    who began after they were taken out never had what they removed. Older cursors are of one number."""
    after, begun, *_ = [*(place_of(cursor, 1, 2) if cursor is not None else []), 0, 0]
    return int(after or 0), int(begun or 0)


class Export(ShopView):
    permission_classes = [MayRead]
    throttle_classes = [Pace, ExportPace]

    @extend_schema(
        operation_id="export",
        summary="All published tags as a file",
        tags=["tags"],
        parameters=[ExportForm],
        responses={
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, "application/x-ndjson"): OpenApiTypes.BINARY,
            (200, "application/vnd.apache.parquet"): OpenApiTypes.BINARY,
            (304, "application/json"): None,
            **problems(400),
        },
    )
    def get(self, request: Request) -> StreamingHttpResponse | HttpResponseNotModified:
        """Streamed as it is read, however much there is. Nothing published since: 304 by the ETag."""
        file_format = Format(asked(ExportForm, request)["as"])
        etag = quote_etag(f"{file_format}-{version()}")
        known = get_conditional_response(request._request, etag=etag)
        if known is not None and known.status_code == 304:
            return HttpResponseNotModified(headers={"ETag": etag})
        response = StreamingHttpResponse(export(file_format), content_type=file_format.content_type)
        response.headers["ETag"] = etag
        response.headers["Content-Disposition"] = f'attachment; filename="published-tags.{file_format}"'
        return response
