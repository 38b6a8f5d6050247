"""What the OpenAPI document says besides what the serializers do."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from recommender.api.access import Anybody
from recommender.api.problems import PROBLEM, ROOT, problem
from recommender.api.serializers import ProblemSerializer


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "recommender.api.access.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A manager makes tokens in the admin."}


class ShopSchema(AutoSchema):
    """Where anybody may ask, a token only quickens the pace."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        said: list[dict[str, list[str]]] = super().get_auth()
        permissions = [type(one) for one in self.view.get_permissions()]
        return [{}, *said] if Anybody in permissions else said


def only_ours(endpoints: list[tuple[str, ...]], **_: object) -> list[tuple[str, ...]]:
    """The review screen's API is no promise to anybody."""
    hidden = (f"{ROOT}schema/", f"{ROOT}docs/")
    return [one for one in endpoints if one[0].startswith(ROOT) and not one[0].startswith(hidden)]


TOLD = {
    400: "A parameter is wrong; `errors` says which.",
    401: "The token is missing, unknown or revoked.",
    403: "The token is not for this.",
    404: "There is no such thing.",
    406: "Only JSON is spoken here.",
    410: "What came after this cursor is not all told any more: begin anew, with an empty copy.",
    413: "The photo is too large.",
    415: "The body is not what is asked for.",
    429: "Too often; `Retry-After` says when.",
    503: "Too much is waiting.",
}


def problems(*statuses: int) -> dict[tuple[int, str] | int, OpenApiResponse]:
    """Each of these errors, and those that any request may meet."""
    return {
        (status, PROBLEM): OpenApiResponse(
            ProblemSerializer, description=TOLD[status], examples=[_example(status, TOLD[status])]
        )
        for status in sorted({401, 403, 406, 429, *statuses})
    }


def _example(status: int, detail: str) -> OpenApiExample:
    errors = [{"parameter": "limit", "detail": "…"}] if status == 400 else None
    return OpenApiExample(str(status), value=problem(status, detail, f"{ROOT}…", errors), response_only=True)


RED = {
    "id": 17, "external_id": "P-1024", "title": "리넨 원피스", "seller": "소연", "price": "39000.00",
    "in_stock": True, "photo": "/photos/…/display.jpg", "page": "/style/products/17/",
    "tags": [{"slug": "romantic", "source": "curated", "confidence": 0.8}],
}  # fmt: skip
ROMANTIC = {"slug": "romantic", "facet": "mood", "name": {"ko": "로맨틱", "en": "romantic"}}


def shown(value: object) -> list[OpenApiExample]:
    return [OpenApiExample("Answer", value=value, response_only=True)]
