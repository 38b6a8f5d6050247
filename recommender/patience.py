"""No page of the shop waits for ever: a query that takes too long is given up, and whoever asked is told.

For what anybody may ask alone. The workers' queries, the office's and what is streamed as a file take their
time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg import errors, pq

from recommender.api.problems import ROOT

logger = logging.getLogger(__name__)
SHOP = ("/style/", ROOT)
RETRY_SECONDS = 10


class PatienceOfPages:
    """Within the language of the person, so that they can read what they are told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(SHOP):
            return self.get_response(request)
        with given_up_after(settings.PAGE_QUERY_SECONDS):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The API's own middleware makes a problem of it."""
        if not request.path_info.startswith(SHOP) or not is_given_up(error):
            return None
        logger.warning("a query of %s was given up after %s s", request.path, settings.PAGE_QUERY_SECONDS)
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response


@contextmanager
def given_up_after(seconds: float) -> Iterator[None]:
    """Each query, from the first one on: who asks nothing of the database pays nothing for it."""
    was_set = False

    def limited(execute: Callable[..., Any], query: str, values: Any, many: bool, context: Any) -> Any:
        nonlocal was_set
        if not was_set:
            _tell(f"SET statement_timeout = {round(1000 * seconds):d}")
            was_set = True
        return execute(query, values, many, context)

    try:
        with connection.execute_wrapper(limited):
            yield
    finally:
        if was_set:
            _tell("RESET statement_timeout")


def is_given_up(error: BaseException | None) -> bool:
    """Whether it, or what it came of, is a query that took too long."""
    while error is not None:
        if isinstance(error, errors.QueryCanceled):
            return True
        error = error.__cause__ or error.__context__
    return False


def _tell(command: str) -> None:
    """Past Django's cursors: it is no query of the page. A failed transaction takes it back by itself."""
    raw = connection.connection
    if raw is None or raw.closed or raw.info.transaction_status == pq.TransactionStatus.INERROR:
        return
    try:
        raw.execute(command)
    except (OperationalError, errors.OperationalError):
        connection.close()  # the next request begins with another one, which knows no limit
