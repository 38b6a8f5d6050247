"""Pages of publications and of sellers' lists: with the reasons, for managers alone, and as files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import Product, SellerTag, Tag
from recommender.models import Publication
from recommender.services import publications
from recommender.services.publishing import publish
from tests.recommender.shelf import NOW, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")
HOME = "/publications/"


@pytest.fixture
def managing(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def publish_dress(title: str = "리넨 원피스", seller: str = "소연") -> tuple[Product, Publication]:
    """A dress that people call romantic and not cute, as its seller does."""
    product = put(title, seller=seller)
    SellerTag.objects.create(product=product, text="큐트", tag=Tag.objects.get(slug="cute"))
    say(product, "romantic", yes=2)
    say(product, "cute", no=2)
    publication = publish(now=NOW)
    assert publication is not None
    return product, publication


def test_a_manager_reads_what_changed_and_why(managing: Client) -> None:
    _, publication = publish_dress()

    listed = managing.get(HOME).content.decode()
    told = managing.get(f"{HOME}{publication.pk}/").content.decode()

    assert f"{HOME}{publication.pk}/" in listed
    assert "리넨 원피스" in told
    assert "사람이 확인" in told


def test_changes_are_filtered_by_kind_and_tag(managing: Client) -> None:
    _, publication = publish_dress()

    def rows(query: str) -> int:
        return managing.get(f"{HOME}{publication.pk}/{query}").content.decode().count('class="change ')

    assert rows("?kind=added") == 1
    assert rows("?kind=removed") == 0
    assert rows("?tag=romantic") == 1
    assert rows("?tag=cute") == 0
    assert rows("?kind=%00&tag=%00&below=x") == 1


def test_pages_go_on_by_the_key(managing: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publications, "PER_PAGE", 2)
    for number in range(3):
        say(put(f"옷 {number}"), "romantic", yes=1)
    publication = publish(now=NOW)
    assert publication is not None
    place = f"{HOME}{publication.pk}/"

    first = managing.get(place)
    rest = managing.get(place, {"below": first.context["detail"].below})

    titles = [one.change.product.title for page in (first, rest) for one in page.context["detail"].told]
    assert titles == ["옷 2", "옷 1", "옷 0"]
    assert rest.context["detail"].below is None


def test_a_page_costs_the_same_for_any_number(
    managing: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        say(put(f"옷 {number}"), "romantic", yes=1)
    publication = publish(now=NOW)
    assert publication is not None

    with django_assert_max_num_queries(9):  # session, person, rights and language are six of them
        managing.get(f"{HOME}{publication.pk}/")


def test_a_seller_is_told_what_to_mend(managing: Client) -> None:
    publish_dress(title="=SUM(A1)", seller='<b>"소연"</b>')

    sellers = managing.get(f"{HOME}fix-lists/").content.decode()
    page = managing.get(f"{HOME}fix-lists/", {"seller": '<b>"소연"</b>'}).content.decode()
    as_csv = managing.get(f"{HOME}fix-lists/export/", {"seller": '<b>"소연"</b>', "as": "csv"})
    as_lines = managing.get(f"{HOME}fix-lists/export/", {"seller": '<b>"소연"</b>', "as": "jsonl"})

    assert "<b>" not in sellers + page
    assert "#큐트" in page
    assert "사람이 아니라고 함" in page
    [line] = csv.DictReader(io.StringIO(as_csv.getvalue().decode()))
    assert (line["title"], line["seller_tag"], line["people_no"]) == ("'=SUM(A1)", "큐트", "2")
    assert json.loads(as_lines.getvalue())["title"] == "=SUM(A1)"


def test_the_sellers_file_is_in_the_readers_language(managing: Client) -> None:
    publish_dress(seller="소연")
    address = f"{HOME}fix-lists/export/?seller=소연&as=jsonl"

    korean = managing.get(address, headers={"accept-language": "ko"})
    english = managing.get(address, headers={"accept-language": "en"})

    assert json.loads(korean.getvalue())["says_no"] == "사람이 아니라고 함"
    assert json.loads(english.getvalue())["says_no"] == "people said no"


def test_a_seller_without_anything_to_mend_is_not_there(managing: Client) -> None:
    assert managing.get(f"{HOME}fix-lists/", {"seller": "아무도"}).status_code == 404
    assert managing.get(f"{HOME}fix-lists/export/", {"as": "exe"}).status_code == 404
    assert managing.get(f"{HOME}999999/").status_code == 404
    assert managing.post(HOME).status_code == 405


def test_curators_and_strangers_may_not_look(client: Client, curator: User) -> None:
    stranger = client.get(HOME)
    client.force_login(curator)

    assert stranger.status_code == 302
    assert client.get(HOME).status_code == 403
    assert client.get(f"{HOME}export/").status_code == 403


def test_a_manager_takes_all_published_tags_home(managing: Client) -> None:
    product, _ = publish_dress()

    file = managing.get(f"{HOME}export/", {"as": "jsonl"})

    assert json.loads(file.getvalue())["product"] == product.external_id
    assert "attachment" in file.headers["Content-Disposition"]


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    product, _ = publish_dress()

    call_command("export_tags", "--format", "parquet", "--out", str(tmp_path / "tags.parquet"))

    [row] = pq.read_table(tmp_path / "tags.parquet").to_pylist()
    assert (row["product"], row["tag"]) == (product.external_id, "romantic")


@pytest.mark.django_db
def test_the_command_says_what_it_cannot_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_tags", "--out", str(tmp_path / "nowhere" / "tags.jsonl"))
