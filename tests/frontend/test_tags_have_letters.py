"""A tag with a letter of its own is answered by it, at suggestions and at an audit's chips alike."""

import pytest
from playwright.sync_api import expect

from catalog.models import Tag
from labeling.models import QueueItem, Reason, Verdict
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e


def test_a_letter_answers_for_its_tag(desk: Desk) -> None:
    tags = [
        suggestion.tag for suggestion in QueueItem.objects.order_by("-priority", "pk")[0].suggestions.all()
    ]
    Tag.objects.filter(pk=tags[0].pk).update(key="k", colour="teal")
    desk.open()
    row = desk.page.locator(f"[data-row][data-tag-id='{tags[0].pk}']")

    expect(row.locator("[data-part=letter]")).to_have_text("K")
    expect(row).to_have_attribute("data-tint", "teal")
    desk.page.keyboard.press("k")

    expect(row).to_have_attribute("data-value", "yes")


def test_at_an_audit_too(desk: Desk) -> None:
    item = QueueItem.objects.order_by("-priority", "pk")[0]
    tag = item.suggestions.all()[0].tag
    QueueItem.objects.filter(pk=item.pk).update(reason=Reason.AUDIT, facet=tag.facet)
    Tag.objects.filter(pk=tag.pk).update(key="j")
    desk.open()
    chip = desk.page.locator(f"[data-chip][data-tag-id='{tag.pk}']")

    desk.page.keyboard.press("j")

    expect(chip).to_have_attribute("data-value", "yes")
    assert not Verdict.objects.exists()
