"""A route without a rule fails the build: what is not listed as public turns strangers away."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = {
    "login",
    "logout",
    "set_language",
    "catalog:photo",
    "recommender:wall",
    "recommender:look",
    "recommender:product",
    "recommender:photo",
    "recommender:photo_box",
    "recommender:photo_forget",
    "recommender:photo_found",
    "recommender:photo_image",
    "recommender:photo_keep",
    "recommender:photo_result",
    "labeling:session",
    *(f"api:{name}" for name in ("similar", "search", "tags", "for_you", "schema", "docs")),
    *(f"recommender:{name}" for name in ("for_you", "turn", "forget_taste", "my_taste", "think", "seen")),
}
OUTSIDERS_MAY = {"home", "labeling:me"}


def routes(
    patterns: list[URLPattern | URLResolver], prefix: str = "/", space: str = ""
) -> Iterator[tuple[str, str]]:
    """Every route as (name, a path that reaches it)."""
    for pattern in patterns:
        path = prefix + fill(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, path, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", path


def fill(pattern: URLPattern | URLResolver) -> str:
    route = str(pattern.pattern)
    for converter, sample in [
        ("uuid", "6f1c1f8e-9d53-4a37-8d34-b1a1d1c5b001"),
        ("int", "1"),
        ("slug", "x"),
        ("str", "x"),
    ]:
        for name in pattern.pattern.converters:
            route = route.replace(f"<{converter}:{name}>", sample).replace(f"<{name}>", sample)
    return route


OURS = [(name, path) for name, path in routes(get_resolver().url_patterns) if not name.startswith("admin:")]


def test_the_list_of_public_pages_is_current() -> None:
    names = {name for name, _ in OURS}

    assert names >= PUBLIC | OUTSIDERS_MAY


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), [route for route in OURS if route[0] not in PUBLIC])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_strangers_are_turned_away(client: Client, name: str, path: str, method: str) -> None:
    response = getattr(client, method)(path)

    assert response.status_code in {302, 401, 403, 405}, f"{name} {path} answered {response.status_code}"
    if response.status_code == 302:
        assert response.headers["Location"].startswith("/login/")


@pytest.mark.parametrize(
    ("name", "path"), [route for route in OURS if route[0] not in PUBLIC | OUTSIDERS_MAY]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_people_without_the_right_are_turned_away(
    client: Client, outsider: User, name: str, path: str, method: str
) -> None:
    client.force_login(outsider)

    response = getattr(client, method)(path)

    refused = {401, 403, 405} if name.startswith("api:") else {403, 405}  # it knows tokens, no sessions
    assert response.status_code in refused, f"{name} {path} answered {response.status_code}"
