"""Bringing the same catalog again changes nothing; bringing more adds it."""

from pathlib import Path

import pytest
from django.utils import timezone

from catalog.models import Product, ProductImage, SellerTag, Tag
from catalog.services.importing import BATCH, import_catalog
from tests.catalog.shops import Shop


def state() -> list[object]:
    return [
        list(Product.objects.values()),
        list(ProductImage.objects.values()),
        list(SellerTag.objects.values()),
    ]


def test_a_second_run_changes_nothing(shop: Shop, media: Path) -> None:
    rows = [
        {
            "external_id": "1",
            "image": shop.photo("a.jpg"),
            "title": "A",
            "seller_tags": "cute|boho",
            "x": "1",
        },
        {
            "external_id": "1",
            "image": shop.photo("b.jpg"),
            "title": "A",
            "seller_tags": "cute|boho",
            "x": "2",
        },
        {"external_id": "2", "image": shop.photo("c.jpg"), "title": "C", "seller_tags": "", "x": ""},
    ]
    shop.csv(rows)
    shop.imported()
    before = state()
    files = {path: path.stat().st_mtime_ns for path in media.rglob("*.jpg")}

    report = shop.imported()

    assert (report.products, report.images, report.updated, report.unchanged) == (0, 0, 0, 3)
    assert state() == before
    assert {path: path.stat().st_mtime_ns for path in media.rglob("*.jpg")} == files


def test_what_is_new_is_added(shop: Shop) -> None:
    first = {"external_id": "1", "image": shop.photo("a.jpg")}
    shop.csv([first])
    shop.imported()

    shop.csv(
        [
            first,
            {"external_id": "1", "image": shop.photo("b.jpg")},
            {"external_id": "2", "image": shop.photo("c.jpg")},
        ]
    )
    report = shop.imported()

    assert (report.products, report.images, report.unchanged) == (1, 2, 1)
    assert list(ProductImage.objects.values_list("source_name", "position")) == [
        ("a.jpg", 0),
        ("b.jpg", 1),
        ("c.jpg", 0),
    ]


def test_a_run_that_was_cut_off_is_gone_on_with(shop: Shop) -> None:
    shop.csv([{"image": shop.photo(f"{number:03}.jpg")} for number in range(BATCH + 10)])

    def cut_off(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_catalog(path=shop.folder, now=timezone.now(), progress=cut_off)
    kept = Product.objects.count()
    report = shop.imported()

    assert 0 < kept <= BATCH
    assert (report.products, report.unchanged, report.refused) == (BATCH + 10 - kept, kept, [])


def test_changed_words_are_refused_without_update(shop: Shop) -> None:
    shop.csv([{"external_id": "1", "image": shop.photo("a.jpg"), "title": "old"}])
    shop.imported()

    shop.csv([{"external_id": "1", "image": "a.jpg", "title": "new"}])
    report = shop.imported()

    assert "“old” there, “new” here (--update takes the new one)" in report.refused[0].reason
    assert Product.objects.get().title == "old"


def test_changed_words_replace_ours_with_update(shop: Shop) -> None:
    shop.csv([{"external_id": "1", "image": shop.photo("a.jpg"), "title": "old", "weight": "1", "x": "y"}])
    shop.imported()
    before = Product.objects.get()

    shop.csv([{"external_id": "1", "image": "a.jpg", "title": "new", "weight": "2"}])
    report = shop.imported(update=True)

    product = Product.objects.get()
    assert (report.updated, report.images, report.refused) == (1, 0, [])
    assert (product.title, product.attributes) == ("new", {"weight": "2", "x": "y"})
    assert product.updated_at > before.updated_at


def test_an_empty_cell_says_nothing_and_so_changes_nothing(shop: Shop) -> None:
    shop.csv([{"external_id": "1", "image": shop.photo("a.jpg"), "title": "kept"}])
    shop.imported()

    shop.csv([{"external_id": "1", "image": "a.jpg", "title": ""}])
    report = shop.imported(update=True)

    assert (report.unchanged, report.refused) == (1, [])
    assert Product.objects.get().title == "kept"


def test_what_a_person_said_a_seller_tag_means_survives_an_update(shop: Shop, vocabulary: None) -> None:
    shop.csv([{"external_id": "1", "image": shop.photo("a.jpg"), "seller_tags": "샤방샤방|cute"}])
    shop.imported()
    SellerTag.objects.filter(text="샤방샤방").update(tag=Tag.objects.get(slug="lovely"))

    shop.csv([{"external_id": "1", "image": "a.jpg", "seller_tags": "boho|샤방샤방"}])
    shop.imported(update=True)

    assert list(SellerTag.objects.values_list("text", "tag__slug")) == [
        ("boho", "bohemian"),
        ("샤방샤방", "lovely"),
    ]
