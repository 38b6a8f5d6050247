"""What cuts the taking in of labels off, costs an attempt; what nobody takes in any more leaves no file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Tag
from catalog.services.private import private_storage
from labeling.models import LabelSource, SourcedLabel
from labeling.services.sourcing.taking import ATTEMPTS, take_in_sources
from tests.admin.sourcing import ROWS, act, upload
from tests.making import NOON

pytestmark = pytest.mark.usefixtures("own_private_files")


@contextmanager
def locked(model: type[Model]) -> Iterator[None]:
    """Another session holds the whole table, and this one waits for no lock longer than a moment."""
    other = connection.copy()
    try:
        with other.cursor() as there, connection.cursor() as here:
            there.execute("BEGIN")
            there.execute(f'LOCK TABLE "{model._meta.db_table}" IN ACCESS EXCLUSIVE MODE')
            here.execute("SET lock_timeout = '100ms'")
            yield
            here.execute("RESET lock_timeout")
    finally:
        other.close()  # and what it held is free


def test_what_failed_is_tried_again(managing: Client, cute: Tag) -> None:
    upload(managing, ROWS)
    source = LabelSource.objects.get()
    act(managing, source, "confirm")
    LabelSource.objects.update(state="running", attempts=ATTEMPTS)
    take_in_sources(now=timezone.now())
    failed = managing.get(reverse("admin:label_source", args=[source.pk])).content.decode()

    act(managing, source, "again")
    act(managing, source, "again")
    take_in_sources(now=timezone.now())

    source.refresh_from_db()
    assert "받는 일이 거듭 끊겼습니다" in failed and "다시 받기" in failed
    assert (source.state, source.attempts, source.why) == ("done", 1, "")


@pytest.mark.django_db(transaction=True)
def test_a_passing_error_of_the_database_costs_an_attempt(managing: Client, cute: Tag) -> None:
    upload(managing, ROWS)
    source = LabelSource.objects.get()
    act(managing, source, "confirm")
    with locked(SourcedLabel), pytest.raises(OperationalError):
        take_in_sources(now=timezone.now())
    source.refresh_from_db()
    meanwhile = source.state

    take_in_sources(now=timezone.now())

    source.refresh_from_db()
    assert (meanwhile, source.state, source.attempts) == ("running", "done", 2)


@pytest.mark.parametrize(("state", "days"), [("withdrawn", 0), ("failed", 8)])
def test_files_that_nobody_takes_in_any_more_are_deleted(
    managing: Client, manager: User, cute: Tag, state: str, days: int
) -> None:
    upload(managing, ROWS)
    name = LabelSource.objects.get().file_name
    by = {"withdrawn_at": NOON, "withdrawn_by": manager} if state == "withdrawn" else {}
    LabelSource.objects.update(state=state, **by)

    take_in_sources(now=NOON)
    after_a_moment = private_storage().exists(name)
    take_in_sources(now=NOON + dt.timedelta(days=days))

    assert after_a_moment == (state == "failed")
    assert not private_storage().exists(name)
    assert LabelSource.objects.get().file_name == ""


def test_no_file_is_taken_where_there_is_no_room(
    managing: Client, cute: Tag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=len(ROWS)))

    response = upload(managing, ROWS)

    assert response.status_code == 400
    assert "자리가 모자라" in response.content.decode()
    assert not LabelSource.objects.exists()


def test_what_never_had_a_file_is_thrown_away_and_never_taken_in(managing: Client, manager: User) -> None:
    source = LabelSource.objects.create(name="cut off", by=manager, created_at=NOON)

    act(managing, source, "confirm")
    source.refresh_from_db()
    state = source.state
    act(managing, source, "discard")

    assert state == "preview"
    assert not LabelSource.objects.exists()
