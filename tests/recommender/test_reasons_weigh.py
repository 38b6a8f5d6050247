"""The reason shown is the tag from which the similarity really came, and not the first that both carry."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from catalog.models import Tag
from recommender.services.because import Because
from recommender.services.indexing import index_pending
from recommender.services.similar import similar_to
from tests.recommender.shelf import NOW, Vector, at, carry, crown, put
from tests.recommender.spaces import make_space

pytestmark = pytest.mark.usefixtures("vocabulary")
AXES = {"romantic": 0, "lovely": 1, "floral": 2, "dress": 3}


def reasons(asking: list[Vector], found: Vector | None, along: Mapping[str, int] = AXES) -> list[str]:
    """Of two photos whose products both carry all of these tags."""
    tags = list(
        Tag.objects.filter(slug__in=AXES).select_related("facet").order_by("facet__position", "position")
    )
    directions = {tag.pk: at(**{f"a{along[tag.slug]}": 1}) for tag in tags if tag.slug in along}
    return [tag.slug for tag in Because(directions).reasons(tags, asking, found)]


@pytest.mark.parametrize(("romantic", "lovely"), [(0.9, 0.2), (0.2, 0.9)])
def test_the_mood_that_adds_the_most_comes_first(romantic: float, lovely: float) -> None:
    photo = at(a0=romantic, a1=lovely, a2=0.1)

    first = reasons([photo], photo)[0]

    assert first == ("romantic" if romantic > lovely else "lovely")


def test_both_have_to_have_it() -> None:
    """Much of it in one and nothing in the other adds nothing."""
    asking, found = at(a0=5, a1=1), at(a0=0, a1=1)

    assert reasons([asking], found)[0] == "lovely"


def test_what_speaks_against_each_other_comes_last() -> None:
    asking, found = at(a0=2, a1=1), at(a0=-2, a1=1)

    said = reasons([asking], found)

    assert said.index("lovely") < (said.index("romantic") if "romantic" in said else len(said))


def test_the_photo_that_is_nearest_counts() -> None:
    """A product's back view is another picture: what it has in common with the result is no reason."""
    front, back = at(a0=1, a1=0.1), at(a1=1)
    found = at(a0=1, a1=0.3)

    assert reasons([back, front], found)[0] == "romantic"


def test_a_mood_stands_before_what_can_be_seen_however_much_that_adds() -> None:
    photo = at(a0=0.1, a1=0.05, a2=0.5, a3=0.9)

    said = reasons([photo], photo)

    assert [Tag.objects.get(slug=slug).facet.slug == "mood" for slug in said[:2]] == [True, False]
    assert said[1:] == ["floral", "lovely"]  # what kind of thing it is comes last, and there are three


def test_without_directions_the_order_is_the_vocabularys() -> None:
    photo = at(a1=1)

    assert reasons([photo], photo, along={}) == reasons([photo], None)


@pytest.mark.parametrize(("romantic", "lovely"), [(3, 1), (1, 3)])
def test_a_page_says_what_the_model_really_used(romantic: int, lovely: int) -> None:
    crown({"romantic": 1, "lovely": 2})
    product = put("여기", at(a0=1, a1=romantic, a2=lovely))
    other = put("저기", at(a0=1.1, a1=romantic, a2=lovely))
    for one in (product, other):
        carry(one, "romantic", "lovely")
    make_space("by-hand")
    index_pending(now=NOW)

    found = similar_to(product)

    assert found is not None
    assert [tag.slug for tag in found[0].shared] == (
        ["romantic", "lovely"] if romantic > lovely else ["lovely", "romantic"]
    )
