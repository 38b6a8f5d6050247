"""A program that asks the shop's API."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from recommender.models import ApiToken
from tests.recommender.shelf import NOW

V1 = "/api/v1/"


def make_token(by: User, *scopes: str) -> tuple[ApiToken, str]:
    """A token and its secret."""
    token = ApiToken(name="거울", scopes=list(scopes), created_by=by, created_at=NOW)
    secret = token.draw_secret()
    token.save()
    return token, secret


def bearing(secret: str) -> Client:
    return Client(headers={"authorization": f"Bearer {secret}"})


def assert_problem(response: Any, status: int) -> dict[str, Any]:
    """The answer is a problem as RFC 9457 has it; its content."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = response.json()
    assert said["status"] == status
    assert said["title"]
    return said
