"""Of an image those tags are asked that tell most for the time they take, and no more than pay."""

import numpy as np
import pytest

from ml.acquisition import REVIEW, TILE, worth_asking


def test_doubtful_ones_first_and_what_is_sure_not_at_all() -> None:
    probabilities = np.array([[0.02, 0.97, 0.5, 0.01, 0.4, 0.3, 0.6, 0.05]])

    [asked] = worth_asking(probabilities, ())

    assert set(asked) == {2, 4, 5, 6}
    assert len(worth_asking(probabilities, (), count=2)[0]) == 2


def test_never_more_than_the_screen_holds() -> None:
    [asked] = worth_asking(np.full((1, 9), 0.5), ())

    assert len(asked) == 5


def test_a_rare_tag_is_asked_where_it_is_likelier_than_it_usually_is() -> None:
    """0.2 is much for a tag that is nowhere else, and less than usual for one that always is near even."""
    probabilities = np.full((20, 2), [0.01, 0.5])
    probabilities[0] = 0.2

    first, *others = worth_asking(probabilities, (), count=1)

    assert first == [0]
    assert all(asked == [1] for asked in others)


def test_of_equally_doubtful_tags_the_one_that_takes_fewer_keys() -> None:
    [asked] = worth_asking(np.array([[0.8, 0.2]]), (), count=1)

    assert asked == [1]


def test_what_people_cannot_agree_on_is_not_asked() -> None:
    probabilities = np.array([[0.5, 0.3]])

    assert worth_asking(probabilities, (), count=1) == [[0]]
    assert worth_asking(probabilities, (), count=1, agreement=np.array([0.5, np.nan])) == [[1]]


def test_a_sure_choice_shows_its_best_option_alone() -> None:
    assert worth_asking(np.array([[0.9, 0.06, 0.04]]), ((0, 1, 2),)) == [[0]]


def test_an_open_choice_shows_several_options() -> None:
    [asked] = worth_asking(np.array([[0.3, 0.05, 0.28, 0.12, 0.25]]), ((0, 1, 2, 3, 4),))

    assert asked[:2] == [0, 2]
    assert 1 not in asked


def test_a_tile_waits_for_no_photo_and_need_not_share_it() -> None:
    """What a review's photo costs is worth sharing among tags; of tiles only the best pays."""
    probabilities = np.array([[0.5, 0.25]])

    assert worth_asking(probabilities, (), costs=REVIEW) == [[0, 1]]
    assert worth_asking(probabilities, (), costs=TILE) == [[0]]


def test_retired_tags_take_no_place() -> None:
    probabilities = np.array([[0.5, 0.4, 0.3]])

    assert worth_asking(probabilities, (), count=2, askable=np.array([False, True, True])) == [[1, 2]]
    assert worth_asking(probabilities, (), askable=np.zeros(3, np.bool_)) == [[]]


@pytest.mark.parametrize("shape", [(0, 3), (2, 0)])
def test_nothing_to_ask_of_nothing(shape: tuple[int, int]) -> None:
    assert worth_asking(np.zeros(shape), ()) == [[]] * shape[0]


def test_certainty_is_no_number_that_breaks() -> None:
    [asked] = worth_asking(np.array([[1.0, 0.0]]), ())

    assert set(asked) <= {0, 1}
    assert asked
