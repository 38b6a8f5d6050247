"""A product's page in the office: who said what of it and when, what it carries, what waits."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from catalog.models import Product, Region, SellerTag, Tag
from labeling.models import QueueItem, Reason, Withdrawal
from recommender.models import PublishedEvidence, PublishedTag
from tests.making import NOON, say
from tests.office.conftest import put


@pytest.fixture
def product(romantic: Tag, curator: User, second_curator: User) -> Product:
    product = put("SKU-1", "린넨 원피스")
    image = product.images.get()
    say(curator, image, {romantic: "yes"})
    taken_back = say(second_curator, image, {romantic: "no"})
    Withdrawal.objects.create(review=taken_back, by=second_curator, created_at=NOON)
    row = PublishedTag.objects.create(
        product=product, tag=romantic, source="curated", confidence=0.67, published_at=NOON
    )
    PublishedEvidence.objects.create(
        published=row, image=image, model_key="m", outline="M10 10L90 10L90 90Z", made_at=NOON
    )
    Region.objects.create(
        image=image, x0=0.1, y0=0.25, x1=0.5, y1=0.75, source="curator", by=curator, created_at=NOON
    )
    SellerTag.objects.create(product=product, text="<i>로맨틱</i>")
    return product


def page_of(client: Client, product: Product) -> str:
    return client.get(f"/admin/catalog/product/{product.pk}/change/").content.decode()


def test_it_says_who_said_what_and_what_was_taken_back(managing: Client, product: Product) -> None:
    said = page_of(managing, product).split('class="said"')[1].split("</table>")[0]

    assert ">curator</a> 예" in said
    assert said.split("<s>")[1].split("</s>")[0].endswith(">second</a> 아니요")


def test_it_draws_the_box_and_where_a_tag_is_seen(managing: Client, product: Product) -> None:
    page = page_of(managing, product)

    assert 'x="30" y="100" width="120" height="200"' in page
    assert 'd="M10 10L90 10L90 90Z"' in page
    assert "상자는 사람이 그렸습니다" in page


def test_it_tells_what_is_published_on_whose_word_and_how_surely(managing: Client, product: Product) -> None:
    worn = page_of(managing, product).split('class="worn"')[1].split("</ul>")[0]

    assert "<strong>로맨틱</strong>" in worn
    assert "100 가운데 67" in worn


def test_what_a_seller_typed_is_text(managing: Client, product: Product) -> None:
    page = page_of(managing, product)

    assert "#&lt;i&gt;로맨틱" in page
    assert "<i>로맨틱" not in page


def test_it_tells_what_waits(managing: Client, product: Product, romantic: Tag) -> None:
    QueueItem.objects.create(image=product.images.get(), reason=Reason.SELLER, reason_tag=romantic)

    assert "판매자는 ‘로맨틱’ 태그를 달았지만" in page_of(managing, product)


def test_it_takes_as_many_queries_for_many_photos_as_for_one(
    managing: Client,
    product: Product,
    curator: User,
    romantic: Tag,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    page_of(managing, product)
    with CaptureQueriesContext(connection) as few:
        page_of(managing, product)
    for number in range(4):
        image = product.images.create(sha256=f"{number:064x}", width=300, height=400, position=1 + number)
        say(curator, image, {romantic: "yes"})
        SellerTag.objects.create(product=product, text=f"글 {number}", tag=romantic)

    with django_assert_num_queries(len(few.captured_queries)):
        page_of(managing, product)


def test_one_of_nobody_is_nowhere(managing: Client, db: None) -> None:
    response = managing.get("/admin/catalog/product/999999/change/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/admin/"
