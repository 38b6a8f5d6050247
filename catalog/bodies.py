"""Uploads: how long a body may be is asked before anybody reads it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponseBase]


def measured(too_long: Callable[[int], str]) -> Callable[[View], View]:
    """413 in the words of `too_long(bytes)`, where it has any for a POST's body.

    Django's middleware reads the whole body to look for the CSRF token: a view that is measured asks for the
    token itself, afterwards. It is as protected as any other.
    """

    def decorated(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
            if request.method == "POST" and (words := too_long(length)):
                return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")
            return protected(request, *args, **kwargs)

        return asked

    return decorated
