"""Figures and calibration: numbers that are known beforehand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.decode import Scaling
from training.calibrate import coverage_table, fit_scaling, threshold_for
from training.evaluate import chance_calibration_error, expected_calibration_error, figures, interval, macro_f1

LABELS = ("a", "b", "c")


def test_a_row_without_an_answer_counts_as_wrong() -> None:
    probabilities = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    found = figures([0, 0], probabilities, ["x", "y"], LABELS)
    assert found["accuracy"] == 0.5


def test_a_class_that_is_never_predicted_counts_nought() -> None:
    assert macro_f1([0, 0, 1, 2], [0, 0, 0, 0]) == pytest.approx((2 / 3) / 3)  # F1 of class 0 is 2/3, of the others 0
    assert macro_f1([0, 1, 2], [0, 1, 2]) == 1.0


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    right = np.arange(100) % 2 == 0
    assert expected_calibration_error(np.full(100, 0.5), right) == pytest.approx(0.0, abs=1e-9)
    assert expected_calibration_error(np.full(100, 0.9), right) == pytest.approx(0.4)


def test_chance_alone_shows_an_error_that_shrinks_with_more_rows() -> None:
    unsure = np.array([[0.6, 0.3, 0.1]])
    few, many = (chance_calibration_error(unsure.repeat(rows, axis=0)) for rows in (100, 10_000))
    assert few == pytest.approx(0.12, abs=0.02)  # ten rows a bin: 0.8 of a standard deviation, 0.155
    assert many == pytest.approx(few / 10, rel=0.2)
    assert chance_calibration_error(np.eye(3)) == 0.0  # who is certain is right, or was not calibrated


def test_the_interval_draws_whole_articles() -> None:
    low, high = interval(lambda rows: float(len(set(rows.tolist()) & {0, 1})), ["x", "x", "y", "z"])
    assert (low, high) == (0.0, 2.0)  # rows 0 and 1 come and go together, never one without the other


def test_overconfident_logits_are_cooled() -> None:
    random = np.random.default_rng(0)
    gold = random.integers(3, size=600)
    logits = 6.0 * np.eye(3)[np.where(random.random(600) < 0.7, gold, random.integers(3, size=600))]
    scaling = fit_scaling(logits, gold.tolist(), [str(row) for row in range(600)])
    right = logits.argmax(1) == gold
    assert abs(scaling.probabilities(logits).max(1).mean() - right.mean()) < 0.03
    assert Scaling().probabilities(logits).max(1).mean() > right.mean() + 0.15


@given(st.lists(st.tuples(*[st.floats(-20, 20)] * 3), min_size=1, max_size=30), st.floats(0.05, 20))
def test_scaled_rows_are_distributions_in_the_same_order(rows: list[tuple[float, float, float]], heat: float) -> None:
    logits = np.array(rows)
    found = Scaling(temperature=heat).probabilities(logits)
    assert np.allclose(found.sum(1), 1)
    assert (np.take_along_axis(found, logits.argmax(1)[:, None], 1)[:, 0] == found.max(1)).all()


def test_the_threshold_keeps_the_share_that_was_asked_for() -> None:
    probabilities = np.stack([np.linspace(0.4, 1, 101), 1 - np.linspace(0.4, 1, 101), np.zeros(101)], 1)
    kept = probabilities.max(1) >= threshold_for(probabilities, 0.7)
    assert kept.mean() == pytest.approx(0.7, abs=0.02)


def test_accuracy_grows_as_the_unsure_are_set_aside() -> None:
    probabilities = np.array([[0.9, 0.1, 0.0]] * 5 + [[0.6, 0.4, 0.0]] * 5)
    table = coverage_table(probabilities, [0] * 5 + [1] * 5)
    assert table[0]["accuracy"] == 0.5
    assert table[-1] == {"coverage": 0.5, "threshold": 0.9, "accuracy": 1.0}
