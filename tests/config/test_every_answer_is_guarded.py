"""What the server says carries the headers that keep a browser from being used against its owner."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from tests.making import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(curator: User) -> Client:
    """After WhiteNoise has looked at what there is to serve: the middleware is made anew with the client."""
    (Path(settings.STATIC_ROOT) / "drawn.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    client = Client(raise_request_exception=False)
    client.force_login(curator)
    return client


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/review/", 200),
        ("/style/", 200),
        ("/api/tags/?q=a", 200),
        ("/api/lease/", 405),
        ("/admin/login/", 403),  # a curator; strangers are led to the one page of logging in
        ("/nowhere/", 404),
        ("/models/retrain/", 405),
        ("/static/drawn.svg", 200),
        ("photo", 200),
    ],
)
def test_pages_data_files_and_refusals(browser: Client, path: str, status: int) -> None:
    response = browser.get(make_image(1).get_absolute_url() if path == "photo" else path)

    assert response.status_code == status
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_host_that_is_not_ours(browser: Client) -> None:
    response = browser.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert b"evil" not in response.content


def test_the_session_is_out_of_reach_of_scripts(client: Client, curator: User) -> None:
    before = client.get("/login/").cookies
    client.cookies["sessionid"] = "chosenbysomebodyelse"

    response = client.post("/login/", {"username": "curator", "password": "curator-pass"})

    session = response.cookies["sessionid"]
    assert "sessionid" not in before
    assert session.value != "chosenbysomebodyelse"
    assert session["httponly"] is True
    assert session["samesite"] == "Lax"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
@pytest.mark.parametrize("path", ["/login/", "/language/"])
def test_nobody_is_sent_elsewhere(client: Client, curator: User, path: str, target: str) -> None:
    sent = {"username": "curator", "password": "curator-pass", "language": "en", "next": target}

    response = client.post(path, sent)

    assert response.status_code == 302
    assert response.headers["Location"] == "/"
