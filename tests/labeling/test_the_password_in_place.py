"""A session that ended goes on with its person's password, and with nobody else's."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

JSON = "application/json"
URL = "/api/session/"


def sent(person: User, **other: Any) -> dict[str, Any]:
    name = person.get_username()
    return {"user": str(person.pk), "username": name, "password": f"{name}-pass"} | other


def test_it_says_whom_the_server_sees(client: Client, curator: User) -> None:
    before = client.get(URL)
    client.force_login(curator)

    after = client.get(URL)

    assert before.json() == {"user": None}
    assert after.json() == {"user": str(curator.pk)}
    assert "no-store" in after.headers["Cache-Control"]


def test_the_right_password_goes_on(client: Client, curator: User) -> None:
    reply = client.post(URL, sent(curator), content_type=JSON)

    assert reply.status_code == 200
    assert client.get(URL).json() == {"user": str(curator.pk)}


def test_the_token_changes_with_the_session(curator: User) -> None:
    """And the old one is good for the one request that signs in."""
    client = Client(enforce_csrf_checks=True)
    client.get("/login/")
    before = client.cookies["csrftoken"].value

    reply = client.post(URL, sent(curator), content_type=JSON, headers={"X-CSRFToken": before})

    assert reply.status_code == 200
    assert client.cookies["csrftoken"].value != before


def test_another_site_cannot_sign_anybody_in(curator: User) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(URL, sent(curator), content_type=JSON).status_code == 403
    assert client.get(URL).json() == {"user": None}


def test_somebody_elses_login_is_refused(client: Client, curator: User, second_curator: User) -> None:
    """Or the answers that wait on this page would be sent as theirs."""
    theirs = sent(second_curator, user=str(curator.pk))

    reply = client.post(URL, theirs, content_type=JSON)

    assert reply.status_code == 400
    assert client.get(URL).json() == {"user": None}


def test_nobody_learns_who_exists(client: Client, curator: User) -> None:
    known = client.post(URL, sent(curator, password="wrong"), content_type=JSON)
    unknown = client.post(URL, sent(curator, username="nobody"), content_type=JSON)

    assert known.status_code == unknown.status_code == 400
    assert known.json() == unknown.json()
    assert known.json()["detail"]


def test_whoever_left_for_good_is_not_let_in(client: Client, curator: User) -> None:
    curator.is_active = False
    curator.save()

    assert client.post(URL, sent(curator), content_type=JSON).status_code == 400


@pytest.mark.parametrize("body", ["", "[]", "7", '{"user": 7}', "[" * 100_000, '{"password": "\\u0000"}'])
def test_nonsense_signs_nobody_in(client: Client, curator: User, body: str) -> None:
    assert client.post(URL, body, content_type=JSON).status_code == 400


@pytest.mark.parametrize("field", ["user", "username", "password"])
def test_half_a_character_signs_nobody_in(client: Client, curator: User, field: str) -> None:
    """JSON can say it, and no text holds it."""
    reply = client.post(URL, sent(curator, **{field: "\ud800"}), content_type=JSON)

    assert reply.status_code == 400
    assert reply.json()["detail"]
    assert client.get(URL).json() == {"user": None}


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method(client: Client, method: str, db: None) -> None:
    assert getattr(client, method)(URL).status_code == 405
