"""Figures and calibration: numbers that are known beforehand."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.artifacts.figures import Coverage
from model.decode import Calibration, Scaling
from model.engines import Logits
from training.evaluation import metrics
from training.evaluation.metrics import (
    chance_calibration_error,
    coverage_table,
    expected_calibration_error,
    figures,
    interval,
    macro_f1,
)
from training.tuning import calibrate
from training.tuning.calibrate import fit_calibration, fit_scaling, threshold_for

LABELS = ("a", "b", "c")


def test_a_row_without_an_answer_counts_as_wrong() -> None:
    probabilities = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    found = figures([0, 0], probabilities, ["x", "y"], LABELS)
    assert (found.accuracy, found.brier) == (0.5, 0.5)


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
    # Rows 0 and 1 come and go together, however often: never one more often than the other.
    assert interval(lambda rows: float((rows == 0).sum() == (rows == 1).sum()), ["x", "x", "y", "z"]) == (1.0, 1.0)
    assert interval(lambda rows: float((rows == 0).sum()), ["x", "x", "y", "z"]) == (0.0, 3.0)
    assert interval(lambda rows: float(len(rows)), ["x", "x", "y", "z"]) == (3.0, 6.0)


def test_overconfident_logits_are_cooled() -> None:
    random = np.random.default_rng(0)
    gold = random.integers(3, size=600)
    logits = 6.0 * np.eye(3)[np.where(random.random(600) < 0.7, gold, random.integers(3, size=600))]
    scaling = fit_scaling(logits, gold.tolist(), [str(row) for row in range(600)])
    right = logits.argmax(1) == gold
    assert abs(scaling.probabilities(logits).max(1).mean() - right.mean()) < 0.03
    assert Scaling().probabilities(logits).max(1).mean() > right.mean() + 0.15


@settings(deadline=None)  # the first call is slow where the machine has other work
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


def test_every_figure_of_a_table_that_was_worked_out_by_hand() -> None:
    probabilities = np.array([[0.8, 0.2, 0.0]] * 7 + [[0.6, 0.4, 0.0]] * 2 + [[0.0, 0.5, 0.5]])
    found = figures([0] * 6 + [1] + [1, 0] + [0], probabilities, [str(row) for row in range(10)], LABELS)
    # Least sure are the last three, of which one is right; of the seven others six are.
    assert found.accuracy_at_70 == round(6 / 7, 3)
    assert found.accuracy == 0.7
    # One of the ten is called b, wrongly; two others are: (0 * 7 - 1 * 2) / √(1 * 2 * 8 * 9).
    assert found.mcc == round(-2 / 12, 3)
    # Squared distances: 6 of .2²+.2², one of .8²+.8², one of .6²+.6², one of .4²+.4², one of 1+.5²+.5².
    assert found.brier == round((6 * 0.08 + 1.28 + 0.72 + 0.32 + 1.5) / 10, 3)
    assert found.f1 == {"a": round(2 * 7 / (8 + 9), 3), "b": 0.0, "c": 0.0}


def _shifted(seed: int, rows: int = 400) -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[int], list[str]]:
    """Logits that know the classes, but think the first one likelier than it is."""
    random = np.random.default_rng(seed)
    gold = random.integers(3, size=rows)
    logits = 2.0 * np.eye(3)[gold] + random.normal(size=(rows, 3)) + [2.0, 0.0, 0.0]
    return logits, gold.tolist(), [str(row) for row in range(rows)]


def test_biases_are_fitted_where_they_help_and_allowed() -> None:
    logits, gold, groups = _shifted(0)
    assert fit_scaling(logits, gold, groups).bias[0] < -0.5
    assert fit_scaling(logits, gold, groups, may_be_biased=False).bias == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("brier", "macro_f1", "biased"),
    [(0.30, 0.66, True), (0.30, 0.64, False), (0.41, 0.90, False)],  # beside 0.40 and 0.70 without biases
)
def test_biases_that_cost_more_than_chance_would_are_refused(
    brier: float, macro_f1: float, *, biased: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = {False: calibrate._Tried(0.40, 0.70), True: calibrate._Tried(brier, macro_f1)}
    monkeypatch.setattr(calibrate, "_tried", lambda *_, biased: tried[biased])
    assert (fit_scaling(*_shifted(0)).bias != (0.0, 0.0, 0.0)) is biased


def _calibrated(monkeypatch: pytest.MonkeyPatch, softening: float) -> tuple[Calibration, Logits]:
    stance, gold, groups = _shifted(2)
    made = Logits(stance, stance)
    monkeypatch.setattr(calibrate, "network_logits", lambda *_: made)
    rows: Any = [
        SimpleNamespace(stance=one, stance_text=one, sentiment=one, unit=SimpleNamespace(group=group))
        for one, group in zip(gold, groups, strict=True)
    ]
    nothing: Any = None
    return fit_calibration(nothing, nothing, rows, SimpleNamespace(coverage=0.7, softening=softening)), made  # type: ignore[arg-type]


def test_the_context_view_is_softened_and_the_text_view_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    (plain, _), (softened, _) = (_calibrated(monkeypatch, factor) for factor in (1.0, 1.5))
    for task in ("stance", "sentiment"):
        before, after = getattr(plain.context, task), getattr(softened.context, task)
        assert after.temperature == pytest.approx(1.5 * before.temperature)
    assert softened.text == plain.text


def test_each_view_vouches_for_the_share_that_the_recipe_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    found, logits = _calibrated(monkeypatch, 1.5)
    for view in (found.context, found.text):
        kept = view.stance.probabilities(logits.stance).max(1) >= view.threshold
        assert kept.mean() == pytest.approx(0.7, abs=0.01)


def test_what_was_not_found_is_never_counted_as_right() -> None:
    probabilities = np.array([[0.9, 0.1, 0.0], [0.0, 0.0, 0.0]])
    assert [row.accuracy for row in coverage_table(probabilities, [0, 0])] == [0.5, 0.5, 0.5, 1.0, 1.0, 1.0]


def test_accuracy_grows_as_the_unsure_are_set_aside() -> None:
    probabilities = np.array([[0.9, 0.1, 0.0]] * 5 + [[0.6, 0.4, 0.0]] * 5)
    table = coverage_table(probabilities, [0] * 5 + [1] * 5)
    assert table[0].accuracy == 0.5
    assert table[-1] == Coverage(coverage=0.5, threshold=0.9, accuracy=1.0)


def test_the_surest_seven_of_ten_are_the_same_in_the_figures_and_in_the_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "ROUNDS", 1)  # the interval, which takes long, is not looked at
    random = np.random.default_rng(1)
    for rows in range(5, 60):
        probabilities = random.dirichlet([1, 1, 1], rows).round(1)  # so that many are equally sure
        gold = random.integers(3, size=rows).tolist()
        found = figures(gold, probabilities, [str(row) for row in range(rows)], LABELS)
        [kept] = [row.accuracy for row in coverage_table(probabilities, gold) if row.coverage == 0.7]
        assert found.accuracy_at_70 == kept
