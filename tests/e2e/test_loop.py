"""The whole loop as its users live it: a real browser on a real demo, with real workers, broker and database.

A curator who knows what is right logs in, reviews photos by keyboard, sees the retraining happen, and sees
suggestions change and the shop carry what was said.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.demo import Demo
from tests.e2e.desk import SOON, Desk
from tests.e2e.pictures import take

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Truth = dict[str, frozenset[str]]
SAID_BY_PEOPLE = (
    "select sha256, slug from recommender_publishedtag published join catalog_tag tag on tag.id = tag_id"
    " join catalog_productimage image using (product_id) where source = 'curated'"
)


def test_suggestions_change_with_what_the_curator_says(
    demo: Demo, truth: Truth, page: Page, pictures: Path
) -> None:
    desk = Desk(page, demo, truth)
    desk.log_in()
    desk.wait_for_a_photo()

    before = desk.model_key
    first = desk.review_until_the_model_is_another(than=before)
    second = desk.review_until_the_model_is_another(than=first)
    desk.review_until_a_picture_says_it_all()
    suggestions = desk.probabilities()
    take(page, pictures / "review.png")

    assert before == ""
    assert len({before, first, second}) == 3
    assert suggestions
    assert all(0.0 <= probability <= 1.0 for probability in suggestions)


def test_what_the_curator_said_reaches_the_shop(demo: Demo, truth: Truth) -> None:
    demo.wait_for(f"select exists ({SAID_BY_PEOPLE})")

    published = demo.rows(SAID_BY_PEOPLE)

    assert {slug for sha256, slug in published if slug not in truth[sha256]} == set()


def test_every_answer_is_in_the_database_once(demo: Demo, truth: Truth, page: Page) -> None:
    desk = Desk(page, demo, truth)
    desk.log_in()
    desk.wait_for_a_photo()
    before = demo.scalar("select count(*) from labeling_review")

    for _ in range(3):
        desk.answer()
    expect(desk.screen).to_have_attribute("data-unsent", "0", timeout=SOON)

    assert demo.scalar("select count(*) from labeling_review") == before + 3
    assert demo.scalar("select count(*) - count(distinct client_id) from labeling_review") == 0


def test_a_shopper_finds_products_of_a_similar_style(demo: Demo, page: Page) -> None:
    demo.wait_for("select count(*) >= (select count(*) from catalog_productimage) from catalog_embedding")
    product = demo.scalar("select product_id from catalog_productimage order by id limit 1")

    page.goto(f"{demo.address}/style/products/{product}/")
    similar = page.get_by_role("region", name="비슷한 무드").get_by_role("link")

    expect(similar).to_have_count(12)
    similar.first.click()
    expect(page.locator("h1")).to_be_visible()
    assert not page.url.endswith(f"/{product}/")
