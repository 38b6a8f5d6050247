"""Two photos, one thumb: a swipe answers, on a screen as narrow as a phone's."""

import pytest

from labeling.models import Comparison
from tests.frontend.rivals import ON_A_PHONE, Ring

pytestmark = pytest.mark.e2e


on_a_phone = pytest.mark.parametrize("ring", [ON_A_PHONE], indirect=True, ids=["phone"])


def said(pair: int) -> list[str]:
    """What stands of this pair in the database."""
    return list(Comparison.objects.standing().filter(pair=pair).values_list("answer", flat=True))


@on_a_phone
@pytest.mark.parametrize(
    ("side", "across", "answer"),
    [("left", 200, "left"), ("right", 200, "right"), ("left", -200, "right"), ("right", -200, "left")],
)
def test_a_swipe_to_the_right_means_this_one(ring: Ring, side: str, across: float, answer: str) -> None:
    pair = ring.pair

    ring.drag(side, across)
    ring.has_moved_on_from(pair)
    ring.unsent(0)

    assert said(pair) == [answer]


@on_a_phone
def test_a_finger_that_hesitates_answers_nothing(ring: Ring) -> None:
    pair = ring.pair

    ring.drag("left", 30)

    assert ring.pair == pair
    assert not Comparison.objects.exists()


@on_a_phone
def test_on_a_phone_photos_lie_one_above_the_other_and_nothing_sticks_out(ring: Ring) -> None:
    top, bottom = (ring.photo(side).bounding_box() for side in ("left", "right"))

    assert top and bottom
    assert top["y"] + top["height"] <= bottom["y"]
    assert ring.page.evaluate("document.documentElement.scrollWidth") == 390
    assert ring.page.get_by_role("button", name="비슷합니다").is_visible()
