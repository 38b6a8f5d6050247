"""The office's page of label sources: upload, look, confirm, withdraw; only who may."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Tag
from labeling.models import Label, LabelSource
from labeling.services.archive.writing import Wanted, write_archive
from labeling.services.sourcing.taking import take_in_sources
from tests.admin.sourcing import LISTED, ROWS, act, upload
from tests.making import NOON, make_image, say

pytestmark = pytest.mark.usefixtures("own_private_files")


class Nobody:
    """Hears how far an archive is."""

    def expect(self, total: int) -> None:
        pass

    def note(self, *, done: int = 0, remark: str = "") -> None:
        pass


def test_looked_at_confirmed_and_withdrawn(managing: Client, manager: User, curator: User, cute: Tag) -> None:
    say(curator, make_image(3), {cute: "yes"})
    upload(managing, ROWS)
    source = LabelSource.objects.get()
    address = reverse("admin:label_source", args=[source.pk])

    looked_at = managing.get(address).content.decode()
    act(managing, source, "confirm")
    take_in_sources(now=timezone.now())
    taken = managing.get(address).content.decode()
    counted = Label.objects.filter(image__product__external_id="P1", value=True, sourced_yes=2).exists()
    act(managing, source, "withdraw")
    take_in_sources(now=timezone.now())
    gone = managing.get(address).content.decode()

    assert "라벨 &lt;b&gt;.csv" in looked_at and "<b>.csv" not in looked_at
    assert "상품 “P9”이(가) 없습니다" in looked_at
    assert counted
    assert reverse("admin:label_source_refused", args=[source.pk]) in taken
    assert "거두었습니다" in gone
    assert Label.objects.count() == 1


def test_nothing_is_taken_in_before_somebody_confirms(managing: Client, cute: Tag) -> None:
    upload(managing, ROWS)

    take_in_sources(now=NOON)

    assert not Label.objects.exists()


def test_refused_rows_are_a_file(managing: Client, cute: Tag) -> None:
    upload(managing, ROWS)
    source = LabelSource.objects.get()
    missing = managing.get(reverse("admin:label_source_refused", args=[source.pk]))
    act(managing, source, "confirm")
    take_in_sources(now=timezone.now())

    fetched = managing.get(reverse("admin:label_source_refused", args=[source.pk]))

    assert missing.status_code == 404
    assert fetched.getvalue().decode().splitlines()[1] == "P9,,cute,no,4,there is no product “P9”"


def test_thrown_away_nothing_is_left(managing: Client, cute: Tag) -> None:
    upload(managing, ROWS)
    source = LabelSource.objects.get()

    act(managing, source, "discard")

    assert not LabelSource.objects.exists()
    assert act(managing, source, "confirm") == 404


@pytest.mark.parametrize("verb", ["withdraw", "burn"])
def test_what_cannot_be_done_now_changes_nothing(managing: Client, cute: Tag, verb: str) -> None:
    upload(managing, ROWS)
    source = LabelSource.objects.get()

    status = act(managing, source, verb)

    source.refresh_from_db()
    assert (status, source.state) == (302 if verb == "withdraw" else 404, "preview")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"weight": "0"}, "무게는 0.05에서 20까지"),
        ({"weight": "x"}, "무게는 0.05에서 20까지"),
        ({"file": ""}, "파일을 골라 주세요"),
        ({"name": "가" * 81}, "80"),
    ],
    ids=["no weight", "no number", "no file", "a long name"],
)
def test_what_is_wrong_is_named(managing: Client, cute: Tag, fields: dict[str, str], why: str) -> None:
    response = upload(managing, ROWS, **fields)

    assert response.status_code == 400
    assert why in response.content.decode()
    assert not LabelSource.objects.exists()


def test_a_name_is_given_once(managing: Client, cute: Tag) -> None:
    upload(managing, ROWS)

    response = upload(managing, ROWS)

    assert response.status_code == 400
    assert LabelSource.objects.count() == 1


def test_what_cannot_be_read_is_said_before_it_is_confirmed(managing: Client, cute: Tag) -> None:
    upload(managing, "external_id,value\nP1,yes\n")

    page = managing.get(reverse("admin:label_source", args=[LabelSource.objects.get().pk])).content.decode()

    assert "“tag”" in page and "has no column" not in page
    assert "confirm" not in page


def test_an_archive_tells_what_it_holds(managing: Client, curator: User, cute: Tag) -> None:
    say(curator, make_image(3), {cute: "yes"})
    file = io.BytesIO()
    write_archive(file, Wanted(), Nobody())

    upload(managing, file.getvalue())

    source = LabelSource.objects.get()
    page = managing.get(reverse("admin:label_source", args=[source.pk])).content.decode()
    assert source.is_archive
    assert "보관 파일에 든 것" in page


@pytest.mark.parametrize("who", ["curator", "outsider"])
def test_who_may_not_may_do_nothing(
    client: Client, request: pytest.FixtureRequest, managing: Client, cute: Tag, who: str
) -> None:
    upload(managing, ROWS)
    source = LabelSource.objects.get()
    user = request.getfixturevalue(who)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client.force_login(user)

    seen = [
        client.get(reverse(f"admin:{name}", args=args)).status_code
        for name, args in [
            ("label_sources", []),
            ("label_source", [source.pk]),
            ("label_source_refused", [source.pk]),
        ]
    ]

    assert seen == [403, 403, 403]
    assert upload(client, ROWS).status_code == 403
    assert act(client, source, "confirm") == 403


def test_a_reader_looks_and_brings_nothing(client: Client, roles: dict[str, Any], cute: Tag) -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    reader.groups.add(roles["readers"])
    client.force_login(reader)

    assert client.get(reverse(LISTED)).status_code == 200
    assert upload(client, ROWS).status_code == 403
    assert not LabelSource.objects.exists()


def archive(curator: User, cute: Tag) -> bytes:
    say(curator, make_image(3), {cute: "yes"})
    file = io.BytesIO()
    write_archive(file, Wanted(), Nobody())
    return file.getvalue()


def test_an_archive_is_brought_and_confirmed_by_those_who_may_bring_products(
    client: Client, managing: Client, curator: User, cute: Tag
) -> None:
    content = archive(curator, cute)
    upload(managing, content)
    source = LabelSource.objects.get()
    labels_only = User.objects.create_user("labels", is_staff=True)
    may = Permission.objects.filter(codename__in=["view_labelsource", "add_labelsource"])
    labels_only.user_permissions.set(may)
    client.force_login(labels_only)

    brought, confirmed = upload(client, content, name="mine").status_code, act(client, source, "confirm")
    page = client.get(reverse("admin:label_source", args=[source.pk])).content.decode()
    rows = upload(client, ROWS, name="rows").status_code
    source.refresh_from_db()

    assert (brought, confirmed, rows) == (403, 403, 302)
    assert source.state == "preview"
    assert reverse("admin:label_source_act", args=[source.pk, "confirm"]) not in page
    assert list(LabelSource.objects.values_list("name", flat=True)) == ["rows", "vendor"]


def test_the_preview_of_a_long_table_reads_its_beginning(
    managing: Client, cute: Tag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labeling.services.sourcing.preview.LOOKED_AT", 2)
    upload(managing, ROWS.encode() + b"\xff\xfe is no text\n" * 20_000)
    source = LabelSource.objects.get()

    page = managing.get(reverse("admin:label_source", args=[source.pk]))

    assert page.context["preview"].problem == ""
    assert (page.context["preview"].looked_at, page.context["preview"].is_all) == (2, False)


def test_many_sources_cost_as_many_queries_as_few(
    managing: Client, manager: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        LabelSource.objects.create(name=f"곳 {number}", by=manager, created_at=NOON)

    with django_assert_max_num_queries(14):
        assert managing.get(reverse(LISTED)).status_code == 200
