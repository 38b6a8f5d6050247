"""Accounts come from invitations and the company's login: no form makes one, allauth's own included."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver, include, path
from pytest_django import Settings

from config.single_sign_on import Accounts
from config.urls import urlpatterns as ours
from tests.architecture.test_everything_has_a_rule import routes
from tests.people.conftest import read_addresses_again

urlpatterns = [*ours, path("everything/", include("allauth.urls"))]
SAID = {"username": "stranger", "email": "x@example.com", "password1": "long-77-x", "password2": "long-77-x"}


@pytest.fixture
def all_of_it(settings: Settings) -> Iterator[None]:
    """With second factors and a company's login."""
    settings.TWO_FACTOR, settings.OIDC_ISSUER = "optional", "http://localhost:1"
    read_addresses_again()
    yield
    settings.TWO_FACTOR, settings.OIDC_ISSUER = "off", ""
    read_addresses_again()


def is_there() -> bool:
    return User.objects.filter(username="stranger").exists()


def test_none_of_our_addresses_makes_an_account(client: Client, db: None, all_of_it: None) -> None:
    addresses = [where for _name, where in routes(get_resolver().url_patterns) if "account" in where]

    for address in addresses:
        client.post(address, SAID)

    assert "/account/signup/" in addresses
    assert not is_there()


def test_allauths_own_form_makes_none(
    client: Client, db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ROOT_URLCONF = __name__

    client.post("/everything/signup/", SAID)
    made = is_there()
    monkeypatch.setattr(Accounts, "is_open_for_signup", lambda self, request: True)
    client.post("/everything/signup/", SAID)

    assert not made
    assert is_there()  # or the form would have refused for another reason
