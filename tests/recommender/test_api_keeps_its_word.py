"""Schemathesis throws whatever it can think of at the API: it answers as its OpenAPI document says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.recommender.asking import make_token
from tests.recommender.shelf import at, carry, crown, put

EXAMPLES = 12
GUESSED = {"similar", "search", "published_tags", "photo_search"}
"""What these are asked with only the server gives away (cursors, tags), or no schema describes (a photo):
what was made up may be refused, though it has the right form."""


@pytest.fixture
def document(vocabulary: None) -> BaseSchema:
    """A shop with three dresses, and what its API says of itself."""
    crown({"romantic": 0})
    for number in range(3):
        carry(put(f"원피스 {number}", at(a0=9, a1=number)), "romantic", "floral")
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """As Django's own test client does: the end of a request is not the end of the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_it_answers_as_it_says(document: BaseSchema, manager: User, mode: GenerationMode) -> None:
    secret = make_token(manager, "read", "photo")[1]
    operations = [found.ok() for found in document.get_all_operations() if isinstance(found, Ok)]

    for operation in operations:
        with suppress(Unsatisfiable):  # nothing that it is asked with can be wrong
            check(operation, secret, mode)

    assert len(operations) == 9


def check(operation: APIOperation[Any, Any, Any, Any], secret: str, mode: GenerationMode) -> None:
    """The same requests each time: seeded, and nothing remembered of the last run."""
    is_guessed = operation.definition.raw["operationId"] in GUESSED

    @seed(7)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Case[Any]) -> None:
        case.call_and_validate(
            headers={"Authorization": f"Bearer {secret}"},
            excluded_checks=[positive_data_acceptance] if is_guessed else [],
        )

    asked()
