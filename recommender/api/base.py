"""What all views of the API share: who may, how often, in which form, and when nothing has changed."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ListField, Serializer
from rest_framework.views import APIView

from labeling.parsing import PlainJSONParser
from recommender.api.access import Anybody, BearerToken, Pace
from recommender.api.problems import answer
from recommender.api.schema import ShopSchema

LARGEST_ID = 2**63 - 1
Asked = TypeVar("Asked", bound="Serializer[Any]")


class Utf8JSONRenderer(JSONRenderer):
    charset = None


@method_decorator(conditional_page, name="dispatch")
class ShopView(APIView):
    """JSON in and out; an ETag on whatever is read, and 304 where that is what the client has."""

    schema = ShopSchema()
    authentication_classes = [BearerToken]
    permission_classes = [Anybody]
    throttle_classes = [Pace]
    renderer_classes = [Utf8JSONRenderer]
    parser_classes = [PlainJSONParser]
    cache_control: ClassVar[str] = "no-cache"
    """Kept by whoever likes, and asked about each time: prices and stock change at any moment."""

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return answer

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        done = super().finalize_response(request, response, *args, **kwargs)
        if done.status_code == 200 and "Cache-Control" not in done.headers:
            done.headers["Cache-Control"] = self.cache_control
        return done


def asked(form: type[Asked], request: Request) -> dict[str, Any]:
    """The query parameters as this serializer reads them. Raises ValidationError, which names them."""
    query = request.query_params
    fields = form().fields
    given = {
        name: query.getlist(name) if isinstance(field, ListField) else query.get(name)
        for name, field in fields.items()
        if name in query
    }
    if strange := sorted(set(query) - set(fields)):
        raise ValidationError({name: [_("모르는 항목입니다.")] for name in strange})
    wanted = form(data=given)
    wanted.is_valid(raise_exception=True)
    return dict(wanted.validated_data)


def cursor_of(*place: float | None) -> str:
    """A place in a list, for the client to hand back: opaque, and the same place for ever."""
    return base64.urlsafe_b64encode(json.dumps([1, *place]).encode()).decode().rstrip("=")


def place_of(cursor: str, *lengths: int) -> list[Any]:
    """What `cursor_of` was given, of one of these lengths. Raises ValidationError for what it never made."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        version, *place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        is_right = version == 1 and len(place) in lengths and all(map(_is_number, place))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        is_right = False
    if not is_right:
        raise ValidationError({"cursor": [_("이 커서는 여기에서 준 것이 아닙니다.")]})
    return list(place)


def _is_number(value: object) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return 0 <= value <= LARGEST_ID
    return value is None or (isinstance(value, float) and abs(value) < 1e9)
