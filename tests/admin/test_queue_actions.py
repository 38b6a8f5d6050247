"""A manager closes a question or frees one that somebody holds; who did it is written down."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from labeling.models import QueueItem
from tests.admin.conftest import page_of
from tests.admin.world import populate


@pytest.fixture
def item(db: None) -> QueueItem:
    populate(range(1))
    item = QueueItem.objects.get()
    item.leased_until = timezone.now() + dt.timedelta(minutes=5)
    item.save()
    return item


def act(client: Client, action: str, item: QueueItem) -> None:
    response = client.post(page_of(QueueItem), {"action": action, "_selected_action": [item.pk]})
    assert response.status_code == 302
    item.refresh_from_db()


def test_a_closed_question_is_asked_no_more(managing: Client, manager: User, item: QueueItem) -> None:
    act(managing, "close", item)
    first = item.closed_at
    act(managing, "close", item)

    assert first is not None
    assert item.closed_at == first
    assert not QueueItem.objects.open().exists()
    assert [entry.user for entry in LogEntry.objects.all()] == [manager]


def test_a_freed_question_may_be_taken_by_others(managing: Client, manager: User, item: QueueItem) -> None:
    act(managing, "release", item)
    act(managing, "release", item)

    assert (item.leased_by, item.leased_until) == (None, None)
    assert item in QueueItem.objects.free(now=timezone.now())
    assert [entry.user for entry in LogEntry.objects.all()] == [manager]


def test_questions_are_neither_added_nor_rewritten_nor_deleted(managing: Client, item: QueueItem) -> None:
    before = QueueItem.objects.values().get()

    added = managing.post(page_of(QueueItem, "add"), {})
    managing.post(page_of(QueueItem, "change", item.pk), {"priority": "99", "reason": "audit"})
    deleted = managing.post(page_of(QueueItem, "delete", item.pk), {"post": "yes"})

    assert (added.status_code, deleted.status_code) == (403, 403)
    assert QueueItem.objects.values().get() == before


def test_someone_who_may_only_look_has_no_actions(client: Client, outsider: User, item: QueueItem) -> None:
    outsider.is_staff = True
    outsider.save()
    outsider.user_permissions.add(Permission.objects.get(codename="view_queueitem"))
    client.force_login(outsider)

    client.post(page_of(QueueItem), {"action": "close", "_selected_action": [item.pk]})

    item.refresh_from_db()
    assert item.closed_at is None
