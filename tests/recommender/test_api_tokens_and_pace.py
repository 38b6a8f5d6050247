"""Who may: tokens with scopes, revoked at any time; and how often."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from recommender.models import ApiToken
from recommender.services import photo_search
from tests.making import jpeg
from tests.recommender.asking import V1, assert_problem, bearing, make_token

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.fixture
def reader(manager: User) -> Client:
    return bearing(make_token(manager, "read")[1])


def test_strangers_may_not_copy_all(client: Client) -> None:
    said = client.get(f"{V1}published-tags/")

    assert_problem(said, 401)
    assert said.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_reading_token_copies_and_is_remembered(manager: User) -> None:
    token, secret = make_token(manager, "read")

    said = bearing(secret).get(f"{V1}published-tags/")

    token.refresh_from_db()
    assert said.status_code == 200
    assert token.last_used_at is not None
    assert secret not in str(ApiToken.objects.values().get())


def test_a_token_for_photos_does_not_read_and_the_other_way_round(manager: User, reader: Client) -> None:
    photos = bearing(make_token(manager, "photo")[1])

    assert_problem(photos.get(f"{V1}published-tags/"), 403)
    assert_problem(photos.get(f"{V1}tags/"), 403)
    assert_problem(reader.post(f"{V1}photo-search/"), 403)


@pytest.mark.parametrize(
    "header", ["Bearer nothing", "Bearer ", "bearer " + "x" * 5000, "Bearer a b", "Bearer \xff"]
)
def test_what_is_no_token_is_refused(client: Client, header: str) -> None:
    assert_problem(client.get(f"{V1}tags/", headers={"authorization": header}), 401)


def test_a_revoked_token_opens_nothing(manager: User) -> None:
    token, secret = make_token(manager, "read")
    ApiToken.objects.filter(pk=token.pk).revoke(by=manager, now=timezone.now())

    assert_problem(bearing(secret).get(f"{V1}published-tags/"), 401)


def test_a_manager_makes_a_token_sees_it_once_and_revokes_it(client: Client, manager: User) -> None:
    client.force_login(manager)
    made = client.post("/admin/recommender/apitoken/add/", {"name": "거울", "scopes": ["read"]})
    token = ApiToken.objects.get()
    secret = made.context["secret"]

    works = bearing(secret).get(f"{V1}published-tags/")
    shown_again = client.get(f"/admin/recommender/apitoken/{token.pk}/change/")
    client.post("/admin/recommender/apitoken/", {"action": "revoke", "_selected_action": [token.pk]})

    token.refresh_from_db()
    assert "no-store" in made.headers["Cache-Control"]
    assert works.status_code == 200
    assert secret not in shown_again.content.decode()
    assert secret not in str(client.session.items()) + str(client.cookies)
    assert token.revoked_by == manager


def test_a_curator_makes_no_token(client: Client, curator: User) -> None:
    client.force_login(curator)

    said = client.post("/admin/recommender/apitoken/add/", {"name": "x", "scopes": ["read"]})

    assert said.status_code in {302, 403}
    assert not ApiToken.objects.exists()


@pytest.mark.usefixtures("broker")
def test_strangers_are_held_to_a_pace_and_tokens_to_their_own(
    client: Client, reader: Client, settings: Settings
) -> None:
    cache.clear()
    settings.API_ANONYMOUS_PER_MINUTE = 1
    settings.API_TOKEN_PER_MINUTE = 3

    answers = [client.get(f"{V1}tags/") for _ in range(3)]  # a minute may end between two, not between all
    tokens = [reader.get(f"{V1}tags/").status_code for _ in range(3)]

    slow = assert_problem(answers[-1], 429)
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert slow["title"] == "Too Many Requests"
    assert tokens == [200, 200, 200]


@pytest.fixture
def photographer(manager: User, settings: Settings, tmp_path: object) -> Client:
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = settings.STORAGES | {"private": private}
    return bearing(make_token(manager, "photo")[1])


@pytest.mark.usefixtures("broker")
def test_a_photo_is_brought_looked_up_and_forgotten(manager: User, photographer: Client) -> None:
    cache.clear()
    brought = photographer.post(f"{V1}photo-search/", {"photo": SimpleUploadedFile("a.jpg", jpeg(1))})
    place = brought.headers["Location"]
    found, others = photographer.get(place), bearing(make_token(manager, "photo")[1]).get(place)
    forgotten, again = photographer.delete(place), photographer.delete(place)

    assert (brought.status_code, found.status_code, found.json()["state"]) == (202, 200, "waiting")
    assert_problem(others, 404)
    assert forgotten.status_code == 204
    assert_problem(again, 404)


@pytest.mark.usefixtures("broker")
def test_a_photo_for_which_there_is_no_room_may_come_later(photographer: Client) -> None:
    cache.clear()
    photo = SimpleUploadedFile("a.jpg", jpeg(1))

    with photo_search._DECODED_AT_ONCE, photo_search._DECODED_AT_ONCE:
        refused = photographer.post(f"{V1}photo-search/", {"photo": photo})

    assert_problem(refused, 503)
    assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.usefixtures("broker")
def test_what_is_no_photo_is_a_problem(photographer: Client) -> None:
    cache.clear()
    fake = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")

    assert_problem(photographer.post(f"{V1}photo-search/", {"photo": fake}), 400)
    assert_problem(photographer.post(f"{V1}photo-search/", {}), 400)
    assert_problem(photographer.post(f"{V1}photo-search/", b"{}", content_type="application/json"), 415)
    assert_problem(photographer.get(f"{V1}photo-search/a%00b/"), 404)
