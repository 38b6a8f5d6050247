"""Roles, the way in and the work of a person: changed by whoever may, kept with who and when."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Tag
from config.models import PersonChange
from config.roles import roles_of
from labeling.models import Assignment, Review
from tests.making import make_image, say
from tests.people.conftest import link_on

GOOD = {"new_password1": "long-enough-77", "new_password2": "long-enough-77"}


def at(name: str, person: User) -> str:
    return reverse(f"admin:{name}", args=[person.pk])


def changes(person: User) -> list[str]:
    return list(PersonChange.objects.filter(person=person).order_by("id").values_list("kind", flat=True))


def test_roles_are_given_and_taken(managing: Client, curator: User) -> None:
    managing.post(at("person_roles", curator), {"roles": ["senior curators"]})
    managing.post(at("person_roles", curator), {"roles": ["senior curators"]})

    curator.refresh_from_db()
    assert (roles_of(curator), curator.is_staff) == (["senior curators"], True)
    assert changes(curator) == ["role_given", "role_taken"]


def test_who_leaves_the_office_loses_its_door(managing: Client, senior: User) -> None:
    managing.post(at("person_roles", senior), {"roles": ["curators"]})

    senior.refresh_from_db()
    assert senior.is_staff is False


def test_nobody_gives_what_they_have_not_nor_to_themselves(
    managing: Client, catalog_manager: User, curator: User
) -> None:
    managing.post(at("person_roles", curator), {"roles": ["curators", "model owners"]})
    managing.post(at("person_roles", catalog_manager), {"roles": ["managers", "readers"]})

    assert roles_of(curator) == ["curators"]
    assert roles_of(catalog_manager) == ["managers"]


def test_out_means_out_at_once_and_answers_stay(
    managing: Client, curator: User, tags: dict[str, Tag]
) -> None:
    say(curator, make_image(1), {tags["cute"]: "yes"})
    theirs = Client()
    theirs.force_login(curator)

    managing.post(at("person_active", curator), {"is_active": "no"})
    managing.post(at("person_active", curator), {"is_active": "no"})

    assert theirs.get("/review/").status_code == 302
    assert Review.objects.filter(curator=curator).count() == 1
    assert changes(curator) == ["deactivated"]


def test_back_in_with_the_same_roles(managing: Client, curator: User) -> None:
    managing.post(at("person_active", curator), {"is_active": "no"})

    managing.post(at("person_active", curator), {"is_active": "yes"})

    curator.refresh_from_db()
    assert (curator.is_active, roles_of(curator)) == (True, ["curators"])


def test_nobody_shuts_themselves_out_or_brings_back_who_may_more(
    managing: Client, catalog_manager: User, model_owner: User
) -> None:
    managing.post(at("person_active", catalog_manager), {"is_active": "no"})
    managing.post(at("person_active", model_owner), {"is_active": "no"})
    managing.post(at("person_active", model_owner), {"is_active": "yes"})

    catalog_manager.refresh_from_db()
    model_owner.refresh_from_db()
    assert (catalog_manager.is_active, model_owner.is_active) == (True, False)


def test_a_link_sets_a_new_password_once(managing: Client, curator: User) -> None:
    link, visitor = link_on(managing.post(at("person_reset", curator)).content), Client()

    address = visitor.get(link).headers["Location"]  # without the secret in it
    refused = visitor.post(address, {"new_password1": "short", "new_password2": "short"})
    done = visitor.post(address, GOOD)
    again = Client().get(link)

    assert refused.status_code == 200
    assert "field__error" in refused.content.decode()
    assert done.headers["Location"] == "/login/"
    assert Client().login(username="curator", password="long-enough-77")
    assert "이미 쓰였거나" in again.content.decode()
    assert changes(curator) == ["reset_link"]


@pytest.mark.parametrize("who", ["model_owner", "superuser", "catalog_manager"])
def test_nobody_makes_a_link_to_become_who_may_more(
    managing: Client, request: pytest.FixtureRequest, who: str
) -> None:
    person = (
        User.objects.create_superuser("superuser") if who == "superuser" else request.getfixturevalue(who)
    )

    refused = managing.post(at("person_reset", person), follow=True)

    assert "people-link__url" not in refused.content.decode()
    assert changes(person) == []


def test_work_is_assigned_and_the_language_with_it(
    managing: Client, curator: User, tags: dict[str, Tag]
) -> None:
    said = {
        "queues": ["single", "grids"],
        "facets": [],
        "tags": [tags["cute"].pk],
        "opinions_first": "on",
        "daily_goal": 120,
        "language": "en",
    }

    managing.post(at("person_assignment", curator), said)

    given = Assignment.objects.get(person=curator)
    assert (given.queues, given.tags, given.facets) == (["single", "grids"], [tags["cute"].pk], [])
    assert (given.opinions_first, given.daily_goal, given.by.username) == (True, 120, "catalog-manager")
    assert User.objects.get(pk=curator.pk).preference.language == "en"
    assert changes(curator) == ["assigned"]


@pytest.mark.parametrize(
    "wrong",
    [{"queues": ["nonsense"]}, {"tags": [987654]}, {"tags": ["x"]}, {"facets": ["0"]}, {"daily_goal": 0}],
    ids=["queue", "tag", "no tag", "facet", "goal"],
)
def test_what_will_not_do_is_named_and_changes_nothing(
    managing: Client, curator: User, wrong: dict[str, object]
) -> None:
    refused = managing.post(at("person_assignment", curator), wrong)

    assert refused.status_code == 400
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    "name", ["person", "person_roles", "person_assignment", "person_active", "person_reset"]
)
def test_of_nobody_there_is_no_page(managing: Client, name: str) -> None:
    address = reverse(f"admin:{name}", args=[987654])

    found = managing.get(address) if name == "person" else managing.post(address)

    assert found.status_code == 404


def test_readers_see_who_is_here_and_nothing_of_their_numbers(
    client: Client, reader: User, curator: User
) -> None:
    client.force_login(reader)

    page = client.get(reverse("admin:people")).content.decode()

    assert "curator" in page
    assert "지난 7일" not in page
    assert reverse("admin:people_invite") not in page


def test_a_list_of_many_costs_as_much_as_one_of_few(
    managing: Client, curator: User, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            managing.get(reverse("admin:people"))
        return len(queries)

    cost()
    few = cost()
    for number in range(12):
        person = User.objects.create_user(f"person-{number}", last_login=timezone.now())
        person.groups.set(curator.groups.all())
        Assignment.objects.create(person=person, daily_goal=9, by=curator, updated_at=timezone.now())

    assert cost() == few
