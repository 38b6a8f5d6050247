"""Products sent into the queue, with who asks, why and of whom."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from catalog.models import Product, Tag
from labeling.models import AuditImage, QueueItem, Reason
from labeling.services.leasing import lease
from tests.making import NOON
from tests.office.conftest import put

LIST, ASK = "/admin/catalog/product/", "/admin/products/ask/"


@pytest.fixture
def product(romantic: Tag) -> Product:
    return put("SKU-1", "린넨 원피스")


def send(client: Client, *products: Product, **fields: object) -> int:
    ids = ",".join(str(product.pk) for product in products)
    return client.post(ASK, {"products": ids, "note": "소매를 봐 주세요", **fields}).status_code


def test_choosing_leads_to_a_page_that_asks_why(managing: Client, product: Product) -> None:
    page = managing.post(LIST, {"action": "ask_people", "_selected_action": [product.pk]})

    assert page.status_code == 200
    assert "왜 보아야 하나요?" in page.content.decode()
    assert not QueueItem.objects.exists()


def test_it_is_asked_first_with_the_managers_words(
    managing: Client, manager: User, curator: User, product: Product, romantic: Tag
) -> None:
    other = put("SKU-2", "다른 것")
    QueueItem.objects.create(image=other.images.get(), reason=Reason.DOUBT, priority=0.99)

    status = send(managing, product, tag=romantic.pk)
    first = lease(curator=curator, count=5, now=timezone.now())[0]

    assert status == 302
    assert (first.image.product, first.reason, first.sent_by) == (product, Reason.MANAGER, manager)
    assert first.why() == "관리자가 부탁했습니다: 소매를 봐 주세요"
    assert [one.tag for one in first.suggestions.all()] == [romantic]


def test_sent_twice_it_is_asked_once(managing: Client, product: Product) -> None:
    send(managing, product)
    send(managing, product)

    assert QueueItem.objects.open().count() == 1


def test_what_waits_already_moves_up(managing: Client, product: Product) -> None:
    waiting = QueueItem.objects.create(image=product.images.get(), reason=Reason.DOUBT, priority=0.1)

    send(managing, product)

    waiting.refresh_from_db()
    assert (waiting.reason, waiting.note) == (Reason.MANAGER, "소매를 봐 주세요")
    assert QueueItem.objects.count() == 1


def test_only_whom_it_is_meant_for_is_asked(
    managing: Client, curator: User, second_curator: User, product: Product
) -> None:
    send(managing, product, meant_for=second_curator.pk)
    now = timezone.now()

    assert not QueueItem.objects.waiting_for(curator, now=now).exists()
    assert lease(curator=curator, count=5, now=now) == []
    assert len(lease(curator=second_curator, count=5, now=now)) == 1


def test_what_measures_models_is_left_out_and_told(managing: Client, product: Product) -> None:
    AuditImage.objects.create(image=product.images.get(), drawn_at=NOON)

    send(managing, product)

    assert not QueueItem.objects.exists()
    assert "1장은 모델의 성적을 재는 사진" in managing.get(LIST).content.decode()


@pytest.mark.parametrize(
    "fields",
    [{"note": ""}, {"note": "가" * 201}, {"products": "1;2"}, {"products": ""}, {"tag": "9999"}],
    ids=["no-reason", "too-long", "no-ids", "nothing", "no-such-tag"],
)
def test_what_is_missing_is_named_and_nothing_happens(
    managing: Client, product: Product, fields: dict[str, str]
) -> None:
    page = managing.post(ASK, {"products": str(product.pk), "note": "왜", **fields})

    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()
    assert not QueueItem.objects.exists()


def test_somebody_without_the_right_is_refused(client: Client, curator: User, product: Product) -> None:
    curator.is_staff = True
    curator.save()
    client.force_login(curator)

    assert send(client, product) == 403
    assert client.post(LIST, {"action": "ask_people", "_selected_action": [product.pk]}).status_code == 403
    assert not QueueItem.objects.exists()


def test_looking_at_the_address_does_nothing(managing: Client) -> None:
    assert managing.get(ASK).status_code == 405


def test_a_note_is_shown_as_text(managing: Client, product: Product) -> None:
    send(managing, product, note="<script>alert(1)</script>")

    page = managing.get(f"{LIST}{product.pk}/change/").content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
