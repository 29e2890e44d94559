"""Fitting what turns logits into probabilities, and the threshold below which a stance is not vouched for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from model.decode import Calibration, Scaling, ViewCalibration
from model.engines import Logits
from model.labels import View
from model.network import Network
from training.config import Config
from training.data.examples import Labelled
from training.evaluation.metrics import Array, brier_score, macro_f1
from training.tuning.logits import TaskLogits, network_logits
from training.tuning.states import States

FOLDS = 5
TOLERATED_LOSS = 0.05  # of macro-F1: about its standard error on what is held out, where a class has some twenty quotes
BIAS_PENALTY = 0.02  # keeps the biases small where little is held out


def fit_scaling(logits: Array, answers: Sequence[int], groups: Sequence[str], *, may_be_biased: bool = True) -> Scaling:
    """Return the scaling of logits (n, 3), temperature alone or with biases, fitted on all rows.

    Biases are taken where they lower the Brier score in cross-validation over groups, unless they cost more macro-F1
    than chance would: they may gain their score by never naming a rare class.
    """
    gold = np.asarray(answers)
    if not may_be_biased:
        return _fit(logits, gold, biased=False)
    plain, biased = (_tried(logits, gold, groups, biased=biased) for biased in (False, True))
    better = biased.brier < plain.brier and biased.macro_f1 > plain.macro_f1 - TOLERATED_LOSS
    return _fit(logits, gold, biased=better)


@dataclass(frozen=True)
class _Tried:
    brier: float
    macro_f1: float


def _tried(logits: Array, gold: NDArray[np.intp], groups: Sequence[str], *, biased: bool) -> _Tried:
    """Return the scores of one kind of scaling in cross-validation over groups."""
    found = np.zeros_like(logits)
    for train, test in GroupKFold(min(FOLDS, len(set(groups)))).split(logits, groups=groups):
        found[test] = _fit(logits[train], gold[train], biased=biased).probabilities(logits[test])
    return _Tried(brier_score(found, gold), macro_f1(gold, found.argmax(axis=1)))


def _fit(logits: Array, gold: NDArray[np.intp], *, biased: bool) -> Scaling:
    def loss(values: Array) -> float:
        probabilities = _scaling(values, biased=biased).probabilities(logits)
        likelihood = np.log(np.clip(probabilities[np.arange(len(gold)), gold], 1e-12, None)).mean()
        return float(-likelihood + BIAS_PENALTY * np.square(values[1:]).sum())

    start = np.zeros(3 if biased else 1)
    return _scaling(minimize(loss, start, method="Nelder-Mead", options={"maxiter": 2000}).x, biased=biased)


def _scaling(values: Array, *, biased: bool) -> Scaling:
    """Return a scaling of (log temperature) or (log temperature, two biases relative to the last class)."""
    bias = (float(values[1]), float(values[2]), 0.0) if biased else (0.0, 0.0, 0.0)
    return Scaling(temperature=float(np.exp(np.clip(values[0], -3, 3))), bias=bias)


def temperatures(tasks: Iterable[TaskLogits]) -> Array:
    """Return the temperature that is best for each task."""
    return np.array([_fit(task.logits, np.asarray(task.gold), biased=False).temperature for task in tasks])


def fit_calibration(network: Network, states: States, rows: Sequence[Labelled], config: Config) -> Calibration:
    """Return the calibration of both views, fitted on held-out rows; the context view's is softened.

    Softening makes up for outlets that nothing was learnt from, where the context view is surer than it is right. The
    text view is not, so it stays as it was fitted.
    """
    context, text = (network_logits(network, states, rows, view) for view in (View.CONTEXT, View.TEXT))
    # How often each side speaks differs from outlet to outlet: biases learnt on some do not carry over to others.
    told, alone = [row.stance for row in rows], [row.stance_text for row in rows]
    return Calibration(
        context=_view(context, told, rows, config.coverage, softening=config.softening, may_be_biased=False),
        text=_view(text, alone, rows, config.coverage, softening=1.0, may_be_biased=True),
    )


def _view(
    logits: Logits,
    stances: Sequence[int],
    rows: Sequence[Labelled],
    coverage: float,
    *,
    softening: float,
    may_be_biased: bool,
) -> ViewCalibration:
    groups = [row.unit.group for row in rows]
    stance = fit_scaling(logits.stance, stances, groups, may_be_biased=may_be_biased).softened(softening)
    sentiment = fit_scaling(logits.sentiment, [row.sentiment for row in rows], groups).softened(softening)
    return ViewCalibration(
        stance=stance,
        sentiment=sentiment,
        threshold=threshold_for(stance.probabilities(logits.stance), coverage),
    )


def threshold_for(probabilities: Array, coverage: float) -> float:
    """Return the confidence that `coverage` of the rows reach."""
    return round(float(np.quantile(probabilities.max(axis=1), 1 - coverage)), 4)
