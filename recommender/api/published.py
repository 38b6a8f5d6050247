"""The published tags: a log from which a shop keeps its copy true, and everything at once as a file."""

from __future__ import annotations

from django.http import HttpResponseNotModified, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.services.writing import Format
from recommender.api.access import ExportPace, MayRead, Pace
from recommender.api.base import ShopView, asked, cursor_of, place_of
from recommender.api.forms import ChangesForm, ExportForm
from recommender.api.schema import problems, shown
from recommender.api.serializers import ChangeListSerializer, change_json
from recommender.models import PublicationChange
from recommender.services.exporting import export, version


class PublishedTags(ShopView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="published_tags",
        summary="Published tags as a log of changes",
        tags=["tags"],
        parameters=[ChangesForm],
        responses={200: ChangeListSerializer, **problems(400)},
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
                "next": "WzEsIDQyXQ",
                "more": False,
            }
        ),
    )
    def get(self, request: Request) -> Response | HttpResponseNotModified:
        """Apply the changes in their order and keep `next`: asked with it as `since`, the log goes on there.

        Nothing is missed: changes are numbered in the order in which they become visible. What was removed
        comes as `now: null`, also where the whole product is gone.
        """
        wanted = asked(ChangesForm, request)
        after = int(place_of(wanted["since"], 1)[0] or 0) if "since" in wanted else 0
        found = list(PublicationChange.objects.after(after)[: wanted["limit"] + 1])
        page = found[: wanted["limit"]]
        return Response(
            {
                "results": [change_json(change) for change in page],
                "next": cursor_of(page[-1].pk if page else after),
                "more": len(found) > len(page),
            }
        )


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
