"""The whole loop as its users live it: a real browser on a real demo, with real workers, broker and database.

A curator logs in, reviews photos by keyboard, sees the retraining happen, and sees suggestions change.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.demo import Demo

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

SOON = 90_000
"""Milliseconds: embedding, a training or a refill on a busy two-core machine."""
AT_MOST = 30
"""Answers until a new champion's suggestions are on screen: what trains it, what is held ahead, audits."""


@dataclass
class Desk:
    """The review screen, and the keyboard before it."""

    page: Page
    demo: Demo

    def log_in(self) -> None:
        self.page.goto(f"{self.demo.address}/review/")
        self.page.get_by_role("textbox", name="아이디").fill("curator")
        self.page.get_by_label("비밀번호", exact=True).fill("curator-demo")
        self.page.get_by_role("button", name="로그인").click()
        expect(self.screen).to_be_attached()

    @property
    def screen(self) -> Locator:
        return self.page.locator("[data-review]")

    def wait_for_a_photo(self) -> None:
        expect(self.screen).to_have_attribute("data-item-id", re.compile(r"\d+"), timeout=SOON)
        expect(self.page.locator("[data-part=frame]")).to_have_attribute("data-ready", "yes", timeout=SOON)

    @property
    def is_audit(self) -> bool:
        return self.screen.get_attribute("data-mode") == "audit"

    @property
    def model_key(self) -> str:
        return self.screen.get_attribute("data-model-key") or ""

    def answer(self) -> None:
        """Every other question is liked: both kinds of answer occur."""
        item = self.screen.get_attribute("data-item-id") or ""
        self.page.keyboard.press("a" if int(item) % 2 and not self.is_audit else "x")
        expect(self.screen).not_to_have_attribute("data-item-id", item, timeout=SOON)
        self.wait_for_a_photo()

    def review_until_the_model_is_another(self, than: str) -> str:
        """Answer on; whoever has answered enough waits for the workers, as over a coffee."""
        champions = self.demo.scalar("select count(*) from training_promotion")
        for answered in range(AT_MOST):
            self.answer()
            if not self.is_audit and self.model_key != than:
                return self.model_key
            if answered == self.demo.retrain_after + 3:
                self.wait_for_a_champion_after(champions)
        raise AssertionError(f"{AT_MOST} answers, and still {than or 'no model'}")

    def wait_for_a_champion_after(self, count: int) -> None:
        """On the models page, which tells by itself; in a second tab, so that the desk stays as it is."""
        tab = self.page.context.new_page()
        tab.goto(f"{self.demo.address}/models/")
        expect(tab.locator("[data-version]")).to_have_count(count + 1, timeout=SOON)
        tab.close()
        self.demo.wait_for(
            "select exists (select 1 from labeling_queueitem join training_modelversion using (model_key)"
            " where is_champion)"
        )

    def probabilities(self) -> dict[str, float]:
        """What the model says of the tags on screen."""
        rows = self.page.locator("[data-row]").all()
        said = {row.get_attribute("data-tag") or "": row.get_attribute("data-probability") for row in rows}
        return {tag: float(probability) for tag, probability in said.items() if probability}


def test_suggestions_change_with_what_the_curator_says(demo: Demo, page: Page, pictures: Path) -> None:
    desk = Desk(page, demo)
    desk.log_in()
    desk.wait_for_a_photo()

    before = desk.model_key
    first = desk.review_until_the_model_is_another(than=before)
    second = desk.review_until_the_model_is_another(than=first)
    suggestions = desk.probabilities()
    page.screenshot(path=pictures / "review.png")

    assert before == ""
    assert len({before, first, second}) == 3
    assert suggestions
    assert all(0.0 <= probability <= 1.0 for probability in suggestions.values())


def test_every_answer_is_in_the_database_once(demo: Demo, page: Page) -> None:
    desk = Desk(page, demo)
    desk.log_in()
    desk.wait_for_a_photo()
    before = demo.scalar("select count(*) from labeling_review")

    for _ in range(3):
        desk.answer()
    expect(desk.screen).to_have_attribute("data-unsent", "0", timeout=SOON)

    assert demo.scalar("select count(*) from labeling_review") == before + 3
    assert demo.scalar("select count(*) - count(distinct client_id) from labeling_review") == 0


def test_a_shopper_finds_products_of_a_similar_style(demo: Demo, page: Page, pictures: Path) -> None:
    demo.wait_for("select count(*) >= (select count(*) from catalog_productimage) from catalog_embedding")
    product = demo.scalar("select product_id from catalog_productimage order by id limit 1")

    page.goto(f"{demo.address}/style/products/{product}/")
    similar = page.get_by_role("region", name="비슷한 무드").get_by_role("link")
    page.screenshot(path=pictures / "similar.png")

    expect(similar).to_have_count(12)
    similar.first.click()
    expect(page.locator("h1")).to_be_visible()
    assert not page.url.endswith(f"/{product}/")
