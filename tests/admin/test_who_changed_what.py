"""Whatever a person changes, in the office or beside it, has an entry: who, when, from what to what."""

import json

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client, RequestFactory
from django.urls import reverse

from catalog.models import Product, SellerTag, Tag
from catalog.services.settings import change
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from config import history
from config.people import set_active
from labeling.models import BulkWithdrawal
from tests.admin.conftest import page_of
from tests.admin.forms import FilledIn
from tests.admin.world import populate
from tests.labeling.ranges import everything, take_back
from tests.making import NOON, make_image, say
from training.models import BudgetShares, TagGoal

CHANGES = {
    "auth.Group": ("name", "readers-of-two"),
    "auth.User": ("first_name", "보라"),
    "catalog.Facet": ("name_en", "Another"),
    "catalog.Product": ("title", "=cmd|린넨 원피스"),
    "catalog.ProductImage": ("position", "7"),
    "catalog.SellerTag": ("tag", ""),
    "catalog.Tag": ("name_en", "Another"),
}
"""Of everything that can be edited one field, and what is typed into it."""
NOTHING_TO_TYPE = {"labeling.QueueItem", "recommender.ApiToken"}
"""Only actions are taken on these."""


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", "boss@example.com", "boss-pass")


@pytest.fixture
def office(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


def newest(label: str) -> LogEntry:
    model = apps.get_model(label)
    return LogEntry.objects.get_for_model(model).order_by("-id")[0]


def test_the_list_of_what_can_be_edited_is_whole(rf: RequestFactory, boss: User) -> None:
    request = rf.get("/")
    request.user = boss

    editable = {
        model._meta.label
        for model, of_model in admin.site._registry.items()
        if of_model.has_change_permission(request)
    }

    assert editable - NOTHING_TO_TYPE == set(CHANGES)


@pytest.mark.parametrize("label", CHANGES)
def test_a_field_that_is_changed_has_an_entry(office: Client, boss: User, label: str) -> None:
    populate(range(1))
    model = apps.get_model(label)
    if label == "auth.Group":
        Group.objects.create(name="some")
    row = model._default_manager.order_by("pk").last()
    assert row is not None
    name, typed = CHANGES[label]
    address = page_of(model, "change", row.pk)
    page = office.get(address).content.decode()
    filled = FilledIn(page, f"{model._meta.model_name}_form").values
    before = str(getattr(row, name))

    response = office.post(address, {**filled, name: typed, "_save": "1"})

    assert response.status_code == 302, (response.context["errors"], filled)
    entry = newest(label)
    assert (entry.actor, entry.object_pk, entry.action) == (boss, str(row.pk), LogEntry.Action.UPDATE)
    assert list(entry.changes[name]) == [before, typed or "None"]
    assert entry.remote_addr is None


def test_only_fields_of_a_row_itself_are_told(boss: User) -> None:
    signed_in = history._signed_in.set(boss)
    try:
        populate(range(1))
        boss.groups.add(Group.objects.create(name="some"))
    finally:
        history._signed_in.reset(signed_in)

    for entry in LogEntry.objects.select_related("content_type"):
        model = entry.content_type.model_class()
        label = model._meta.label
        own = {field.name for field in model._meta.concrete_fields} | history.MANY.get(label, set())
        assert entry.changes.keys() <= own, label


def test_rows_that_are_only_added_name_who_is_on_them(manager: User) -> None:
    """Also where nobody is signed in: a task acts for them."""
    populate(range(1))
    tag = Tag.objects.get()

    first = change("queue_target", 80, seen=None, by=manager, now=NOON)
    change("queue_target", 120, seen=first.pk, by=manager, now=NOON)
    BudgetShares.objects.create(audit=9, control=9, rare=9, people=5, seller=5, by=manager, created_at=NOON)
    TagGoal.objects.create(tag=tag, value=0.9, by=manager, created_at=NOON)

    for label in ("catalog.LoopSetting", "training.BudgetShares", "training.TagGoal"):
        assert (newest(label).actor, newest(label).action) == (manager, LogEntry.Action.CREATE)
    assert newest("catalog.LoopSetting").changes == {"value": ["80", "120"]}
    assert LogEntry.objects.get_for_object(first).get().changes["value"] == ["60", "80"]
    assert newest("training.BudgetShares").changes["audit"] == ["10", "9"]
    assert newest("training.TagGoal").changes["value"] == ["0.7", "0.9"]


def test_a_password_changes_without_being_told(manager: User) -> None:
    manager.set_password("another-good-pass")
    manager.save()

    entry = newest("auth.User")

    assert entry.changes == {"password": ["••••", "••••"]}
    assert "pbkdf2" not in json.dumps(list(LogEntry.objects.values("changes", "serialized_data")))


def test_roles_given_and_taken_are_told(manager: User) -> None:
    group = Group.objects.create(name="판매팀")

    manager.groups.add(group)
    manager.groups.remove(group)

    operations = [row.changes["groups"]["operation"] for row in LogEntry.objects.order_by("-id")[:2]]
    assert operations == ["delete", "add"]


def test_a_person_who_is_shut_out_by_an_update_has_an_entry(manager: User, curator: User) -> None:
    set_active(by=manager, person=curator, is_active=False, now=NOON)

    told = LogEntry.objects.get_for_object(curator).order_by("-id")[0]
    assert told.changes == {"is_active": ["True", "False"]}
    assert newest("config.PersonChange").actor == manager


def test_signing_in_is_no_change(client: Client, manager: User) -> None:
    before = LogEntry.objects.count()

    client.post(reverse("login"), {"username": "manager", "password": "manager-pass"})

    assert LogEntry.objects.count() == before


def test_programs_that_write_many_rows_leave_none(db: None) -> None:
    Product.objects.create(external_id="P1", title="하나").save()
    load_vocabulary(path=STARTER)
    SellerTag.objects.create(product=Product.objects.get(), text="x", tag=Tag.objects.first())

    assert not LogEntry.objects.exists()


def test_an_act_on_many_answers_is_one_entry(curator: User, manager: User) -> None:
    populate(range(1))
    tag = Tag.objects.get()
    for number in range(20, 23):
        say(curator, make_image(number), {tag: "yes"})
    before = LogEntry.objects.count()

    done = take_back(everything(curator), manager)

    assert BulkWithdrawal.objects.get(pk=done.pk).review_count == 3
    mine = LogEntry.objects.get_for_object(done)
    assert LogEntry.objects.count() - before == mine.count() <= 2
    assert "reviews" not in mine.earliest("id").changes
