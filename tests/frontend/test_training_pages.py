"""The pages of models, runs and tags in a real browser: within the policy, on a desk and on a phone."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from catalog.models import Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import Suggestion
from tests.making import NOON, make_item
from tests.training import trust
from tests.training.school import audit, open_school, teach
from training.models import ModelVersion
from training.services.learning import request_training, retrain_if_due


@pytest.fixture
def champion(photos: None, curator: User) -> ModelVersion:
    """With everything measured of "cute", mistakes on audit images, and a suggestion with its evidence."""
    load_vocabulary(path=STARTER)
    tags = {tag.slug: tag for tag in Tag.objects.in_use()}
    teach(curator, open_school(8, first=200), tags)
    audit(curator, {**tags, "cute": tags["romantic"], "romantic": tags["cute"]}, 8)
    request_training(by=curator, now=NOON)
    retrain_if_due(now=NOON)
    version = ModelVersion.objects.get()
    trust.figure(version, None)
    trust.figure(version, tags["cute"])
    trust.curve(version, tags["cute"], ceiling=0.7)
    trust.calibration(version, tags["cute"])
    item = make_item(open_school(1, first=300)[0], tags["cute"], model_key=version.model_key)
    told = [{"box": [0, 0, 1, 1], "cells": [[0.5, -0.5], [0.1, 0.2]]}]
    Suggestion.objects.filter(item=item).update(evidence=told, probability=0.7)
    return version


@pytest.fixture(params=[(1440, "light"), (390, "dark")], ids=["desk", "phone"])
def page(
    request: pytest.FixtureRequest, client: Client, manager: User, live_server: LiveServer, browser: Browser
) -> Iterator[Page]:
    """A manager's; whatever the browser complains about fails the test, refused styles included."""
    width, scheme = request.param
    client.force_login(manager)
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def fits(page: Page) -> bool:
    """Nothing has to be scrolled to sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("path", ["/models/", "/models/{pk}/", "/models/tags/cute/"])
def test_a_plot_is_seen_and_can_be_read_as_numbers(champion: ModelVersion, page: Page, path: str) -> None:
    page.goto(path.format(pk=champion.pk))

    picture = page.locator(".plot__picture")
    box = picture.locator("svg").bounding_box()
    numbers = page.locator(".plot details")
    numbers.locator("summary").click()
    assert box is not None
    assert box["width"] > 250
    assert box["height"] > 150
    assert page.locator(f"#{picture.get_attribute('aria-labelledby')}").inner_text()
    assert numbers.locator("tbody tr").count() >= 1
    assert fits(page)


def test_letters_in_a_plot_are_large_enough_and_have_the_colour_of_the_page(
    champion: ModelVersion, page: Page
) -> None:
    page.goto("/models/tags/cute/")

    label = page.locator(".plot__picture text").first
    colour = "element => getComputedStyle(element).fill"
    ink = "element => { element.style.color = 'var(--ink-soft)'; return getComputedStyle(element).color }"
    height = label.evaluate("element => element.getBoundingClientRect().height")
    assert height >= 10
    assert label.evaluate(colour) == page.locator("main").evaluate(ink)


def test_evidence_is_lit_over_the_photo(champion: ModelVersion, page: Page) -> None:
    page.goto("/models/tags/cute/")

    lit = page.locator("[data-lit] canvas")
    lit.wait_for()
    seen = "one => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some(Boolean)"
    assert lit.evaluate(seen)
    assert page.locator("[data-lit-legend]").is_visible()


@pytest.mark.parametrize("path", ["/models/runs/", "/models/runs/{pk}/"])
def test_runs_fit_where_they_are_read(champion: ModelVersion, page: Page, path: str) -> None:
    page.goto(path.format(pk=champion.run_id))

    assert page.locator("h1").count() == 1
    assert fits(page)
