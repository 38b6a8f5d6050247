"""Products in the admin: words are mended here, photos are not, and each leads to its page in the shop."""

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Product, ProductImage
from labeling.models import (
    Comment,
    CommentWithdrawal,
    Comparison,
    ComparisonWithdrawal,
    Flag,
    FlagRuling,
    FlagWithdrawal,
    GridCheck,
    Review,
    SourcedLabel,
    Verdict,
    Withdrawal,
)
from tests.admin.conftest import page_of
from tests.admin.world import populate


def inlines(product: Product, images: int = 2, seller_tags: int = 0) -> dict[str, str]:
    return {
        "images-TOTAL_FORMS": str(images),
        "images-INITIAL_FORMS": str(images),
        "images-0-id": str(product.images.all()[0].pk),
        "images-1-id": str(product.images.all()[1].pk),
        "seller_tags-TOTAL_FORMS": str(seller_tags),
        "seller_tags-INITIAL_FORMS": str(seller_tags),
    }


def test_the_list_shows_the_photo_and_the_page_leads_to_the_shop(managing: Client) -> None:
    populate(range(1))
    product = Product.objects.get()
    image = product.images.get(position=0)

    listed = managing.get(page_of(Product)).content.decode()
    page = managing.get(page_of(Product, "change", product.pk)).content.decode()
    shop = managing.get(page.split('class="viewsitelink"')[0].rpartition('href="')[2].split('"')[0])

    assert f'src="{image.thumbnail_url}"' in listed
    assert f'src="{image.thumbnail_url}"' in page
    assert shop.headers["Location"].endswith(f"/style/products/{product.pk}/")


def test_a_strange_title_is_shown_as_text(managing: Client) -> None:
    populate(range(1))
    Product.objects.update(title="<script>alert(1)</script>")

    listed = managing.get(page_of(Product)).content.decode()

    assert "<script>alert(1)" not in listed
    assert "&lt;script&gt;alert(1)" in listed


def test_what_an_import_brought_beside_is_looked_at_and_not_rewritten(managing: Client) -> None:
    populate(range(1))
    product = Product.objects.get()
    before = product.attributes

    for sent in ('{"a": NaN}', "[" * 100_000, '{"a": "\\u0000"}', '{"a": 1}'):
        response = managing.post(
            page_of(Product, "change", product.pk),
            {"title": "새 제목", "attributes": sent, **inlines(product)},
        )
        assert response.status_code == 302

    product.refresh_from_db()
    assert product.attributes == before


def test_a_title_is_mended_and_who_did_it_is_written_down(managing: Client, manager: User) -> None:
    populate(range(1))
    product = Product.objects.get()

    managing.post(
        page_of(Product, "change", product.pk),
        {"title": "새 제목", "category": "", "seller": "", **inlines(product)},
    )

    product.refresh_from_db()
    assert (product.title, product.external_id) == ("새 제목", "P-0")
    assert LogEntry.objects.get().user == manager


def test_a_product_that_people_judged_stays(managing: Client) -> None:
    populate(range(1))
    product = Product.objects.get()

    managing.post(page_of(Product, "delete", product.pk), {"post": "yes"})

    assert Product.objects.exists()


def forget_what_people_said() -> None:
    remarks = (CommentWithdrawal, Comment, FlagRuling, FlagWithdrawal, Flag)
    judged = (GridCheck, ComparisonWithdrawal, Comparison, Withdrawal, Verdict, Review)
    for model in (*remarks, *judged):
        model.objects.all().delete()


def test_a_product_of_which_a_source_said_something_stays(managing: Client) -> None:
    populate(range(1))
    forget_what_people_said()
    product = Product.objects.get()

    managing.post(page_of(Product, "delete", product.pk), {"post": "yes"})

    assert SourcedLabel.objects.get().image.product == product


def test_a_product_nobody_judged_goes_with_what_was_computed_of_it(managing: Client) -> None:
    populate(range(1))
    forget_what_people_said()
    SourcedLabel.objects.all().delete()
    product = Product.objects.get()

    managing.post(page_of(Product, "delete", product.pk), {"post": "yes"})

    assert not Product.objects.exists()
    assert not ProductImage.objects.exists()
