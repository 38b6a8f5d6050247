"""Doubt is measured by modAL: asked of the same classifier, both say the same."""

import numpy as np
import pytest
from modAL.uncertainty import classifier_entropy
from sklearn.linear_model import LogisticRegression

from ml.acquisition import cell_uncertainty, over_facets

ROWS = np.random.default_rng(0).normal(size=(60, 4))


def test_a_choice_is_as_doubtful_as_modal_finds_it() -> None:
    classifier = LogisticRegression().fit(ROWS, ROWS[:, :3].argmax(axis=1))

    doubt = cell_uncertainty(classifier.predict_proba(ROWS), ((0, 1, 2),))

    assert np.allclose(doubt, classifier_entropy(classifier, ROWS)[:, None], atol=1e-6)


def test_a_tag_of_its_own_is_a_choice_between_yes_and_no() -> None:
    classifier = LogisticRegression().fit(ROWS, ROWS[:, 0] > 0)

    doubt = cell_uncertainty(classifier.predict_proba(ROWS)[:, 1:], ())

    assert np.allclose(doubt[:, 0], classifier_entropy(classifier, ROWS), atol=1e-6)


def test_each_tag_of_a_choice_shares_its_doubt() -> None:
    cells = cell_uncertainty(np.array([[0.5, 0.5, 0.9]]), ((0, 1),))

    assert cells[0, 0] == cells[0, 1] == pytest.approx(np.log(2))
    assert 0 < cells[0, 2] < cells[0, 0]


def test_certainty_is_no_doubt() -> None:
    assert np.allclose(cell_uncertainty(np.array([[0.0, 1.0]]), ()), 0)


def test_a_facet_counts_once_however_many_tags_it_has() -> None:
    doubt = np.array([[0.8, 0.8, 0.8, 0.8, 0.2]])

    assert over_facets(doubt, ((0, 1, 2, 3),)) == pytest.approx([0.5])


def test_no_tags_no_doubt() -> None:
    assert over_facets(np.zeros((3, 0)), ()).tolist() == [0, 0, 0]
