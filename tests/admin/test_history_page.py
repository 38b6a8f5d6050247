"""The history is searched by words, person, thing and date, paged by key, and taken along as a safe file."""

import csv
import io
import json
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models.expressions import RawSQL
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Product
from config.office import history_page
from config.office.history_page import ON_A_PAGE, HistoryForm
from tests.admin.conftest import page_of

PAGE, FILE = "/admin/history/", "/admin/history/file/"


@pytest.fixture
def product(db: None) -> Product:
    return Product.objects.create(external_id="P1", title="린넨 원피스")


def note(product: Product, actor: User | None, before: str, after: str) -> LogEntry:
    entry = LogEntry.objects.log_create(
        product, action=LogEntry.Action.UPDATE, changes={"title": [before, after]}, actor=actor
    )
    assert isinstance(entry, LogEntry)
    return entry


def shown(client: Client, **asked: Any) -> str:
    response = client.get(PAGE, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_from_what_to_what_by_whom_with_the_way_there(
    managing: Client, manager: User, product: Product
) -> None:
    note(product, manager, "린넨 <i>원피스", "마 원피스")

    page = shown(managing)

    assert "<del>린넨 &lt;i&gt;원피스</del>" in page
    assert "<ins>마 원피스</ins>" in page
    assert "manager" in page
    assert page_of(Product, "change", product.pk) in page


def test_each_way_of_looking_finds_what_is_meant(
    managing: Client, manager: User, curator: User, product: Product
) -> None:
    other = Product.objects.create(external_id="P2", title="모자")
    note(product, manager, "aaa", "사과나무")
    note(other, curator, "bbb", "배나무")
    kind = ContentType.objects.get_for_model(Product).pk

    for asked in (
        {"q": "사과"},
        {"person": manager.pk, "q": "나무"},
        {"model": kind, "object": product.pk},
    ):
        page = shown(managing, **asked)
        assert ("사과나무" in page, "배나무" in page) == (True, False), asked
    assert "나무" not in shown(managing, since="2999-01-01")
    assert "나무" not in shown(managing, until="2001-01-01")
    assert "사과나무" in shown(managing, q="사과\0")


@pytest.mark.parametrize(
    "asked", [{"person": "x"}, {"since": "gestern"}, {"before": "-1"}, {"model": "99999"}]
)
def test_what_cannot_be_looked_for_is_told(managing: Client, asked: dict[str, str]) -> None:
    response = managing.get(PAGE, asked)

    assert response.status_code == 400
    assert "hist-error" in response.content.decode()


def test_pages_neither_repeat_nor_leave_out(managing: Client, manager: User, product: Product) -> None:
    LogEntry.objects.all().delete()
    for number in range(ON_A_PAGE + 5):
        note(product, manager, "x", f"값{number:03}값")

    first = managing.get(PAGE).context["page"]
    second = managing.get(PAGE, {"before": first.older}).context["page"]

    rows = [entry.row.pk for page in (first, second) for entry in page.entries]
    assert len(rows) == len(set(rows)) == ON_A_PAGE + 5
    assert second.older is None


def test_a_page_costs_the_same_however_long(managing: Client, manager: User, product: Product) -> None:
    note(product, manager, "x", "y")
    managing.get(PAGE)
    with CaptureQueriesContext(connection) as short:
        managing.get(PAGE)
    for number in range(30):
        note(product, manager, "x", str(number))

    with CaptureQueriesContext(connection) as long:
        managing.get(PAGE)

    assert len(long) == len(short)


def test_words_are_looked_up_in_an_index(db: None) -> None:
    form = HistoryForm({"q": "린넨원피스"})
    assert form.is_valid()

    with connection.cursor() as cursor:
        # So few rows are read through otherwise.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    plan = form.entries().explain()

    assert "history_of_names" in plan
    assert "history_of_values" in plan


def test_looking_for_long_is_given_up_with_a_word(
    managing: Client, manager: User, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(product, manager, "x", "사과나무")
    slowly = LogEntry.objects.annotate(slept=RawSQL("pg_sleep(1)::text", [])).order_by("-id")
    monkeypatch.setattr(HistoryForm, "entries", lambda form: slowly)
    monkeypatch.setattr(history_page, "LOOKED_FOR_MS", 50)

    page = shown(managing, q="사과")

    assert "오래 걸려 그만두었습니다" in page
    assert "사과나무" not in page


def test_a_file_calculates_nothing(managing: Client, manager: User, product: Product) -> None:
    note(product, manager, "=HYPERLINK(1)", "@sum")

    answer = managing.get(FILE, {"format": "csv", "q": "HYPERLINK"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    lines = b"".join(managing.get(FILE, {"format": "jsonl", "q": "HYPERLINK"})).splitlines()

    assert [(row["from"], row["to"], row["person"]) for row in rows] == [
        ("'=HYPERLINK(1)", "'@sum", "manager")
    ]
    assert json.loads(lines[0])["from"] == "=HYPERLINK(1)"
    assert managing.get(FILE, {"format": "exe"}).status_code == 400


def test_a_row_shows_its_own_history(managing: Client, manager: User, product: Product) -> None:
    note(product, manager, "하나", "둘")
    note(Product.objects.create(external_id="P2"), manager, "셋", "넷")

    page = managing.get(page_of(Product, "history", product.pk)).content.decode()

    assert "<ins>둘</ins>" in page
    assert "넷" not in page


def test_only_who_may_looks(client: Client, outsider: User, product: Product) -> None:
    outsider.is_staff = True
    outsider.save()
    client.force_login(outsider)
    refused = [client.get(address).status_code for address in (PAGE, FILE)]

    may = Permission.objects.get(codename="view_logentry", content_type__app_label="auditlog")
    outsider.user_permissions.add(may)

    assert refused == [403, 403]
    assert client.get(PAGE).status_code == 200
    assert client.post(reverse("admin:history")).status_code == 403
