"""An audit asks about every tag, and shows nothing that could lead the answer."""

import pytest
from playwright.sync_api import Page, expect

from catalog.models import Product, SellerTag, Tag
from labeling.models import QueueItem, Verdict
from tests.frontend.desk import Desk, hang_audit, hang_photo

pytestmark = pytest.mark.e2e


@pytest.fixture
def audit(desk: Desk, request: pytest.FixtureRequest) -> QueueItem:
    """An audit photo is the first that waits."""
    QueueItem.objects.all().delete()
    item = hang_audit(50, getattr(request, "param", "mood"))
    Product.objects.filter(pk=item.image.product_id).update(category="dress", seller="린넨 상점")
    SellerTag.objects.create(product=item.image.product, text="로맨틱", tag=Tag.objects.get(slug="romantic"))
    hang_photo("다음 사진", 51)
    desk.open()
    return item


def said(item: QueueItem, value: str) -> set[str]:
    verdicts = Verdict.objects.filter(review__item=item, value=value)
    return set(verdicts.values_list("tag__slug", flat=True))


def test_what_is_chosen_is_yes_and_everything_else_no(audit: QueueItem, desk: Desk, page: Page) -> None:
    page.locator("[data-chip][data-tag=lovely] button").click()
    page.locator("[data-chip][data-tag=modern] button").click()
    page.locator("[data-chip][data-tag=modern] button").click()  # thought better of it
    desk.answer("Enter")
    desk.unsent(0)

    assert said(audit, "yes") == {"lovely"}
    assert len(said(audit, "no")) == Tag.objects.in_use().filter(facet__slug="mood").count() - 1


@pytest.mark.parametrize("key", ["Enter", "a"])
def test_nothing_chosen_is_not_taken_for_none(audit: QueueItem, desk: Desk, page: Page, key: str) -> None:
    page.keyboard.press(key)

    expect(page.locator("[data-part=hint]")).to_contain_text("고른 태그가 없습니다")
    assert desk.item == str(audit.pk)


def test_x_says_none_of_them(audit: QueueItem, desk: Desk) -> None:
    desk.answer("x")
    desk.unsent(0)

    assert said(audit, "yes") == set()
    assert len(said(audit, "no")) == Tag.objects.in_use().filter(facet__slug="mood").count()


@pytest.mark.parametrize("audit", ["category"], indirect=True)
def test_of_a_single_choice_the_last_one_chosen_holds(audit: QueueItem, desk: Desk, page: Page) -> None:
    page.locator("[data-chip][data-tag=dress] button").click()
    page.locator("[data-chip][data-tag=skirt] button").click()
    desk.answer("Enter")
    desk.unsent(0)

    assert said(audit, "yes") == {"skirt"}


def test_neither_model_nor_seller_is_heard(audit: QueueItem, desk: Desk, page: Page) -> None:
    expect(desk.root).to_have_attribute("data-mode", "audit")
    expect(page.locator("[data-part=said]")).to_be_hidden()
    expect(page.locator("[data-part=seller]")).to_have_text("린넨 상점")  # and not what kind of thing it is
    expect(page.locator("[data-part=hold]")).to_be_hidden()
    expect(page.get_by_text("100장 중")).to_have_count(0)
