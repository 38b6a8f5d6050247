"""A link that sets a password ends with the right to make it, and within a day."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from config.password_links import password_links
from tests.people.conftest import link_on


@pytest.fixture
def link(managing: Client, curator: User) -> str:
    return link_on(managing.post(reverse("admin:person_reset", args=[curator.pk])).content)


def opens(link: str) -> bool:
    """Whether it leads to the page that asks for a password."""
    return Client().get(link).status_code == 302


def test_it_opens_while_nothing_has_changed(link: str) -> None:
    assert opens(link)


def test_it_ends_when_the_person_comes_to_more_rights(link: str, curator: User) -> None:
    curator.groups.add(Group.objects.get(name="model owners"))

    assert not opens(link)


@pytest.mark.parametrize("field", ["is_superuser", "is_active"])
def test_it_ends_when_they_are_made_more_or_put_out(link: str, curator: User, field: str) -> None:
    User.objects.filter(pk=curator.pk).update(**{field: field == "is_superuser"})

    assert not opens(link)


def test_it_ends_between_opening_it_and_choosing(link: str, curator: User) -> None:
    visitor = Client()
    address = visitor.get(link).headers["Location"]
    curator.groups.add(Group.objects.get(name="model owners"))

    visitor.post(address, {"new_password1": "long-enough-77", "new_password2": "long-enough-77"})

    assert Client().login(username="curator", password="curator-pass")


def test_it_ends_when_whoever_made_it_is_put_out(link: str, catalog_manager: User) -> None:
    User.objects.filter(pk=catalog_manager.pk).update(is_active=False)

    assert not opens(link)


def test_only_the_last_one_opens(link: str, managing: Client, curator: User) -> None:
    second = link_on(managing.post(reverse("admin:person_reset", args=[curator.pk])).content)

    assert (opens(link), opens(second)) == (False, True)


def test_it_ends_the_same_day(
    managing: Client, curator: User, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    long_ago = dt.datetime.now() - dt.timedelta(hours=13)
    monkeypatch.setattr(type(password_links), "_now", lambda self: long_ago)
    link = link_on(managing.post(reverse("admin:person_reset", args=[curator.pk])).content)
    monkeypatch.undo()

    assert not opens(link)
