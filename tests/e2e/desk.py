"""A curator at the review screen of a running demo, who knows what is right and answers by keyboard."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.demo import Demo

SOON = 180_000
"""Milliseconds: embedding, a training or a refill on a busy two-core machine."""
GLANCE = 180
"""Milliseconds: a key that comes sooner is no answer (static/js/review.js)."""
AT_MOST = 40
"""Answers until a new champion's suggestions are on screen: what trains it, what is held ahead, audits."""


@dataclass
class Desk:
    """The review screen, and the keyboard before it."""

    page: Page
    demo: Demo
    truth: dict[str, frozenset[str]]

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
        self.page.wait_for_timeout(GLANCE)

    @property
    def is_audit(self) -> bool:
        return self.screen.get_attribute("data-mode") == "audit"

    @property
    def model_key(self) -> str:
        return self.screen.get_attribute("data-model-key") or ""

    @property
    def holds(self) -> frozenset[str]:
        """What is right for the photo on screen."""
        address = self.page.locator("[data-part=frame] img").get_attribute("src") or ""
        digest = re.search(r"[0-9a-f]{64}", address)
        assert digest is not None, address
        return self.truth[digest[0]]

    def answer(self) -> None:
        """Mark what is right and what is not, and go on."""
        item = self.screen.get_attribute("data-item-id") or ""
        has_yes = self.choose() if self.is_audit else self.mark()
        self.page.keyboard.press("Enter" if has_yes else "x")
        expect(self.screen).not_to_have_attribute("data-item-id", item, timeout=SOON)
        self.wait_for_a_photo()

    def choose(self) -> bool:
        """Of an audit's tags, those that hold. False when none does."""
        names = [slug for slug in self.tags("chip") if slug in self.holds]
        for slug in names:
            self.page.locator(f"[data-chip][data-tag={slug}] button").click()
        return bool(names)

    def mark(self) -> bool:
        """Every suggestion, by its number, until it says what is right. False when none holds."""
        holds = [slug in self.holds for slug in self.tags("row")]
        for wanted in ("yes", "no"):  # a yes says no to the other options of a single choice
            for number, is_right in enumerate(holds, start=1):
                row = self.page.locator("[data-row]").nth(number - 1)
                for _ in range(3):
                    if is_right is (wanted == "yes") and row.get_attribute("data-value") != wanted:
                        self.page.keyboard.press(str(number))
        return any(holds)

    def probabilities(self) -> list[float]:
        """What the model says of the tags on screen."""
        said = [row.get_attribute("data-probability") for row in self.page.locator("[data-row]").all()]
        return [float(probability) for probability in said if probability]

    def tags(self, kind: str) -> list[str]:
        return [one.get_attribute("data-tag") or "" for one in self.page.locator(f"[data-{kind}]").all()]

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
        expect(tab.locator("[data-version]").nth(count)).to_be_attached(timeout=SOON)  # or more by now
        tab.close()
        self.demo.wait_for(
            "select exists (select 1 from labeling_queueitem join training_modelversion using (model_key)"
            " where is_champion)"
        )

    def review_until_a_picture_says_it_all(self) -> None:
        """Until a model's suggestions are on screen, right ones and wrong ones, all of them answered."""
        for _ in range(AT_MOST):
            said = self.tags("row")
            right = sum(slug in self.holds for slug in said)
            if self.model_key and not self.is_audit and right >= 2 and len(said) - right >= 2:
                self.mark()
                return
            self.answer()
        raise AssertionError(f"{AT_MOST} photos, and no picture worth showing")
