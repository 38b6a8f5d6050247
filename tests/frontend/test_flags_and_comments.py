"""F and a number say what is wrong with a photo; C leaves words; Z takes either back."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from labeling.models import Comment, Flag, QueueItem, Reason, Review
from tests.frontend.desk import Desk, hang_audit, hang_photo
from tests.making import NOON

pytestmark = pytest.mark.e2e


def say(page: Page, text: str) -> None:
    page.keyboard.press("c")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("key", "kind"), [("1", "broken"), ("2", "wrong"), ("3", "offensive"), ("4", "other")]
)
def test_two_keys_flag_a_photo(desk: Desk, page: Page, key: str, kind: str) -> None:
    desk.open()

    item = desk.answer("f", key)
    desk.unsent(0)

    flag = Flag.objects.get()
    assert (flag.kind, flag.review.item_id, flag.review.outcome) == (kind, int(item), "skipped")
    # The number was the dialog's, and none of the next photo's.
    expect(page.locator("[data-row] [aria-pressed=true][data-mark=yes]")).to_have_count(0)


def test_words_go_with_it_and_escape_flags_nothing(desk: Desk, page: Page) -> None:
    desk.open()
    page.keyboard.press("f")
    page.keyboard.press("Escape")
    before = desk.item
    page.keyboard.press("f")
    page.locator("[data-part=flag] input").fill("3단 접힌 사진")
    page.keyboard.press("Enter")
    expect(desk.root).not_to_have_attribute("data-item-id", before)
    desk.unsent(0)

    flag = Flag.objects.get()
    assert (flag.kind, flag.words) == ("other", "3단 접힌 사진")


def test_z_takes_it_back_and_shift_z_flags_again(desk: Desk, page: Page) -> None:
    desk.open()
    item = desk.answer("f", "2")
    desk.unsent(0)
    expect(page.locator("[data-outcome=flagged]")).to_have_attribute("title", "신고: 다른 상품의 사진")

    page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", item)
    desk.unsent(0)
    assert not Flag.objects.standing().exists()

    page.keyboard.press("Shift+Z")
    expect(desk.root).not_to_have_attribute("data-item-id", item)
    desk.unsent(0)
    assert Flag.objects.standing().get().kind == "wrong"


def test_no_other_question_about_the_photo_follows(desk: Desk, page: Page) -> None:
    QueueItem.objects.all().delete()
    first = hang_audit(90, "mood")
    twin = hang_audit(91, "sleeve")
    QueueItem.objects.filter(pk=twin.pk).update(image=first.image)
    last = hang_photo("마지막", 92)
    desk.open()

    desk.answer("f", "1")

    assert desk.item == str(last.pk)
    desk.unsent(0)
    assert desk.item == str(last.pk)


def test_a_comment_is_kept_shown_and_taken_back(desk: Desk, page: Page) -> None:
    desk.open()
    item = desk.item
    hostile = "<img src=x onerror=alert(1)> 칼라"

    say(page, hostile)
    expect(page.locator("[data-part=comments] [data-part=text]")).to_have_text(hostile)
    expect(page.locator("[data-part=comments] img")).to_have_count(0)
    desk.unsent(0)
    assert Comment.objects.standing().get().text == hostile
    assert desk.item == item

    page.keyboard.press("z")
    expect(page.locator("[data-comment]")).to_have_count(0)
    desk.unsent(0)
    assert not Comment.objects.standing().exists()


def test_z_after_the_answer_takes_back_the_answer(desk: Desk, page: Page) -> None:
    """Another question of the same photo follows: what was said of it stays."""
    QueueItem.objects.all().delete()
    first = hang_audit(90, "mood")
    twin = hang_audit(91, "sleeve")
    QueueItem.objects.filter(pk=twin.pk).update(image=first.image)
    desk.open()
    say(page, "칼라가 큽니다")
    item = desk.answer(" ")
    assert desk.item != item

    page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", item)
    desk.unsent(0)

    assert Comment.objects.standing().count() == 1
    assert not Review.objects.standing().exists()


def test_ones_own_comment_has_a_button_to_delete_it(
    desk: Desk, page: Page, curator: User, second_curator: User
) -> None:
    image = QueueItem.objects.order_by("-priority")[0].image
    for number, person in enumerate((curator, second_curator)):
        Comment.objects.create(
            image=image,
            curator=person,
            client_id=f"6f1c1f8e-9d53-4a37-8d34-b1a1d1c5b00{number}",
            text=f"말 {number}",
            created_at=NOON,
        )
    desk.open()

    page.locator("[data-unsay]:visible").click()
    desk.unsent(0)

    expect(page.locator("[data-comment] [data-part=text]")).to_have_text(["말 1"])
    assert Comment.objects.standing().get().curator == second_curator


def test_an_audit_shows_no_comments(desk: Desk, page: Page, second_curator: User) -> None:
    QueueItem.objects.all().delete()
    audit = hang_audit(90, "mood")
    Comment.objects.create(
        image=audit.image,
        curator=second_curator,
        client_id="6f1c1f8e-9d53-4a37-8d34-b1a1d1c5b001",
        text="로맨틱해요",
        created_at=NOON,
    )
    assert audit.reason == Reason.AUDIT

    desk.open()

    expect(page.locator("[data-comment]")).to_have_count(0)
    expect(page.get_by_text("로맨틱해요")).to_have_count(0)


def test_on_a_phone_everything_else_is_in_one_menu(phone: Desk) -> None:
    item = phone.item

    phone.page.locator("[data-do=more]").click()
    phone.page.locator("[data-part=more] [data-do=f]").click()
    phone.page.locator("[data-kind=broken]").click()
    expect(phone.root).not_to_have_attribute("data-item-id", item)
    phone.unsent(0)

    assert Flag.objects.get().review.item_id == int(item)
