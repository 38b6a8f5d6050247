"""Whoever is put out or may less than before leaves no way back in, and nobody waits for their answers."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.leaving import end_what_went_with_rights
from config.models import Invitation
from config.people import PeopleError, set_active, set_roles
from config.roles import MANAGERS, may_give, roles_of
from labeling.models import QueueItem, Reason
from tests.making import make_image
from tests.people.conftest import link_on, wanted

GOOD = {"username": "back-again", "password1": "long-enough-77", "password2": "long-enough-77"}


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root")


def invited(managing: Client, role: str = "curators") -> str:
    return link_on(managing.post(reverse("admin:people_invite"), wanted(role=role)).content)


def came_in(link: str) -> bool:
    Client().post(link, GOOD)
    return User.objects.filter(username="back-again").exists()


def asked_of(person: User) -> QueueItem:
    return QueueItem.objects.create(image=make_image(1), reason=Reason.MANAGER, meant_for=person)


def test_a_manager_who_is_put_out_leaves_no_open_invitation(
    managing: Client, catalog_manager: User, root: User
) -> None:
    link = invited(managing, "managers")

    set_active(by=root, person=catalog_manager, is_active=False, now=timezone.now())
    set_active(by=root, person=catalog_manager, is_active=True, now=timezone.now())

    assert Invitation.objects.get().revoked_by == root
    assert not came_in(link)


def test_nor_does_one_who_manages_no_more(managing: Client, catalog_manager: User, root: User) -> None:
    link = invited(managing)

    set_roles(by=root, person=catalog_manager, wanted={"curators"}, now=timezone.now())

    assert Invitation.objects.get().revoked_by == root
    assert not came_in(link)


def test_what_was_invited_to_with_a_right_that_stays_stays(
    managing: Client, catalog_manager: User, root: User
) -> None:
    set_roles(by=root, person=catalog_manager, wanted={"managers", "readers"}, now=timezone.now())
    link = invited(managing)

    set_roles(by=root, person=catalog_manager, wanted={"managers"}, now=timezone.now())

    assert came_in(link)


@pytest.mark.parametrize("change", ["put out", "no manager"])
def test_an_invitation_is_looked_at_again_when_it_is_followed(
    managing: Client, catalog_manager: User, change: str
) -> None:
    link = invited(managing)
    if change == "put out":  # by another way than the page of people
        User.objects.filter(pk=catalog_manager.pk).update(is_active=False)
    else:
        catalog_manager.groups.clear()

    assert not came_in(link)


def test_of_two_who_choose_one_name_at_once_the_second_is_told(
    managing: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, form = invited(managing), "config.join_views.JoinForm.clean_username"
    User.objects.create_user("back-again")
    monkeypatch.setattr(form, lambda form: form.cleaned_data["username"])  # looked before the other was there

    told = Client().post(link, GOOD)
    then = Client().post(link, GOOD | {"username": "another"})

    assert told.status_code == 400
    assert "이미 쓰는 사람이 있는 아이디입니다" in told.content.decode()
    assert then.status_code == 302


def test_what_was_asked_of_them_is_asked_of_everybody(managing: Client, curator: User) -> None:
    item = asked_of(curator)

    managing.post(reverse("admin:person_active", args=[curator.pk]), {"is_active": "no"})

    item.refresh_from_db()
    assert item.meant_for is None


def test_and_so_it_is_when_they_answer_no_more(managing: Client, curator: User) -> None:
    item = asked_of(curator)

    managing.post(reverse("admin:person_roles", args=[curator.pk]), {"roles": ["senior curators"]})
    item.refresh_from_db()
    kept = item.meant_for
    managing.post(reverse("admin:person_roles", args=[curator.pk]), {"roles": ["readers"]})
    item.refresh_from_db()

    assert (kept, item.meant_for) == (curator, None)


def test_of_others_nothing_ends(catalog_manager: User, curator: User, second_curator: User) -> None:
    item = asked_of(second_curator)
    curator.groups.clear()

    end_what_went_with_rights(curator, by=catalog_manager, now=timezone.now())

    item.refresh_from_db()
    assert item.meant_for == second_curator


def test_a_role_that_nobody_set_up_is_nobodys_to_give(catalog_manager: User) -> None:
    Group.objects.get(name="curators").permissions.clear()

    assert not may_give(catalog_manager, "curators")
    assert not may_give(catalog_manager, "no such role")


def test_nobody_takes_what_they_could_not_give(
    managing: Client, manager: User, catalog_manager: User
) -> None:
    page = managing.get(reverse("admin:person", args=[manager.pk])).content.decode()
    managing.post(reverse("admin:person_roles", args=[manager.pk]), {"roles": ["managers"]})

    assert 'value="model owners" checked disabled' in page
    assert roles_of(User.objects.get(pk=manager.pk)) == ["managers", "model owners"]


def test_nor_by_whatever_is_sent(catalog_manager: User, manager: User) -> None:
    with pytest.raises(PeopleError):
        set_roles(by=catalog_manager, person=manager, wanted={"managers"}, now=timezone.now())

    assert roles_of(User.objects.get(pk=manager.pk)) == ["managers", "model owners"]


def test_a_superusers_roles_are_no_managers_to_take(managing: Client, root: User) -> None:
    root.groups.add(Group.objects.get(name=MANAGERS))

    managing.post(reverse("admin:person_roles", args=[root.pk]), {"roles": ["curators"]})

    assert roles_of(User.objects.get(pk=root.pk)) == ["managers"]


def test_a_role_that_a_superuser_gives_on_djangos_page_opens_the_door(
    client: Client, root: User, curator: User
) -> None:
    client.force_login(root)
    address = reverse("admin:auth_user_change", args=[curator.pk])
    said = {"username": "curator", "date_joined_0": "2026-01-01", "date_joined_1": "09:00", "is_active": "on"}

    client.post(address, said | {"groups": [Group.objects.get(name="readers").pk]})
    curator.refresh_from_db()
    inside = (roles_of(User.objects.get(pk=curator.pk)), curator.is_staff)
    client.post(address, said | {"groups": [Group.objects.get(name="curators").pk], "is_staff": "on"})
    curator.refresh_from_db()

    assert inside == (["readers"], True)
    assert curator.is_staff is False
