"""After some wrong passwords the door is shut for a while: by name and address, whichever page asks."""

import datetime as dt
from uuid import UUID

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from config.people import Invited, invite
from config.tasks import forget_logins
from tests.admin.conftest import page_of

LIMIT = 3


@pytest.fixture(autouse=True)
def few(settings: Settings) -> None:
    settings.LOGIN_ATTEMPTS = settings.AXES_FAILURE_LIMIT = LIMIT


def say(client: Client, name: str, password: str, address: str = "192.0.2.1", **extra: str) -> HttpResponse:
    said = {"username": name, "password": password}
    return client.post("/login/", said, REMOTE_ADDR=address, **extra)  # type: ignore[arg-type,return-value]


def guess(client: Client, name: str, times: int, address: str = "192.0.2.1") -> list[int]:
    return [say(client, name, f"wrong-{number}", address).status_code for number in range(times)]


def test_the_right_password_comes_too_late(client: Client, curator: User) -> None:
    statuses = guess(client, "curator", LIMIT)

    late = say(client, "curator", "curator-pass")

    assert statuses == [200] * (LIMIT - 1) + [429]
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) == 15 * 60
    assert "잠시 로그인을 막았습니다" in late.content.decode()
    assert "sessionid" not in client.cookies


def test_it_is_said_in_the_visitors_language(client: Client, curator: User) -> None:
    client.cookies["django_language"] = "en"
    guess(client, "curator", LIMIT)

    shut = say(client, "curator", "wrong")

    assert "15" in shut.content.decode()
    assert "잠시 로그인을 막았습니다" not in shut.content.decode()


def test_others_get_in_from_elsewhere_and_from_there(
    client: Client, curator: User, second_curator: User
) -> None:
    guess(client, "curator", LIMIT)

    same_name = say(Client(), "curator", "curator-pass", address="198.51.100.7")
    same_address = say(Client(), "second", "second-pass")

    assert (same_name.status_code, same_address.status_code) == (302, 302)


def test_one_name_from_many_addresses_is_shut_everywhere(client: Client, curator: User) -> None:
    for number in range(4 * LIMIT):
        guess(client, "curator", 1, address=f"192.0.2.{number}")

    late = say(client, "curator", "curator-pass", address="198.51.100.7")

    assert late.status_code == 429


def test_one_address_trying_many_names_is_shut_out(client: Client, curator: User) -> None:
    for number in range(10 * LIMIT):
        guess(client, f"name-{number}", 1)

    late = say(client, "curator", "curator-pass")

    assert late.status_code == 429


def test_getting_in_oneself_does_not_make_up_for_what_was_tried_on_others(
    client: Client, curator: User, second_curator: User
) -> None:
    guess(client, "curator", LIMIT - 1)
    say(client, "second", "second-pass")

    last = say(Client(), "curator", "wrong")

    assert last.status_code == 429


def test_a_success_makes_up_for_what_was_mistyped(client: Client, curator: User) -> None:
    guess(client, "curator", LIMIT - 1)
    say(client, "curator", "curator-pass")

    again = guess(Client(), "curator", LIMIT - 1)

    assert again == [200] * (LIMIT - 1)


def test_it_opens_by_itself(client: Client, curator: User) -> None:
    guess(client, "curator", LIMIT)
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=16))

    back = say(client, "curator", "curator-pass")

    assert back.status_code == 302


def test_the_password_in_place_counts_with_the_rest(client: Client, curator: User) -> None:
    guess(client, "curator", LIMIT - 1)

    said = {"user": str(curator.pk), "username": "curator", "password": "wrong"}
    last = client.post("/api/session/", said, content_type="application/json", REMOTE_ADDR="192.0.2.1")
    late = say(client, "curator", "curator-pass")

    assert (last.status_code, late.status_code) == (429, 429)
    assert "잠시 로그인을 막았습니다" in last.json()["detail"]


def test_the_office_has_no_door_of_its_own(client: Client, manager: User) -> None:
    asked = client.get("/admin/login/?next=/admin/catalog/product/")
    sent = client.post("/admin/login/", {"username": "manager", "password": "manager-pass"})

    assert asked.headers["Location"] == "/login/?next=/admin/catalog/product/"
    assert sent.status_code == 405


def test_a_forged_header_gives_nobody_another_address(client: Client, curator: User) -> None:
    for number in range(LIMIT):
        say(client, "curator", "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")

    late = say(client, "curator", "curator-pass", HTTP_X_FORWARDED_FOR="203.0.113.99")

    assert late.status_code == 429


def test_behind_a_proxy_its_word_counts_and_not_the_visitors(
    client: Client, curator: User, settings: Settings
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for number in range(LIMIT):
        say(client, "curator", "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.7")

    late = say(client, "curator", "curator-pass", HTTP_X_FORWARDED_FOR="203.0.113.99, 198.51.100.7")
    other = say(client, "curator", "curator-pass", HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.99")

    assert (late.status_code, other.status_code) == (429, 302)


@pytest.mark.parametrize("chain", ["nonsense", "' OR 1=1 --", "2001:db8::1", ""])
def test_no_header_breaks_the_page(client: Client, curator: User, settings: Settings, chain: str) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    answer = say(client, "curator", "wrong", HTTP_X_FORWARDED_FOR=chain)

    assert answer.status_code == 200


def test_a_manager_reads_the_attempts_and_lifts_a_lock(
    client: Client, catalog_manager: User, curator: User
) -> None:
    guess(client, "curator", LIMIT)
    client.force_login(catalog_manager)
    chosen = [str(AccessAttempt.objects.get().pk)]
    action = {"action": "lift_lock", "_selected_action": chosen}

    told = client.get(page_of(AccessFailureLog)).content.decode()
    client.post(page_of(AccessAttempt), action)
    back = say(Client(), "curator", "curator-pass")

    assert "192.0.2.1" in told
    assert back.status_code == 302


def test_wrong_old_passwords_count_with_the_rest(client: Client, reader: User) -> None:
    client.force_login(reader)
    said = {"old_password": "wrong", "new_password1": "long-enough-77", "new_password2": "long-enough-77"}

    statuses = [client.post("/admin/password_change/", said).status_code for _ in range(LIMIT)]
    late = client.post("/admin/password_change/", said | {"old_password": "reader-pass"})

    assert statuses == [200] * (LIMIT - 1) + [429]
    assert late.status_code == 429
    assert Client().login(username="reader", password="reader-pass")


def test_ones_own_password_is_changed_by_the_old_one(client: Client, reader: User) -> None:
    client.force_login(reader)
    said = {"new_password1": "long-enough-77", "new_password2": "long-enough-77"}

    done = client.post("/admin/password_change/", said | {"old_password": "reader-pass"})

    assert done.headers["Location"] == "/admin/password_change/done/"
    assert client.get("/admin/").status_code == 200
    assert Client().login(username="reader", password="long-enough-77")


def test_no_invitation_is_kept_in_the_log(client: Client, catalog_manager: User) -> None:
    invited = Invited("curators", "", "ko", 7, UUID(int=1))
    _made, link = invite(by=catalog_manager, wanted=invited, now=timezone.now())

    client.post(link, {"username": "x", "password1": "long-enough-77", "password2": "long-enough-77"})

    assert AccessLog.objects.get().path_info == "/join/…/"


def test_no_password_is_kept(client: Client, curator: User) -> None:
    say(client, "curator", "s3cret-typo")

    kept = repr(list(AccessAttempt.objects.values()) + list(AccessFailureLog.objects.values()))

    assert "s3cret-typo" not in kept


@pytest.mark.django_db
def test_who_tried_is_forgotten_after_a_while(client: Client) -> None:
    guess(client, "somebody", 1)
    AccessFailureLog.objects.create(username="long-ago")
    long_ago = timezone.now() - dt.timedelta(days=91)
    AccessFailureLog.objects.filter(username="long-ago").update(attempt_time=long_ago)

    forget_logins()

    assert [log.username for log in AccessFailureLog.objects.all()] == ["somebody"]
