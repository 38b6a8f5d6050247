"""A dry run says what would come of a file, to the row, and writes nothing into the catalog."""

import pytest
from django.contrib.auth.models import User

from catalog.models import ImportJob, Product, ProductImage
from catalog.services.imports import acts
from catalog.services.imports.uploading import UploadError
from tests.catalog.bringing import brought, checked, imported, worked_on
from tests.catalog.shops import Shop

pytestmark = pytest.mark.usefixtures("private")


def of_all_kinds(shop: Shop) -> None:
    """Two new products, one with two photos; one known and unchanged, one changed, two rows refused."""
    shop.csv([{"external_id": "K-1", "title": "코트", "image": shop.photo("k1.jpg")}])
    shop.imported()
    Product.objects.create(external_id="K-2", title="옛 이름")
    shop.csv(
        [
            {"external_id": "K-1", "title": "코트", "image": "k1.jpg"},
            {"external_id": "K-2", "title": "새 이름", "image": shop.photo("k2.jpg")},
            {"external_id": "N-1", "title": "원피스", "image": shop.photo("n1.jpg")},
            {"external_id": "N-1", "title": "원피스", "image": shop.photo("n1b.jpg")},
            {"external_id": "N-2", "title": "=1+1", "image": shop.photo("n2.jpg")},
            {"external_id": "X-1", "title": "없음", "image": "nowhere.jpg"},
            {"external_id": "X-2", "title": "가짜", "image": shop.photo("x.jpg", b"<html>no photo</html>")},
        ]
    )


def test_it_counts_what_the_import_then_does(shop: Shop, manager: User) -> None:
    of_all_kinds(shop)
    before = (
        Product.objects.count(),
        ProductImage.objects.count(),
        Product.objects.get(external_id="K-2").title,
    )

    job = checked(shop, manager, update=True)

    foreseen = (job.products, job.images, job.updated, job.unchanged, job.refused)
    assert (job.stage, job.state) == ("check", "done")
    assert foreseen == (2, 4, 1, 1, 2)
    assert (
        Product.objects.count(),
        ProductImage.objects.count(),
        Product.objects.get(external_id="K-2").title,
    ) == before
    assert acts.start(job, by=manager)
    done = worked_on(job)
    assert (done.products, done.images, done.updated, done.unchanged, done.refused) == foreseen


def test_it_shows_the_first_rows_as_they_will_be(shop: Shop, manager: User) -> None:
    of_all_kinds(shop)

    preview = checked(shop, manager, update=True).preview

    assert [(row["number"], row["outcome"]) for row in preview["rows"]] == [
        (2, "same"),
        (3, "photo"),
        (4, "new"),
        (5, "photo"),
        (6, "new"),
        (7, "refused"),
        (8, "refused"),
    ]
    assert preview["rows"][0]["sha256"] == ProductImage.objects.get().sha256
    assert preview["rows"][2]["picture"]
    assert preview["rows"][4]["title"] == "=1+1"
    assert preview["changes"] == [{"id": "K-2", "column": "title", "before": "옛 이름", "after": "새 이름"}]


def test_refusals_are_counted_by_reason_and_kept_as_sent(shop: Shop, manager: User) -> None:
    of_all_kinds(shop)

    job = checked(shop, manager, update=True)

    assert job.reasons == {
        "there is no such photo": 1,
        "is not a photo that we read (JPEG, PNG, WebP, GIF, BMP, AVIF, HEIC)": 1,
    }
    assert [row.cells["external_id"] for row in job.refused_rows.all()] == ["X-1", "X-2"]


def test_columns_of_other_names_are_guessed_and_can_be_said(shop: Shop, manager: User) -> None:
    shop.csv([{"상품코드": "N-1", "상품명": "원피스", "이미지": shop.photo("a.jpg"), "메모": "비밀"}])

    job = checked(shop, manager)
    guessed = job.mapping
    said = {"상품코드": "external_id", "상품명": "title", "이미지": "image", "메모": ""}
    assert acts.look_again(job, mapping=said, update_known=False, fetch=False, by=manager)
    worked_on(job)
    acts.start(job, by=manager)
    worked_on(job)

    assert guessed == {"상품코드": "external_id", "상품명": "title", "이미지": "image", "메모": "메모"}
    product = Product.objects.get()
    assert (product.external_id, product.title, product.attributes) == ("N-1", "원피스", {})


def test_without_a_photo_column_it_asks_which_one_it_is(shop: Shop, manager: User) -> None:
    shop.csv([{"id": "N-1", "mystery": shop.photo("a.jpg")}])

    job = checked(shop, manager)

    assert (job.stage, job.state, job.columns) == ("check", "failed", ["id", "mystery"])
    assert "어느 열이 사진인지" in job.message


def test_a_look_into_one_file_goes_before_the_import_of_another(shop: Shop, manager: User) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}])
    first = imported(shop, manager)
    ImportJob.objects.filter(pk=first.pk).update(stage="run", state="waiting", done=1)
    second = brought(shop.folder / "products.csv", manager, name="b.csv")

    assert ImportJob.objects.to_be_worked_on().first() == second


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("image\na.jpg\n".encode("utf-16"), "UTF-16"),
        (b"<!DOCTYPE html><p>", "HTML"),
        (b"\xff\xd8\xff\xe0 and so on", "JPEG"),
        (b"PK\x03\x04........[Content_Types].xml", "Excel"),
        (b"  \n", "비어"),
    ],
    ids=["utf-16", "html", "jpeg", "excel", "empty"],
)
def test_what_is_no_table_is_not_taken(manager: User, content: bytes, why: str) -> None:
    with pytest.raises(UploadError, match=why):
        brought(content, manager, name="products.csv")

    assert not ImportJob.objects.exists()


BAD = {
    "cp949": ("a.csv", "image,title\na.jpg,원피스\n".encode("cp949"), "probably CP949"),
    "cell of 10 MB": ("a.csv", b"image,title\na.jpg," + b"x" * 10_000_000, "longer than 4 MB"),
    "parquet": ("a.csv", b"PAR1 and no more", "is not a Parquet file"),
    "zip": ("a.csv", b"PK\x03\x04 and no more", "is not a ZIP"),
}


@pytest.mark.parametrize(("name", "content", "why"), BAD.values(), ids=list(BAD))
def test_a_file_that_cannot_be_read_says_why(manager: User, name: str, content: bytes, why: str) -> None:
    job = worked_on(brought(content, manager, name=name))

    assert (job.stage, job.state) == ("check", "failed")
    assert why in job.details["reason"]
