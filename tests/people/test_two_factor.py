"""A code beside the password, where the settings ask for one; nothing of it where they do not."""

import time
from collections.abc import Iterator
from re import search

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import Group, User
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from tests.people.conftest import read_addresses_again


@pytest.fixture
def optional(settings: Settings) -> Iterator[None]:
    settings.TWO_FACTOR = "optional"
    read_addresses_again()
    yield
    settings.TWO_FACTOR = "off"
    read_addresses_again()


@pytest.fixture
def for_managers(optional: None, settings: Settings) -> None:
    settings.TWO_FACTOR = "managers"


def code_for(secret: str, periods: int = 0) -> str:
    """What an authenticator app shows now, or so many half minutes from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods)))


def set_up(client: Client, name: str) -> tuple[str, str]:
    """The secret, and the page that shows the recovery codes; the password is asked for once more before."""
    there = reverse("mfa_activate_totp")
    client.post(reverse("account_reauthenticate"), {"password": f"{name}-pass", "next": there})
    page = client.get(there).content.decode()
    found = search(r"data-secret>([A-Z2-7]+)<", page)
    assert found
    done = client.post(there, {"code": code_for(found[1])}, follow=True)
    return found[1], done.content.decode()


def sign_in(client: Client, name: str) -> str:
    """Where the password leads."""
    answer = client.post("/login/", {"username": name, "password": f"{name}-pass", "next": "/me/"})
    return answer.headers.get("Location", "")


def test_off_there_is_nothing_of_it(client: Client, curator: User) -> None:
    client.force_login(curator)

    with pytest.raises(NoReverseMatch):
        reverse("mfa_index")

    assert client.get("/account/two-factor/").status_code == 404
    assert "two-factor" not in client.get("/me/").content.decode()


def test_a_code_is_asked_for_after_the_password(client: Client, curator: User, optional: None) -> None:
    sign_in(client, "curator")
    secret, codes = set_up(client, "curator")
    visitor = Client()

    led = sign_in(visitor, "curator")
    before = visitor.get("/review/").status_code
    wrong = visitor.post(reverse("mfa_authenticate"), {"code": "000000"})
    done = visitor.post(reverse("mfa_authenticate"), {"code": code_for(secret, 1)})

    assert codes.count('class="codes__one"') == 10
    assert led == reverse("mfa_authenticate")
    assert before == 302
    assert "field__error" in wrong.content.decode()
    assert done.headers["Location"] == "/me/"
    assert visitor.get("/review/").status_code == 200


def test_a_recovery_code_helps_once(client: Client, curator: User, optional: None) -> None:
    sign_in(client, "curator")
    _secret, page = set_up(client, "curator")
    found = search(r'class="codes__one">([^<]+)<', page)
    assert found
    first, second = Client(), Client()
    sign_in(first, "curator")
    sign_in(second, "curator")

    helped = first.post(reverse("mfa_authenticate"), {"code": found[1]})
    refused = second.post(reverse("mfa_authenticate"), {"code": found[1]})

    assert helped.status_code == 302
    assert refused.status_code == 200


def test_whoever_wants_none_is_asked_for_none(client: Client, curator: User, optional: None) -> None:
    assert sign_in(client, "curator") == "/me/"
    assert reverse("mfa_index") in client.get("/me/").content.decode()


def test_the_password_in_place_is_not_enough(client: Client, curator: User, optional: None) -> None:
    sign_in(client, "curator")
    set_up(client, "curator")
    said = {"user": str(curator.pk), "username": "curator", "password": "curator-pass"}

    refused = Client().post("/api/session/", said, content_type="application/json")

    assert refused.status_code == 400
    assert "인증 코드" in refused.json()["detail"]


def test_managers_do_nothing_before_they_have_one(
    client: Client, catalog_manager: User, for_managers: None
) -> None:
    sign_in(client, "catalog-manager")

    page = client.get("/admin/")
    act = client.post(reverse("admin:people_invite"))
    set_up(client, "catalog-manager")
    then = client.get("/admin/")

    assert page.headers["Location"] == reverse("mfa_activate_totp")
    assert act.status_code == 403
    assert then.status_code == 200


def test_nothing_is_set_up_without_the_password(client: Client, curator: User, optional: None) -> None:
    sign_in(client, "curator")

    asked = client.get(reverse("mfa_activate_totp"))
    wrong = client.post(reverse("account_reauthenticate"), {"password": "wrong", "next": "/me/"})

    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert "field__error" in wrong.content.decode()


def test_whoever_comes_by_the_companys_login_has_its_second_factor(
    client: Client, catalog_manager: User, for_managers: None
) -> None:
    catalog_manager.set_unusable_password()
    catalog_manager.save()
    client.force_login(catalog_manager)

    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("who", "page"),
    [("curator", "/review/"), ("senior", "/admin/"), ("reader", "/admin/"), ("model_owner", "/admin/")],
)
def test_others_need_none(
    request: pytest.FixtureRequest, client: Client, for_managers: None, who: str, page: str
) -> None:
    person = request.getfixturevalue(who)

    led = sign_in(client, person.get_username())
    before = client.get(page).status_code
    person.groups.add(Group.objects.get(name="managers"))
    after = client.get(page)

    assert (led, before) == ("/me/", 200)
    assert after.headers["Location"] == reverse("mfa_activate_totp")


def test_codes_are_not_guessed_while_the_cache_is_away(
    client: Client, curator: User, optional: None, settings: Settings
) -> None:
    sign_in(client, "curator")
    secret, _codes = set_up(client, "curator")
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    visitor, address = Client(), reverse("mfa_authenticate")
    sign_in(visitor, "curator")

    wrong = [visitor.post(address, {"code": "000000"}).status_code for _ in range(settings.LOGIN_ATTEMPTS)]
    late = visitor.post(address, {"code": code_for(secret, 1)})

    assert wrong == [200] * (settings.LOGIN_ATTEMPTS - 1) + [429]
    assert late.status_code == 429
    assert visitor.get("/review/").status_code == 302


def test_codes_are_counted_by_who_sends_them_and_not_by_the_proxy(
    client: Client, curator: User, optional: None, settings: Settings
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    sign_in(client, "curator")
    _secret, page = set_up(client, "curator")
    found = search(r'class="codes__one">([^<]+)<', page)
    assert found
    address, said = reverse("mfa_authenticate"), {"code": found[1]}
    visitor = Client(REMOTE_ADDR="")  # as behind a Unix socket
    sign_in(visitor, "curator")

    done = visitor.post(address, said, HTTP_X_FORWARDED_FOR="203.0.113.9")

    assert done.status_code == 302
    asked = RequestFactory(REMOTE_ADDR="").get("/", HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.9")
    assert get_adapter().get_client_ip(asked) == "203.0.113.9"
    assert get_adapter().get_client_ip(RequestFactory(REMOTE_ADDR="").get("/"))


def test_who_takes_theirs_off_is_asked_again(
    client: Client, catalog_manager: User, for_managers: None
) -> None:
    sign_in(client, "catalog-manager")
    set_up(client, "catalog-manager")
    client.get("/admin/")

    taken = client.post(reverse("mfa_deactivate_totp"))
    after = client.get("/admin/")

    assert taken.status_code == 302
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    assert after.headers["Location"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    ],
)
def test_strangers_get_nowhere_near(client: Client, db: None, optional: None, name: str) -> None:
    asked = client.get(reverse(name))

    assert asked.status_code == 302
    assert "/login/" in asked.headers["Location"]
