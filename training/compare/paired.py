"""Two models' answers compared, item by item."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from training.behaviour.report import Report, Result
from training.compare.comparison import BehaviourComparison, Comparison, Pair, TaskComparison
from training.data.frozen import digest
from training.data.tasks import CLASSES, TASKS, Task
from training.data.units import Unit
from training.evaluation.end_to_end import Answers, table
from training.evaluation.metrics import (
    Array,
    brier_score,
    expected_calibration_error,
    f1_by_class,
    interval,
    labels_of,
    macro_f1,
)
from training.evaluation.slicing import SLICES

CUTS = ("side", "kind", "length")  # by outlet and by year there are too many for a gate on each
Classes = NDArray[np.intp]  # of rows, by their numbers; -1 for no answer


def compare(names: tuple[str, str], answers: tuple[Answers, Answers], behaviours: tuple[Report, Report]) -> Comparison:
    """Compare a champion's and a challenger's answers on the same units, and their reports on the same tests."""
    one, two = behaviours
    units = answers[0].units
    return Comparison(
        champion=names[0],
        challenger=names[1],
        evaluation=digest(units),
        units=len(units),
        tasks={task.name: _task(task, *answers) for task in TASKS},
        behaviour=_pair(one.rate, two.rate, one.n),
        behaviours={result.test: _behaviour(result, two[result.test]) for result in one.results},
        broken=tuple(sorted(one.passed - two.passed)),
    )


def _behaviour(one: Result, two: Result) -> BehaviourComparison:
    n = len(one.outcomes)
    flips = None
    if one.flip_rate is not None and two.flip_rate is not None:
        flips = _pair(one.flip_rate, two.flip_rate, n)
    return BehaviourComparison(kind=one.kind, failures=_pair(one.failure_rate, two.failure_rate, n), flips=flips)


def _task(task: Task, champion: Answers, challenger: Answers) -> TaskComparison:
    known, before = table(task, champion)
    _, after = table(task, challenger)
    gold, one, two = np.asarray(known), labels_of(before), labels_of(after)
    right, wrong = (one == gold) & (two != gold), (one != gold) & (two == gold)
    first, second = int(right.sum()), int(wrong.sum())
    groups = [unit.group for unit in champion.units]
    return TaskComparison(
        macro_f1=_pair(macro_f1(gold, one), macro_f1(gold, two), len(gold)),
        interval=interval(lambda rows: macro_f1(gold[rows], two[rows]) - macro_f1(gold[rows], one[rows]), groups),
        mcnemar_p=float(binomtest(first, first + second).pvalue) if first + second else 1.0,
        only_champion_right=first,
        only_challenger_right=second,
        f1=_by_class(task, gold, one, two),
        slices={name: _accuracy(gold, one, two, rows) for name, rows in _slices(champion.units).items()},
        ece=_pair(_ece(before, gold), _ece(after, gold), len(gold)),
        brier=_pair(brier_score(before, gold), brier_score(after, gold), len(gold)),
        flips=_rounded((one != two).mean()),
        negative_flips=_rounded(right.mean()),
    )


def _by_class(task: Task, gold: Classes, one: Classes, two: Classes) -> dict[str, Pair]:
    counts = np.bincount(gold, minlength=CLASSES).tolist()
    rows = zip(task.labels, f1_by_class(gold, one), f1_by_class(gold, two), counts, strict=True)
    return {str(label): _pair(*figures) for label, *figures in rows}


def _slices(units: Sequence[Unit]) -> dict[str, list[int]]:
    """Return the rows of each slice: by side, kind and length as `evaluate` cuts them, and real or authored text."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, unit in enumerate(units):
        for name in CUTS:
            found[f"{name} {SLICES[name](unit)}"].append(row)
        found["real text" if unit.real else "authored text"].append(row)
    return dict(sorted(found.items()))


def _accuracy(gold: Classes, one: Classes, two: Classes, rows: Sequence[int]) -> Pair:
    return _pair(float((one == gold)[rows].mean()), float((two == gold)[rows].mean()), len(rows))


def _ece(probabilities: Array, gold: Classes) -> float:
    return expected_calibration_error(probabilities.max(axis=1), labels_of(probabilities) == gold)


def _pair(champion: float, challenger: float, n: int) -> Pair:
    return Pair(champion=_rounded(champion), challenger=_rounded(challenger), n=n)


def _rounded(figure: float | np.floating) -> float:
    return round(float(figure), 4)
