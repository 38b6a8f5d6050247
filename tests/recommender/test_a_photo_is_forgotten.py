"""After its hour nothing of a photo is left, unless it was kept."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from catalog.services.private import private_storage
from recommender.models import PhotoQuery
from recommender.models.photo_query import MOST_KEPT
from recommender.services.photo_search import forget_old
from tests.recommender.snapping import a_photo, address, bring

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


def test_file_and_row_go_after_an_hour(client: Client) -> None:
    query = bring(client, a_photo())
    later = query.forgotten_at

    assert later < query.created_at + HOUR - MINUTE  # the sweep that is due by then has time
    assert forget_old(now=later - MINUTE) == 0
    assert client.get(address(query)).status_code == 200
    assert forget_old(now=later) == 1
    assert forget_old(now=later) == 0

    assert not PhotoQuery.objects.exists()
    assert not private_storage().exists(query.file_name)
    assert client.get(address(query)).status_code == 404


def test_it_is_out_of_sight_before_it_is_swept(client: Client) -> None:
    query = bring(client, a_photo())
    PhotoQuery.objects.update(created_at=query.created_at - HOUR)

    answers = [client.get(address(query, page)).status_code for page in ("", "found/", "image/")]

    assert answers == [404, 404, 404]


def test_one_that_cannot_be_deleted_keeps_no_other(client: Client) -> None:
    stuck, other = bring(client, a_photo()), bring(client, a_photo())
    path = Path(private_storage().path(stuck.file_name))
    path.unlink()
    (path / "in the way").mkdir(parents=True)  # a folder that is not empty cannot be deleted

    assert forget_old(now=other.forgotten_at) == 1

    assert PhotoQuery.objects.get() == stuck


def test_so_many_are_kept(client: Client) -> None:
    kept = bring(client, a_photo())
    last = bring(client, a_photo())
    same = {"owner": kept.owner, "width": 1, "height": 1, "created_at": kept.created_at}
    more = {"asked_at": kept.created_at, "kept_at": kept.created_at}
    others = [PhotoQuery(**same, **more) for _ in range(MOST_KEPT)]
    PhotoQuery.objects.bulk_create(others)

    refused = client.post(address(last, "keep/"), follow=True).content.decode()
    client.post(address(others[0], "forget/"))
    taken = client.post(address(last, "keep/"), follow=True).content.decode()

    assert f"사진은 {MOST_KEPT}장까지" in refused
    assert "보관했습니다. 이 브라우저에서" in taken


def test_what_was_kept_stays(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    query = bring(client, a_photo())

    client.post(address(query, "keep/"))
    client.post(address(query, "keep/"))
    forget_old(now=query.created_at + dt.timedelta(days=400))

    assert client.get(address(query, "image/")).status_code == 200


def test_what_a_browser_kept_goes_when_nobody_can_come_back_for_it(client: Client) -> None:
    query = bring(client, a_photo())
    client.post(address(query, "keep/"))
    session = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)

    assert forget_old(now=query.created_at + session - HOUR) == 0
    assert forget_old(now=timezone.now() + session + HOUR) == 1


def test_it_goes_at_once_when_asked(client: Client) -> None:
    query = bring(client, a_photo())

    response = client.post(address(query, "forget/"))

    assert response.headers["Location"] == "/style/photo/"
    assert not private_storage().exists(query.file_name)
    assert client.post(address(query, "forget/")).status_code == 404


def test_a_file_whose_row_was_never_written_goes_too(client: Client) -> None:
    query = bring(client, a_photo())
    store = private_storage()
    lost, fresh = (store.save(f"photos/{name}.jpg", ContentFile(b"x")) for name in ("lost", "fresh"))
    old = (query.created_at - 2 * HOUR).timestamp()
    os.utime(store.path(lost), (old, old))

    forget_old(now=query.created_at)

    assert not store.exists(lost)
    assert store.exists(fresh)
    assert store.exists(query.file_name)
