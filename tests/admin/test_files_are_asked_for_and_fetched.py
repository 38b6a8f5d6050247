"""The office's page of exports: ask, follow, fetch, cancel; only who may."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from recommender.models import ExportJob
from recommender.services.exports import begin
from recommender.services.exports.making import make_exports

LISTED = "admin:exports"


@pytest.fixture(autouse=True)
def own_private_files(settings: Settings, tmp_path: Path) -> None:
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}


def test_asked_for_made_and_fetched(managing: Client, manager: User) -> None:
    asked = managing.post(reverse(LISTED), {"kind": "vocabulary", "format": "json"})
    make_exports(now=timezone.now())

    job = ExportJob.objects.get()
    page = managing.get(reverse(LISTED)).content.decode()
    fetched = managing.get(reverse("admin:export_file", args=[job.pk]))

    assert (asked.status_code, job.by) == (302, manager)
    assert reverse("admin:export_file", args=[job.pk]) in page
    assert fetched.getvalue().startswith(b'{\n "facets"')
    assert fetched.headers["Content-Disposition"].startswith('attachment; filename="moodloop-vocabulary-')
    assert fetched.headers["Content-Type"] == "application/json"
    assert "no-store" in fetched.headers["Cache-Control"]


def test_what_was_asked_for_is_what_is_made(managing: Client) -> None:
    managing.post(
        reverse(LISTED), {"kind": "archive", "format": "zip", "with_history": "on", "with_names": "on"}
    )
    managing.post(reverse(LISTED), {"kind": "labels", "format": "csv", "with_history": "on"})

    labels, archive = ExportJob.objects.all()

    assert (archive.with_history, archive.with_names) == (True, True)
    assert (labels.with_history, labels.with_names) == (False, False)


def test_what_cannot_be_had_is_said_and_not_made(managing: Client) -> None:
    response = managing.post(reverse(LISTED), {"kind": "labels", "format": "zip"})

    assert response.status_code == 400
    assert "내보낼 수 없습니다" in response.content.decode()
    assert not ExportJob.objects.exists()


def test_cancelled_twice_is_cancelled_once(managing: Client, manager: User) -> None:
    job = begin(kind="labels", format="csv", by=manager)

    for _ in range(2):
        assert managing.post(reverse("admin:export_cancel", args=[job.pk])).status_code == 302

    job.refresh_from_db()
    assert job.state == "cancelled"


def test_no_file_no_download(managing: Client, manager: User) -> None:
    waiting = begin(kind="labels", format="csv", by=manager)
    lost = ExportJob.objects.create(
        kind="labels",
        format="csv",
        by=manager,
        state="done",
        file_name="exports/lost.csv",
        created_at=timezone.now(),
        expires_at=timezone.now(),
    )

    statuses = [
        managing.get(reverse("admin:export_file", args=[pk])).status_code
        for pk in (waiting.pk, lost.pk, lost.pk + 1)
    ]

    assert statuses == [404, 404, 404]


@pytest.mark.parametrize("who", ["curator", "outsider"])
@pytest.mark.parametrize("name", ["exports", "export_file", "export_cancel"])
def test_who_may_not_export_may_do_nothing(
    client: Client, request: pytest.FixtureRequest, who: str, name: str
) -> None:
    user = request.getfixturevalue(who)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client.force_login(user)
    address = reverse(f"admin:{name}", args=[1] if name != "exports" else [])

    assert client.get(address).status_code == 403
    assert client.post(address, {"kind": "labels", "format": "csv"}).status_code == 403
    assert not ExportJob.objects.exists()


def test_files_are_fetched_and_not_posted(managing: Client) -> None:
    assert managing.post(reverse("admin:export_file", args=[1])).status_code == 405
    assert managing.get(reverse("admin:export_cancel", args=[1])).status_code == 405


def test_many_files_cost_as_many_queries_as_few(
    managing: Client, manager: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        begin(kind="labels", format="csv", by=manager)

    with django_assert_max_num_queries(14):
        assert managing.get(reverse(LISTED)).status_code == 200
