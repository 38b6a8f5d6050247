"""The heat map is as true as the cells that it is drawn from, and a view ends without an edge."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e

SIDE = 140
WHOLE = {"box": [-0.2, 0.0, 1.2, 1.0], "cells": [[0.0] * 7] * 7}
SLOPE = [[0.02 * row - 0.01 * column for column in range(7)] for row in range(7)]
CENTRE = {"box": [0.15, 0.2, 0.85, 0.8], "cells": SLOPE}
LOUD = {"box": [0.0, 0.2, 1.0, 0.8], "cells": [[1.0] * 7] * 7}


def drawn(page: Page, *views: object) -> list[float]:
    """The map [SIDE * SIDE] that the page would paint."""
    script = "async ([views, side]) => [...(await import('moodloop/evidence')).spread(views, side, side)]"
    return list(page.evaluate(script, [views, SIDE]))


def test_the_map_adds_up_to_the_cells(desk: Desk, page: Page) -> None:
    desk.open()

    total = sum(drawn(page, WHOLE, CENTRE)) / SIDE**2

    cells = sum(sum(row) for row in SLOPE)
    assert total == pytest.approx(cells, rel=0.01)


def test_a_view_that_ends_within_the_photo_leaves_no_edge(desk: Desk, page: Page) -> None:
    desk.open()

    values = drawn(page, LOUD)

    down = values[SIDE // 2 :: SIDE]
    steps = [abs(one - other) for one, other in pairwise(down)]
    assert max(steps) < 0.1 * max(down)
    assert down[0] == down[-1] == 0
    assert values[SIDE**2 // 2] == pytest.approx(
        values[SIDE**2 // 2 + SIDE // 2]
    )  # it fills the photo's width


def test_the_button_answers_to_the_keyboard(desk: Desk, page: Page) -> None:
    """Or to a screen reader: both press and let go at once, so it stays on until the next press."""
    desk.open()
    heat = page.locator("[data-part=heat]")

    page.keyboard.press("Tab")  # from here on the focus shows
    page.locator("[data-part=hold]").focus()
    page.keyboard.press("Enter")
    expect(heat).to_be_visible()
    page.keyboard.press("Enter")
    expect(heat).to_be_hidden()

    page.locator("[data-part=hold]").click()
    expect(heat).to_be_hidden()
