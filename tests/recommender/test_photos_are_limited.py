"""Nobody keeps the shop from looking at others' photos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from recommender.models import PhotoQuery
from recommender.services import photo_search
from recommender.services.clients import address_of, network_of
from recommender.services.photo_limits import Limit
from tests.recommender.snapping import a_photo, address, bring

pytestmark = pytest.mark.django_db
BOX = {"x0": "0.1", "y0": "0.1", "x1": "0.5", "y1": "0.5"}


@pytest.fixture(autouse=True)
def counters(settings: Settings) -> Iterator[None]:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()


def post(client: Client, **more: str) -> HttpResponse:
    return client.post("/style/photo/", {"photo": SimpleUploadedFile("p.jpg", a_photo())}, **more)  # type: ignore[arg-type, return-value]


def test_a_browser_that_brings_too_many_is_told_when_to_come_back(client: Client, settings: Settings) -> None:
    settings.PHOTOS_PER_MINUTE = 2
    assert [post(client).status_code for _ in range(2)] == [302, 302]

    refused = post(client)

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert "잇따라" in refused.content.decode()
    assert PhotoQuery.objects.count() == 2


def test_browsers_without_a_cookie_share_the_limit_of_their_address(settings: Settings) -> None:
    settings.PHOTOS_PER_MINUTE = 1
    answers = [post(Client(), REMOTE_ADDR="10.0.0.1").status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]
    assert post(Client(), REMOTE_ADDR="10.0.0.2").status_code == 302


def test_a_network_of_ipv6_is_one_address(settings: Settings) -> None:
    settings.PHOTOS_PER_MINUTE = 1

    answers = [post(Client(), REMOTE_ADDR=f"2001:db8:0:1::{n}").status_code for n in range(1, 5)]

    assert answers == [302, 302, 302, 429]
    assert post(Client(), REMOTE_ADDR="2001:db8:0:2::1").status_code == 302


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.9", "10.0.0.9"),
        ("::ffff:10.0.0.9", "10.0.0.9"),
        ("2001:db8:0:1::9", "2001:db8:0:1::/64"),
        ("fe80::9%eth0", "fe80::/64"),
        ("unix:", "unix:"),
    ],
)
def test_whom_an_address_belongs_to(address: str, network: str) -> None:
    assert network_of(address) == network


def test_what_is_refused_leaves_no_session(settings: Settings) -> None:
    settings.PHOTOS_PER_MINUTE = 1
    broken = [{"photo": SimpleUploadedFile("p.jpg", b"no photo")} for _ in range(4)]

    answers = [Client().post("/style/photo/", sent).status_code for sent in broken]

    assert answers == [400, 400, 400, 429]
    assert not Session.objects.exists()


def test_who_comes_while_others_are_decoded_is_not_kept_waiting(client: Client) -> None:
    with photo_search._DECODED_AT_ONCE, photo_search._DECODED_AT_ONCE:
        refused = post(client)

    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert "밀려 있습니다" in refused.content.decode()
    assert post(client).status_code == 302


def test_a_window_ends() -> None:
    limit, start = Limit("x", 1, 60), dt.datetime(2026, 1, 1, 12, 0, 15, tzinfo=dt.UTC)

    waits = [limit.seconds_to_wait("me", now=start + dt.timedelta(seconds=s)) for s in (0, 1, 46)]

    assert waits == [0, 44, 0]
    assert limit.seconds_to_wait("you", now=start) == 0


def test_only_our_own_proxy_is_believed_about_addresses(rf: RequestFactory, settings: Settings) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="6.6.6.6, 7.7.7.7")

    settings.SECURE_PROXY_SSL_HEADER = None
    assert address_of(request) == "10.0.0.9"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_of(request) == "7.7.7.7"
    assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.9")) == "10.0.0.9"


def test_when_too_many_wait_another_is_asked_to_come_back(client: Client, settings: Settings) -> None:
    settings.PHOTOS_WAITING = 2
    first, second = bring(client, a_photo()), bring(Client(), a_photo())

    refused = post(client)

    assert refused.status_code == 503
    assert "밀려 있습니다" in refused.content.decode()
    second.fail(now=timezone.now())
    assert client.post(address(first, "box/"), BOX).status_code == 204
    assert post(client).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"x0": "nan"}, {"x1": "inf"}, {"y0": "-0.1"}, {"y1": "1.5"}, {"x1": "0.11"}, {"x0": "a"}, {"x0": ""}],
)
def test_a_box_that_is_none_is_refused(client: Client, wrong: dict[str, str]) -> None:
    query = bring(client, a_photo())

    response = client.post(address(query, "box/"), BOX | wrong)

    assert response.status_code == 400
    assert PhotoQuery.objects.get().box is None
