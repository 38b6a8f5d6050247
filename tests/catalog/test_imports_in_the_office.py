"""The office's pages of imports: each works, says what is wrong, and is refused to whoever may not."""

import csv
import io
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings
from pytest_django.asserts import assertContains

from catalog.models import ImportJob, Product
from tests.catalog.bringing import brought, checked, imported, undone, worked_on, zipped
from tests.catalog.shops import Shop

pytestmark = pytest.mark.usefixtures("private")
LIST = "/admin/imports/"


@pytest.fixture
def managing(client: Client, manager: User) -> Client:
    """The manager's browser."""
    client.force_login(manager)
    return client


def page(job: ImportJob, name: str = "import", *args: str) -> str:
    return reverse(f"admin:{name}", args=[job.pk, *args])


def some(shop: Shop) -> Shop:
    shop.csv(
        [
            {"external_id": "N-1", "title": "<b>원피스</b>", "image": shop.photo("a.jpg")},
            {"external_id": "=cmd|' /C calc'!A0", "title": "+1", "image": "nowhere.jpg"},
        ]
    )
    return shop


def test_the_whole_way(managing: Client, shop: Shop, manager: User) -> None:
    content = SimpleUploadedFile("봄 <상품>.zip", zipped(some(shop)))

    sent = managing.post(LIST, {"file": content})
    job = worked_on(ImportJob.objects.get())
    seen = managing.get(page(job))
    started = managing.post(page(job, "import_act", "start"))
    worked_on(job)
    done = managing.get(page(job))
    managing.post(page(job, "import_act", "undo"))
    worked_on(job)
    after = managing.get(page(job))

    assert (sent.status_code, sent.headers["Location"]) == (302, page(job))
    assertContains(seen, "&lt;b&gt;원피스&lt;/b&gt;")
    assertContains(seen, "이대로 가져오기")
    assertContains(seen, "그런 사진이 없습니다")
    assert started.status_code == 302
    assertContains(done, "통째로 되돌리기")
    assertContains(after, "되돌린 상품")
    assert not Product.objects.exists()
    assertContains(managing.get(LIST), "봄 &lt;상품&gt;.zip")


def test_a_script_is_told_where_to_go_on(managing: Client, shop: Shop) -> None:
    content = SimpleUploadedFile("a.zip", zipped(some(shop)))

    answer = managing.post(LIST, {"file": content}, headers={"X-Fragment": "1"})
    wrong = managing.post(LIST, {"file": SimpleUploadedFile("a.csv", b"<html>")}, headers={"X-Fragment": "1"})

    assert (answer.status_code, answer.headers["Location"]) == (201, page(ImportJob.objects.get()))
    assert (wrong.status_code, wrong.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "HTML" in wrong.text


def test_a_body_that_is_too_large_is_not_read(managing: Client, settings: Settings) -> None:
    settings.UPLOAD_MB = 1

    answer = managing.post(LIST, {"file": SimpleUploadedFile("a.csv", b"image\n" * 400_000)})

    assert answer.status_code == 413
    assert not ImportJob.objects.exists()


def test_columns_are_said_on_the_page(managing: Client, shop: Shop, manager: User) -> None:
    shop.csv([{"하나": "N-1", "둘": shop.photo("a.jpg")}])
    job = checked(shop, manager)

    none = managing.post(page(job, "import_columns"), {"column-0": "external_id", "column-1": ""})
    said = managing.post(page(job, "import_columns"), {"column-0": "external_id", "column-1": "image"})
    worked_on(job)

    assert none.status_code == 400
    assertContains(none, "사진인 열을 하나 골라 주세요", status_code=400)
    assert said.status_code == 302
    assert (job.state, job.products, job.refused) == ("done", 1, 0)


def test_refused_rows_come_back_and_can_be_sent_again(managing: Client, shop: Shop, manager: User) -> None:
    job = imported(some(shop), manager)

    answer = managing.get(page(job, "import_refused"))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    shop.text("products.csv", content.replace(b"nowhere.jpg", b"a.jpg"))
    again = imported(shop, manager)

    assert answer.headers["Content-Disposition"] == f'attachment; filename="refused-{job.pk}.csv"'
    assert list(row) == ["external_id", "title", "image", "reason"]
    assert row["external_id"].startswith("'=cmd")
    assert row["reason"] == "그런 사진이 없습니다"
    assert (again.refused, again.products) == (0, 1)
    product = Product.objects.get(title="+1")
    assert (product.external_id, product.attributes) == ("=cmd|' /C calc'!A0", {})


def test_a_column_that_is_a_formula_is_none_in_the_file_of_refused_rows(
    managing: Client, shop: Shop, manager: User
) -> None:
    formula = "=hyperlink(1)"
    shop.csv([{"image": "nowhere.jpg", formula: "값"}])
    job = imported(shop, manager)

    content = b"".join(managing.get(page(job, "import_refused")).streaming_content)  # type: ignore[attr-defined]
    shop.photo("nowhere.jpg")
    shop.text("products.csv", content)
    again = imported(shop, manager)

    assert next(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == ["image", f"'{formula}", "reason"]
    assert again.columns == ["image", formula, "reason"]
    assert Product.objects.get().attributes == {formula: "값"}


def test_places_outside_are_refused_by_name(managing: Client, tmp_path: Path, settings: Settings) -> None:
    settings.IMPORT_ROOTS = [str(tmp_path)]

    outside = managing.post(reverse("admin:import_place"), {"location": "/etc/passwd"})
    inside = managing.post(reverse("admin:import_place"), {"location": str(tmp_path)})

    assertContains(outside, "/etc/passwd", status_code=400)
    assert inside.status_code == 302
    assert ImportJob.objects.get().location == str(tmp_path)


@pytest.mark.parametrize("verb", ["start", "pause", "cancel", "go-on", "undo"])
def test_what_is_asked_twice_or_too_late_changes_nothing(
    managing: Client, shop: Shop, manager: User, verb: str
) -> None:
    job = undone(imported(some(shop), manager), manager)
    before = ImportJob.objects.values().get()

    answer = managing.post(page(job, "import_act", verb))

    assert answer.status_code == 302
    assert ImportJob.objects.values().get() == before


def test_who_may_only_look_cannot_bring_or_steer(client: Client, outsider: User, manager: User) -> None:
    job = brought(b"image\n", manager, name="a.csv")
    outsider.is_staff = True
    outsider.save()
    outsider.user_permissions.add(Permission.objects.get(codename="view_importjob"))
    client.force_login(outsider)

    looks = [client.get(address).status_code for address in (LIST, page(job), page(job, "import_refused"))]
    acts = [
        client.post(LIST, {"file": SimpleUploadedFile("a.csv", b"image\n")}).status_code,
        client.post(reverse("admin:import_place"), {"location": "/"}).status_code,
        client.post(page(job, "import_columns")).status_code,
        client.post(page(job, "import_act", "cancel")).status_code,
    ]

    assert (looks, acts) == ([200] * 3, [403] * 4)
    assert "data-upload" not in client.get(LIST).text
    job.refresh_from_db()
    assert job.state == "waiting"


def test_wrong_ways_of_asking(managing: Client, manager: User) -> None:
    job = brought(b"image\n", manager, name="a.csv")

    answers = [
        managing.delete(LIST).status_code,
        managing.get(page(job, "import_act", "start")).status_code,
        managing.post(page(job, "import_act", "explode")).status_code,
        managing.get("/admin/imports/999999999/").status_code,
        managing.get(f"/admin/imports/{10**30}/").status_code,
        managing.get(f"{LIST}?below=x").status_code,
        managing.post(LIST, {}).status_code,
    ]

    assert answers == [405, 405, 404, 404, 404, 200, 400]


def test_pages_take_the_same_number_of_queries_however_long(
    managing: Client, shop: Shop, manager: User
) -> None:
    job = imported(some(shop), manager)
    managing.get(LIST)
    counts = []
    for number in (0, 12):
        for at in range(number):
            brought(b"image\n", manager, name=f"{at}.csv")
        with CaptureQueriesContext(connection) as queries:
            managing.get(LIST)
            managing.get(page(job))
        counts.append(len(queries))

    assert counts[0] == counts[1]
