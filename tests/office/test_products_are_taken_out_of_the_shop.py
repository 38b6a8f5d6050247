"""A manager takes a product out of the shop: its tags go at once, with who and why, and come back."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from catalog.models import Product, Tag
from labeling.models import Label
from recommender.models import Hold, PublicationChange, PublishedTag, PublishOrder
from recommender.services.publishing import publish
from tests.making import NOON
from tests.office.conftest import put

LIST, OUT = "/admin/catalog/product/", "/admin/products/withdraw/"


@pytest.fixture
def product(romantic: Tag) -> Product:
    """Published on a person's word, as its neighbour is."""
    for product in (put("SKU-2", "다른 것"), put("SKU-1", "린넨 원피스")):
        Label.objects.create(image=product.images.get(), tag=romantic, yes=1, updated_at=NOON)
    publish(now=timezone.now())
    assert carrying() == {"SKU-1", "SKU-2"}
    return product


def carrying() -> set[str]:
    return set(PublishedTag.objects.values_list("product__external_id", flat=True))


def take_out(client: Client, product: Product, reason: str = "사진이 잘못됨") -> int:
    return client.post(OUT, {"products": str(product.pk), "reason": reason}).status_code


def let_back_in(client: Client, product: Product) -> None:
    client.post(LIST, {"action": "let_back_in", "_selected_action": [product.pk]})


def test_its_tags_go_though_nothing_else_is_new(managing: Client, manager: User, product: Product) -> None:
    take_out(managing, product)
    publish(now=timezone.now())

    hold = Hold.objects.get()
    change = PublicationChange.objects.latest("pk")
    assert carrying() == {"SKU-2"}
    assert (hold.product, hold.by, hold.reason) == (product, manager, "사진이 잘못됨")
    assert (change.product, change.why) == (product, "held")


def test_back_in_it_carries_what_people_said(managing: Client, manager: User, product: Product) -> None:
    take_out(managing, product)
    publish(now=timezone.now())
    let_back_in(managing, product)
    publish(now=timezone.now())

    hold = Hold.objects.get()
    assert carrying() == {"SKU-1", "SKU-2"}
    assert (hold.lifted_by, hold.lifted_at is None) == (manager, False)


def test_a_sweep_over_everything_leaves_it_out(managing: Client, product: Product, romantic: Tag) -> None:
    take_out(managing, product)
    third = put("SKU-3", "새것")
    Label.objects.create(image=third.images.get(), tag=romantic, yes=1, updated_at=timezone.now())

    publish(now=timezone.now() + dt.timedelta(hours=1))

    assert carrying() == {"SKU-2", "SKU-3"}


def test_sent_twice_it_is_held_once_with_the_first_reason(managing: Client, product: Product) -> None:
    take_out(managing, product, "하나")
    take_out(managing, product, "둘")
    let_back_in(managing, product)
    let_back_in(managing, product)

    assert [hold.reason for hold in Hold.objects.all()] == ["하나"]


def test_an_order_is_settled_once(managing: Client, product: Product) -> None:
    take_out(managing, product)
    publish(now=timezone.now())
    count = PublicationChange.objects.count()

    assert publish(now=timezone.now()) is None
    assert PublicationChange.objects.count() == count
    assert not PublishOrder.objects.waiting().exists()


def test_publishing_now_waits_for_no_turn(managing: Client, product: Product) -> None:
    managing.post(LIST, {"action": "publish", "_selected_action": [product.pk]})
    PublishedTag.objects.filter(product=product).delete()

    publish(now=timezone.now())

    assert carrying() == {"SKU-1", "SKU-2"}


def test_the_list_and_the_page_say_that_it_is_out(managing: Client, product: Product) -> None:
    take_out(managing, product, "<b>불량</b>")

    listed = managing.get(LIST).content.decode()
    page = managing.get(f"{LIST}{product.pk}/change/").content.decode()

    assert 'chip--out">내림' in listed
    assert "공개에서 내렸습니다" in page
    assert "&lt;b&gt;불량" in page


def test_without_a_reason_nothing_happens(managing: Client, product: Product) -> None:
    assert take_out(managing, product, "") == 400
    assert not Hold.objects.exists()


def test_somebody_without_the_right_is_refused(client: Client, curator: User, product: Product) -> None:
    curator.is_staff = True
    curator.save()
    client.force_login(curator)

    assert take_out(client, product) == 403
    assert not Hold.objects.exists()


def test_looking_at_the_address_does_nothing(managing: Client) -> None:
    assert managing.get(OUT).status_code == 405
