"""Doubt is measured by modAL: asked of the same classifier, both say the same."""

import numpy as np
import pytest
from modAL.uncertainty import classifier_entropy, classifier_margin, classifier_uncertainty
from sklearn.linear_model import LogisticRegression

from ml.acquisition import Measure, cell_uncertainty, uncertainty

GENERATOR = np.random.default_rng(0)
ROWS = GENERATOR.normal(size=(60, 4))


@pytest.mark.parametrize("measure", ["entropy", "margin", "least_confidence"])
def test_a_choice_is_as_doubtful_as_modal_finds_it(measure: Measure) -> None:
    classifier = LogisticRegression().fit(ROWS, ROWS[:, :3].argmax(axis=1))
    expected = {
        "entropy": classifier_entropy(classifier, ROWS),
        "margin": 1 - classifier_margin(classifier, ROWS),
        "least_confidence": classifier_uncertainty(classifier, ROWS),
    }[measure]

    doubt = uncertainty(classifier.predict_proba(ROWS), ((0, 1, 2),), measure=measure)

    assert np.allclose(doubt, expected, atol=1e-6)


def test_a_tag_of_its_own_is_a_choice_between_yes_and_no() -> None:
    classifier = LogisticRegression().fit(ROWS, ROWS[:, 0] > 0)

    doubt = uncertainty(classifier.predict_proba(ROWS)[:, 1:], ())

    assert np.allclose(doubt, classifier_entropy(classifier, ROWS), atol=1e-6)


def test_a_facet_counts_once_however_many_tags_it_has() -> None:
    probabilities = np.array([[0.25, 0.25, 0.25, 0.25, 0.0]])

    doubt = uncertainty(probabilities, ((0, 1, 2, 3),))

    assert doubt == pytest.approx([np.log(4) / 2])  # the mean of an open choice and of a certain no


def test_each_tag_of_a_choice_shares_its_doubt() -> None:
    cells = cell_uncertainty(np.array([[0.5, 0.5, 0.9]]), ((0, 1),))

    assert cells[0, 0] == cells[0, 1] == pytest.approx(np.log(2))
    assert 0 < cells[0, 2] < cells[0, 0]


def test_no_tags_no_doubt() -> None:
    assert uncertainty(np.zeros((3, 0)), ()).tolist() == [0, 0, 0]
