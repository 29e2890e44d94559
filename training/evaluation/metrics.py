"""What predictions are worth: scores of labels and of probabilities, and how far chance moves them."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import matthews_corrcoef

from model.artifacts.figures import Coverage, TaskFigures
from training.data.tasks import CLASSES

ROUNDS = 1000
DRAWS = 200
BINS = 10
SUREST = 0.7  # the share of which `accuracy_at_70` is the accuracy
MISSING = -1

Array = NDArray[np.float64]


def labels_of(probabilities: Array) -> NDArray[np.intp]:
    """Return the likeliest class of each row (n, 3); -1 for a row of zeros, which stands for no answer."""
    return np.where(probabilities.any(axis=1), probabilities.argmax(axis=1), MISSING)


def macro_f1(gold: ArrayLike, predicted: ArrayLike) -> float:
    """Return the mean of the three classes' F1; a class never predicted counts 0."""
    return float(f1_by_class(gold, predicted).mean())


def f1_by_class(gold: ArrayLike, predicted: ArrayLike) -> Array:
    """Return the F1 (3,) of the classes, -1 being no answer; scikit-learn's, but fast enough for a thousand draws."""
    cells = np.asarray(gold, np.intp) * (CLASSES + 1) + np.asarray(predicted, np.intp) - MISSING
    table = np.bincount(cells, minlength=CLASSES * (CLASSES + 1)).reshape(CLASSES, CLASSES + 1)
    answered = table[:, 1:]
    total = table.sum(axis=1) + answered.sum(axis=0)
    return np.asarray(2 * answered.diagonal() / np.maximum(total, 1), dtype=np.float64)


def interval(figure: Callable[[NDArray[np.intp]], float], groups: Iterable[str]) -> tuple[float, float]:
    """Return the 95% bootstrap interval of `figure(rows)`, whole groups (articles) being drawn with replacement."""
    names = np.asarray(list(groups))
    members = [np.flatnonzero(names == name) for name in np.unique(names)]
    random = np.random.default_rng(0)
    draws = (random.integers(len(members), size=len(members)) for _ in range(ROUNDS))
    scores = [figure(np.concatenate([members[index] for index in draw])) for draw in draws]
    low, high = np.percentile(scores, [2.5, 97.5])
    return round(float(low), 3), round(float(high), 3)


def brier_score(probabilities: Array, gold: ArrayLike) -> float:
    """Return the mean squared distance of probabilities (n, 3) from the answers; a row of zeros counts 1."""
    return float(np.square(probabilities - np.eye(CLASSES)[np.asarray(gold, np.intp)]).sum(axis=1).mean())


def expected_calibration_error(confidence: Array, right: NDArray[np.bool_]) -> float:
    """Return the ECE over ten bins of equal mass (Naeini et al. 2015)."""
    bins = np.array_split(np.argsort(confidence), BINS)
    return float(sum(abs(confidence[b].mean() - right[b].mean()) * len(b) for b in bins if len(b)) / len(right))


def chance_calibration_error(probabilities: Array) -> float:
    """Return the mean ECE of labels drawn from the probabilities (n, 3) themselves.

    That is what chance alone makes of a perfectly calibrated model on so few rows: an ECE near it is none.
    """
    random = np.random.default_rng(0)
    confidence, chosen = probabilities.max(axis=1), probabilities.argmax(axis=1)
    bounds = probabilities.cumsum(axis=1)[:, :-1]
    draws = (random.random((len(probabilities), 1)) for _ in range(DRAWS))
    errors = [expected_calibration_error(confidence, (drawn > bounds).sum(axis=1) == chosen) for drawn in draws]
    return float(np.mean(errors))


def surest(confidence: Array, share: float) -> NDArray[np.intp]:
    """Return the rows of the surest share, the surest first: at least one, and of those equally sure the earlier."""
    return np.argsort(-confidence, kind="stable")[: max(1, round(share * len(confidence)))]


def coverage_table(probabilities: Array, gold: Sequence[int]) -> tuple[Coverage, ...]:
    """Return the accuracy kept at each coverage, from all to half of the rows; a row of zeros is wrong."""
    confidence, right = probabilities.max(axis=1), labels_of(probabilities) == np.asarray(gold)
    table = []
    for coverage in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5):
        kept = surest(confidence, coverage)
        least = float(confidence[kept[-1]])
        accuracy = round(float(right[kept].mean()), 3)
        table.append(Coverage(coverage=coverage, threshold=round(least, 3), accuracy=accuracy))
    return tuple(table)


def _mcc(answers: NDArray[np.intp], predicted: NDArray[np.intp]) -> float:
    """Return Matthews' correlation, 0 where there is one label only and nothing to correlate."""
    return float(matthews_corrcoef(answers, predicted)) if len({*answers, *predicted}) > 1 else 0.0


def figures(gold: Sequence[int], probabilities: Array, groups: Sequence[str], labels: Sequence[str]) -> TaskFigures:
    """Return every figure of one task: gold (n,), probabilities (n, 3), the article of each row, the labels' names.

    A row of zeros stands for an example that got no answer; it is wrong.
    """
    answers, predicted = np.asarray(gold), labels_of(probabilities)
    confidence, right = probabilities.max(axis=1), predicted == answers
    each = f1_by_class(answers, predicted)
    return TaskFigures(
        n=len(answers),
        macro_f1=round(macro_f1(answers, predicted), 3),
        interval=interval(lambda rows: macro_f1(answers[rows], predicted[rows]), groups),
        f1={str(label): round(float(score), 3) for label, score in zip(labels, each, strict=True)},
        accuracy=round(float(right.mean()), 3),
        mcc=round(_mcc(answers, predicted), 3),
        ece=round(expected_calibration_error(confidence, right), 3),
        ece_by_chance=round(chance_calibration_error(probabilities), 3),
        brier=round(brier_score(probabilities, answers), 3),
        accuracy_at_70=round(float(right[surest(confidence, SUREST)].mean()), 3),
    )
