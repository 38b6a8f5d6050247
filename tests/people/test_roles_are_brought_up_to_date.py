"""The roles of an installation are made, and brought up to date, by one command."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.test import Client

from config.people import set_roles
from config.roles import ROLES, ensure_roles, roles_of
from labeling.models import Assignment
from tests.making import NOON


def told(*args: str) -> str:
    out = StringIO()
    call_command("ensure_roles", *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_twice_is_the_same_as_once_and_what_was_too_much_is_taken_away() -> None:
    told()
    too_much = Permission.objects.get(codename="change_user")
    Group.objects.get(name="readers").permissions.add(too_much)

    told()

    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert not Group.objects.get(name="readers").permissions.filter(pk=too_much.pk).exists()


@pytest.mark.django_db
def test_the_first_manager_is_let_in() -> None:
    User.objects.create_superuser("root")

    link = told("--invite-by", "root").split("address>")[1].strip()
    Client().post(link, {"username": "first", "password1": "long-enough-77", "password2": "long-enough-77"})

    assert roles_of(User.objects.get(username="first")) == ["managers"]


def test_nobody_else_invites_by_command(curator: User) -> None:
    with pytest.raises(CommandError):
        told("--invite-by", "curator")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["readers", "curators", "senior curators", "model owners"])
def test_no_role_but_the_managers_reaches_people(role: str) -> None:
    group = ensure_roles()[role]

    held = set(group.permissions.values_list("codename", flat=True))

    assert not held & {"manage_people", "see_numbers", "add_invitation", "change_user", "add_loopsetting"}


def test_whoever_becomes_a_senior_answers_second_opinions_first(catalog_manager: User, curator: User) -> None:
    set_roles(by=catalog_manager, person=curator, wanted={"senior curators"}, now=NOON)

    assert Assignment.objects.get(person=curator).opinions_first
