"""What an import makes of rows that are right."""

import pytest

from catalog.models import Product, ProductImage, SellerTag
from catalog.services.photos import open_photo
from tests.catalog.shops import Shop, picture


def test_class_folders_become_products_with_their_category(shop: Shop) -> None:
    shop.photo("dress/1.jpg")
    shop.photo("hat/deep/2.png")
    shop.photo(".hidden/3.jpg")
    shop.photo("hat/notes.txt")

    report = shop.imported()

    assert (report.products, report.images, report.refused) == (2, 2, [])
    assert list(Product.objects.values_list("external_id", "category")) == [
        ("dress/1.jpg", "dress"),
        ("hat/deep/2.png", "deep"),
    ]


def test_a_csv_row_becomes_a_product_with_its_photo_and_seller_tags(shop: Shop, vocabulary: None) -> None:
    shop.csv(
        [
            {
                "external_id": "D-1",
                "title": "플로럴 원피스",
                "image": shop.photo("d1.jpg"),
                "category": "dress",
                "seller": "Studio Lin",
                "seller_tags": "로맨틱|#봄신상, 로맨틱",
            }
        ]
    )

    shop.imported()

    product = Product.objects.get()
    image = ProductImage.objects.get()
    assert (product.external_id, product.title) == ("D-1", "플로럴 원피스")
    assert (product.category, product.seller, product.attributes) == ("dress", "Studio Lin", {})
    assert (image.width, image.height, image.position, image.source_name) == (24, 30, 0, "d1.jpg")
    assert list(product.seller_tags.values_list("text", "tag__slug")) == [
        ("로맨틱", "romantic"),
        ("봄신상", None),
    ]
    with open_photo(image.sha256, "thumb") as thumb:
        assert thumb.read(2) == b"\xff\xd8"


def test_json_lines_may_hold_lists_and_numbers(shop: Shop) -> None:
    shop.jsonl(
        [{"external_id": 7, "Image": shop.photo("a.jpg"), "seller_tags": ["cute", "#boho"], "weight": 39.5}]
    )

    shop.imported()

    product = Product.objects.get()
    assert (product.external_id, product.attributes) == ("7", {"weight": 39.5})
    assert list(SellerTag.objects.values_list("text", flat=True)) == ["cute", "boho"]


def test_rows_with_one_id_are_photos_of_one_product(shop: Shop) -> None:
    front, back = shop.photo("front.jpg"), shop.photo("back.jpg")
    shop.csv(
        [
            {"external_id": "D-1", "image": front, "title": "원피스"},
            {"external_id": "D-1", "image": back, "title": ""},
        ]
    )

    report = shop.imported()

    assert (report.products, report.images) == (1, 2)
    assert list(Product.objects.get().images.values_list("position", "source_name")) == [
        (0, "front.jpg"),
        (1, "back.jpg"),
    ]


def test_the_photo_is_the_id_where_there_is_none(shop: Shop) -> None:
    shop.csv([{"image": shop.photo("photos/a.jpg")}])

    shop.imported()

    assert Product.objects.get().external_id == "photos/a.jpg"


def test_unknown_columns_are_kept_and_empty_ones_are_not(shop: Shop) -> None:
    shop.csv([{"image": shop.photo("a.jpg"), "Weight": "390", "colour": "", "": "nameless"}])

    shop.imported()

    assert Product.objects.get().attributes == {"weight": "390"}


def test_known_tags_of_the_file_are_kept_as_slugs(shop: Shop) -> None:
    shop.csv([{"image": shop.photo("a.jpg"), "tags": "러블리|#boho"}])

    shop.imported()

    assert Product.objects.get().attributes == {"tags": ["lovely", "bohemian"]}


def test_a_byte_order_mark_is_no_part_of_the_first_column(shop: Shop) -> None:
    shop.text("products.csv", b"\xef\xbb\xbfimage,title\r\n" + shop.photo("a.jpg").encode() + b",A\r\n")

    shop.imported()

    assert Product.objects.get().title == "A"


def test_line_breaks_inside_quotes_belong_to_the_cell(shop: Shop) -> None:
    shop.photo("a.jpg")
    shop.photo("b.jpg")
    shop.text("products.csv", 'image,title,note\na.jpg,A,"two\nlines, ""quoted"""\nb.jpg,B,\n')

    report = shop.imported()

    assert (report.products, report.refused) == (2, [])
    assert Product.objects.get(title="A").attributes == {"note": 'two\nlines, "quoted"'}


def test_the_same_bytes_may_belong_to_two_products(shop: Shop) -> None:
    shop.photo("a.jpg", picture(5))
    shop.photo("b.jpg", picture(5))
    shop.csv([{"external_id": "1", "image": "a.jpg"}, {"external_id": "2", "image": "b.jpg"}])

    report = shop.imported()

    assert (report.products, report.images) == (2, 2)
    assert ProductImage.objects.values("sha256").distinct().count() == 1


def test_the_starter_vocabulary_is_there_after_the_first_import(shop: Shop) -> None:
    shop.csv([{"image": shop.photo("a.jpg"), "seller_tags": "귀여운"}])

    shop.imported()

    seller_tag = SellerTag.objects.select_related("tag").get()
    assert seller_tag.tag is not None
    assert seller_tag.tag.slug == "cute"


@pytest.mark.parametrize("name", ["products.csv", "products.jsonl"])
def test_the_progress_ends_at_the_whole(shop: Shop, name: str) -> None:
    rows = [{"image": shop.photo(f"{number}.jpg")} for number in range(3)]
    path = shop.csv(rows) if name.endswith("csv") else shop.jsonl(rows)

    told = shop.progress_of(path)

    assert told[-1] == (3, 3)
