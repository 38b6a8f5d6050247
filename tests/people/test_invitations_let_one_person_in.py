"""A link that is shown once lets one person in, once, into one role; and nobody further than who invited."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from config.models import Invitation, PersonChange
from config.roles import roles_of
from tests.people.conftest import link_on, wanted

GOOD = {"username": "새사람", "password1": "long-enough-77", "password2": "long-enough-77"}


def invited(managing: Client, **said: object) -> str:
    return link_on(managing.post(reverse("admin:people_invite"), wanted(**said)).content)


def test_the_link_leads_in_with_the_role(managing: Client, catalog_manager: User) -> None:
    link, visitor = invited(managing, role="senior curators", language="en"), Client()

    shown = visitor.get(link)
    followed = visitor.post(link, GOOD)

    person = User.objects.get(username="새사람")
    assert "catalog-manager" in shown.content.decode()
    assert followed.headers["Location"] == "/"
    assert (roles_of(person), person.is_staff, person.preference.language) == (
        ["senior curators"],
        True,
        "en",
    )
    assert visitor.get("/").context["user"] == person
    assert PersonChange.objects.get(person=person).by == catalog_manager


def test_it_is_single_use(managing: Client) -> None:
    link = invited(managing)
    Client().post(link, GOOD)

    shown = Client().get(link)
    again = Client().post(link, GOOD | {"username": "other"})

    assert (shown.status_code, again.status_code) == (404, 404)
    assert not User.objects.filter(username="other").exists()


def test_only_its_hash_is_kept(managing: Client) -> None:
    link = invited(managing)

    secret = link.split("/")[2]
    kept = repr(Invitation.objects.values().get())

    assert len(secret) >= 43  # 256 bits in base 64
    assert secret not in kept
    assert secret not in managing.get(reverse("admin:people")).content.decode()


def test_sent_twice_it_is_one_invitation_and_one_link(managing: Client) -> None:
    said = wanted()
    managing.post(reverse("admin:people_invite"), said)

    again = managing.post(reverse("admin:people_invite"), said, follow=True)

    assert Invitation.objects.count() == 1
    assert "people-link__url" not in again.content.decode()


def test_it_can_be_revoked(managing: Client) -> None:
    link = invited(managing)
    address = reverse("admin:people_revoke", args=[Invitation.objects.get().pk])

    managing.post(address)
    managing.post(address)

    assert Client().get(link).status_code == 404
    assert Invitation.objects.get().revoked_at is not None


def test_it_ends_by_itself(managing: Client) -> None:
    link = invited(managing, days=1)
    long_ago = timezone.now() - dt.timedelta(days=3)
    Invitation.objects.update(created_at=long_ago, expires_at=long_ago + dt.timedelta(days=1))

    assert Client().get(link).status_code == 404


def test_nobody_invites_to_more_than_they_may(managing: Client) -> None:
    refused = managing.post(reverse("admin:people_invite"), wanted(role="model owners"))

    assert refused.status_code == 400
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"days": 0}, "id_days"),
        ({"days": 31}, "id_days"),
        ({"email": "nonsense"}, "id_email"),
        ({"role": "kings"}, "id_role"),
        ({"language": "xx"}, "id_language"),
        ({"client_id": "7"}, "client_id"),
    ],
    ids=["no days", "too many days", "no address", "no role", "no language", "no id"],
)
def test_what_is_wrong_is_said(managing: Client, said: dict[str, object], named: str) -> None:
    refused = managing.post(reverse("admin:people_invite"), wanted(**said))

    assert refused.status_code == 400
    assert 'class="people-error"' in refused.content.decode()
    assert named in refused.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"password1": "short", "password2": "short"},
        {"password1": "password", "password2": "password"},
        {"password1": "831264097531", "password2": "831264097531"},
        {"password1": "long-enough-77", "password2": "long-enough-78"},
        {"username": "curator"},
        {"username": "Curator"},
        {"username": "a b<c>"},
        {"username": ""},
        {"username": "x" * 151},
    ],
    ids=["short", "common", "digits", "differ", "taken", "taken but for case", "signs", "none", "long"],
)
def test_a_name_or_password_that_will_not_do_costs_nothing(
    managing: Client, curator: User, wrong: dict[str, str]
) -> None:
    link = invited(managing)

    refused = Client().post(link, GOOD | wrong)
    then = Client().post(link, GOOD)

    assert refused.status_code == 400
    assert "field__error" in refused.content.decode()
    assert then.status_code == 302


def test_what_is_wrong_with_a_password_is_said_while_it_is_typed(managing: Client) -> None:
    link = invited(managing, language="ko")

    def problems(password: str) -> list[str]:
        said = {"username": "zubrowka", "password": password}
        found: list[str] = Client().post(f"{link}password/", said, "application/json").json()["problems"]
        return found

    assert len(problems("1")) >= 2
    assert len(problems("zubrowka1")) == 1  # too much like the name
    assert problems("long-enough-77") == []
    assert Client().post("/join/nonsense/password/", {}, "application/json").status_code == 404
    assert Client().post(f"{link}password/", "[", "application/json").status_code == 400


def test_a_letter_goes_out_where_there_is_a_mail_server(managing: Client, settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    managing.post(reverse("admin:people_invite"), wanted(email="kim@example.com"))

    [letter] = mail.outbox

    assert letter.to == ["kim@example.com"]
    assert "/join/" in letter.body


def test_a_hostile_address_of_the_host_makes_no_link(managing: Client) -> None:
    refused = managing.post(reverse("admin:people_invite"), wanted(), HTTP_HOST="evil.example")

    assert refused.status_code == 400
    assert not Invitation.objects.exists()
