"""Where a model is wrong: the worst image first, and pairs of tags only where it happened again and again."""

import numpy as np

from ml.mistakes import confusions, worst

NAN = float("nan")
ONE_FACET = np.zeros(2, np.int64)


def test_the_most_wrong_comes_first_and_an_image_once() -> None:
    said = np.array([[0.9, 0.2], [0.6, 0.95], [0.1, 0.9]], np.float32)
    truth = np.array([[0, 1], [0, 0], [0, 1]], np.float32)

    found = worst(said, truth, count=5)

    assert [(one.row, one.column) for one in found] == [(1, 1), (0, 0)]


def test_what_nobody_knows_is_no_mistake() -> None:
    said, truth = np.array([[0.99, 0.3]], np.float32), np.array([[NAN, 0]], np.float32)

    assert worst(said, truth, count=5) == []
    assert worst(np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32), count=5) == []


def test_a_confusion_counts_images_that_have_the_one_and_not_the_other() -> None:
    truth = np.array([[1, 0]] * 6 + [[0, 1]] * 6 + [[1, NAN]] * 3, np.float32)
    said = np.array([[0.9, 0.8]] * 4 + [[0.9, 0.1]] * 2 + [[0.2, 0.9]] * 6 + [[0.9, 0.9]] * 3, np.float32)

    (found,) = confusions(said, truth, ONE_FACET, count=5)

    assert (found.has, found.says, found.wrong, found.images) == (0, 1, 4, 6)


def test_once_is_chance_and_few_images_say_nothing() -> None:
    truth = np.array([[1, 0]] * 6, np.float32)
    once = np.array([[0.9, 0.8]] + [[0.9, 0.1]] * 5, np.float32)
    always = np.full((6, 2), 0.9, np.float32)

    assert confusions(once, truth, ONE_FACET, count=5) == []
    assert confusions(always[:4], truth[:4], ONE_FACET, count=5) == []


def test_tags_of_different_facets_are_not_mistaken_for_each_other() -> None:
    truth, said = np.array([[1, 0]] * 6, np.float32), np.full((6, 2), 0.9, np.float32)

    assert len(confusions(said, truth, ONE_FACET, count=5)) == 1
    assert confusions(said, truth, np.array([0, 1]), count=5) == []
