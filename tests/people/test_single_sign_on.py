"""The company's login leads in, with the roles that its claims are mapped to: against a real provider."""

from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from oidc_provider_mock import run_server_in_thread
from pytest_django import Settings

from config.env import provider_of
from config.models import PersonChange
from config.roles import give_role, roles_of
from tests.people.conftest import read_addresses_again


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def with_provider(issuer: str, settings: Settings, roles: object) -> Iterator[None]:
    settings.OIDC_ISSUER, settings.OIDC_NAME = issuer, "회사"
    settings.OIDC_CLAIM = "groups"
    settings.OIDC_ROLES = {"shop-curators": "curators", "shop-leads": "managers", "kings": "no such role"}
    settings.SOCIALACCOUNT_PROVIDERS = provider_of(issuer, "회사", "moodloop", "secret")
    read_addresses_again()
    yield
    settings.OIDC_ISSUER = ""
    read_addresses_again()


def employed(issuer: str, sub: str, *groups: str) -> None:
    claims = {"preferred_username": sub, "email": f"{sub}@example.com", "groups": list(groups)}
    httpx.put(f"{issuer}/users/{sub}", json=claims).raise_for_status()


def come_in(client: Client, issuer: str, sub: str, **extra: str) -> HttpResponse:
    """As a browser does: our button, the provider's page, and back."""
    address = reverse("openid_connect_login", args=["sso"])
    begun = client.post(f"{address}?{urlencode({'next': '/me/'} | extra)}")
    allowed = httpx.post(begun.headers["Location"], data={"sub": sub}, follow_redirects=False)
    back = httpx.URL(allowed.headers["Location"])
    return client.get(back.raw_path.decode())  # type: ignore[return-value]


def test_the_button_leads_there_and_the_policy_lets_it(client: Client, issuer: str) -> None:
    page = client.get("/login/").content.decode()
    begun = client.post(reverse("openid_connect_login", args=["sso"]))

    assert "회사" in page
    assert begun.headers["Location"].startswith(issuer)


def test_a_claim_that_is_mapped_lets_in_with_its_role(client: Client, issuer: str) -> None:
    employed(issuer, "kim", "shop-curators", "football")

    back = come_in(client, issuer, "kim")

    person = User.objects.get(username="kim")
    assert back.headers["Location"] == "/me/"
    assert (roles_of(person), person.is_staff) == (["curators"], False)
    assert client.get("/review/").status_code == 200
    assert not person.has_usable_password()


@pytest.mark.parametrize("groups", [(), ("football",), ("kings",)], ids=["none", "others", "no such role"])
def test_whoever_has_no_role_gets_no_account(client: Client, issuer: str, groups: tuple[str, ...]) -> None:
    employed(issuer, "park", *groups)

    back = come_in(client, issuer, "park")

    assert back.status_code == 403
    assert "역할이나 초대 링크를 부탁" in back.content.decode()
    assert not User.objects.filter(username="park").exists()
    assert client.get("/me/").status_code == 302


def test_a_name_that_is_taken_here_is_not_taken_over(client: Client, issuer: str, manager: User) -> None:
    employed(issuer, "manager", "shop-curators")

    come_in(client, issuer, "manager")

    came = SocialAccount.objects.get().user
    assert came != manager
    assert roles_of(came) == ["curators"]


def test_roles_follow_the_company_each_time(client: Client, issuer: str) -> None:
    employed(issuer, "choi", "shop-leads")
    come_in(client, issuer, "choi")
    employed(issuer, "choi", "shop-curators")

    come_in(Client(), issuer, "choi")

    person = User.objects.get(username="choi")
    assert (roles_of(person), person.is_staff) == (["curators"], False)


def test_who_left_the_company_or_was_put_out_here_stays_out(client: Client, issuer: str) -> None:
    employed(issuer, "jung", "shop-curators")
    come_in(client, issuer, "jung")
    employed(issuer, "jung")
    left = come_in(Client(), issuer, "jung")
    employed(issuer, "jung", "shop-curators")
    User.objects.filter(username="jung").update(is_active=False)
    put_out = come_in(Client(), issuer, "jung")

    assert (left.status_code, put_out.status_code) == (403, 403)


def test_nobodys_login_is_bound_to_an_account_that_somebody_is_in(
    client: Client, issuer: str, manager: User
) -> None:
    employed(issuer, "intruder", "shop-curators")
    client.force_login(manager)

    back = come_in(client, issuer, "intruder", process="connect")
    come_in(Client(), issuer, "intruder")

    assert back.status_code == 403
    assert SocialAccount.objects.get().user != manager


def test_nor_does_it_put_somebody_else_in_their_place(client: Client, issuer: str, manager: User) -> None:
    employed(issuer, "intruder", "shop-curators")
    client.force_login(manager)

    back = come_in(client, issuer, "intruder")

    assert back.headers["Location"] == "/"
    assert client.get("/").context["user"] == manager


def test_it_is_kept_what_the_company_changed(client: Client, issuer: str) -> None:
    employed(issuer, "choi", "shop-leads")
    come_in(client, issuer, "choi")
    employed(issuer, "choi", "shop-curators")
    come_in(Client(), issuer, "choi")

    kept = PersonChange.objects.order_by("id").values_list("person__username", "kind")

    assert list(kept) == [("choi", "role_given"), ("choi", "role_given"), ("choi", "role_taken")]
    assert PersonChange.objects.filter(detail__contains="회사").count() == 3


def test_an_answer_that_nobody_asked_for_lets_nobody_in(client: Client, issuer: str) -> None:
    forged = client.get(reverse("openid_connect_callback", args=["sso"]), {"code": "x", "state": "y"})

    assert forged.status_code in {302, 400, 401, 403}
    assert client.get("/me/").status_code == 302


def test_roles_can_be_two(issuer: str) -> None:
    person = User.objects.create_user("both")

    give_role(person, "curators", "managers")

    assert roles_of(person) == ["curators", "managers"]
