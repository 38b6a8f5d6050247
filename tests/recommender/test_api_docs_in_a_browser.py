"""The page of the API's documents works under our Content-Security-Policy, from our own server."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer


@pytest.mark.usefixtures("vocabulary")
def test_the_api_is_read_and_tried_in_the_browser(live_server: LiveServer, page: Page) -> None:
    elsewhere: list[str] = []
    page.on("request", lambda sent: elsewhere.append(sent.url) if live_server.url not in sent.url else None)

    page.goto(f"{live_server.url}/api/v1/docs/")
    page.get_by_text("The vocabulary").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    assert [url for url in elsewhere if not url.startswith("data:")] == []
