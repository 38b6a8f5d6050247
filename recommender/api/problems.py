"""Errors as problem+json (RFC 9457), every one below /api/v1/, whoever raised it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from recommender.services.photo_search import PhotoError

ROOT = "/api/v1/"
PROBLEM = "application/problem+json"
Problem = dict[str, object]


class Conflict(APIException):
    """What was asked for cannot be had as things are."""

    status_code = 409


class Gone(APIException):
    """It was there, and is no more."""

    status_code = 410


def problem(status: int, detail: str, path: str, errors: list[dict[str, str]] | None = None) -> Problem:
    """RFC 9457, section 3; `errors` names each parameter that is wrong."""
    said: Problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": path,
    }
    return said | ({"errors": errors} if errors else {})


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler: what DRF knows as an error, told as a problem."""
    if isinstance(error, PhotoError):
        told = APIException(str(error))
        told.status_code = error.status
        told.wait = error.after or None  # type: ignore[attr-defined]  # DRF makes Retry-After of it
        error = told
    response = exception_handler(error, dict(context))
    if response is None:
        return None
    errors: list[dict[str, str]] | None = None
    if isinstance(error, ValidationError):
        errors = list(_named(error.detail))
        detail = " ".join(one["detail"] for one in errors)
    else:
        detail = str(getattr(error, "detail", "")) or HTTPStatus(response.status_code).phrase
    path = context["request"].get_full_path()
    response.data = problem(response.status_code, detail, path, errors)
    response.content_type = PROBLEM
    return response


def _named(detail: Any, name: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            yield from _named(inner, "" if key == "non_field_errors" else str(key))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _named(inner, name)
    else:
        yield {"parameter": name, "detail": str(detail)}


class ProblemsOfTheApi:
    """What Django itself answers there, from "no such address" to "something broke", as a problem as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_ours = request.path_info.startswith(ROOT) and response.status_code >= 400
        if not is_ours or response.headers.get("Content-Type") == PROBLEM:
            return response
        said = problem(response.status_code, HTTPStatus(response.status_code).phrase, request.get_full_path())
        response.content = b"" if request.method == "HEAD" else json.dumps(said).encode()
        response.headers["Content-Type"] = PROBLEM
        if response.headers.get("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        return response
