"""One comparison: everything that decides whether the challenger may take the champion's place."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict
from scipy.stats import binomtest

from training.behaviour.report import Report, Result
from training.compare.scores import TASKS, Answers, Array, Scores
from training.evaluate import CLASSES, expected_calibration_error, f1_by_class, interval, macro_f1

LONG_QUOTE = 100  # characters
ROUNDS = 1000


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pair(_Frozen):
    """One figure of champion and challenger, on `n` quotes."""

    champion: float
    challenger: float
    n: int = 0

    @property
    def gain(self) -> float:
        return self.challenger - self.champion


class TaskComparison(_Frozen):
    """One task, measured on the same quotes."""

    macro_f1: Pair
    interval: tuple[float, float]  # 95%, paired bootstrap over articles, of the difference in macro-F1
    mcnemar_p: float  # exact test on the quotes that only one of them has right
    only_champion_right: int
    only_challenger_right: int
    f1: dict[str, Pair]
    slices: dict[str, Pair]  # accuracy
    ece: Pair
    brier: Pair
    flips: float  # share of quotes whose label differs
    negative_flips: float  # share of quotes that the champion has right and the challenger wrong


class BehaviourComparison(_Frozen):
    """One test of the behaviour suite: the shares of its checks that fail, and of changed texts whose label flips."""

    kind: str
    failures: Pair
    flips: Pair | None = None  # where nothing is changed


class Comparison(_Frozen):
    """All tasks, the behaviour suite, and on what it was measured."""

    champion: str
    challenger: str
    evaluation: str  # digest of the units
    units: int
    tasks: dict[str, TaskComparison]
    behaviour: Pair  # share of checks that hold
    behaviours: dict[str, BehaviourComparison]  # by test
    broken: tuple[str, ...] = ()  # checks that hold for the champion alone


def compare(
    names: tuple[str, str], scores: tuple[Scores, Scores], behaviours: tuple[Report, Report], evaluation: str
) -> Comparison:
    """Compare a champion's and a challenger's scores on the same units, and their reports on the same tests."""
    one, two = behaviours
    return Comparison(
        champion=names[0],
        challenger=names[1],
        evaluation=evaluation,
        units=len(scores[0].units),
        tasks={task: _task(task, *scores) for task in TASKS},
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


def _task(task: str, champion: Scores, challenger: Scores) -> TaskComparison:
    gold, one, two = champion.gold(task), champion.answers(task), challenger.answers(task)
    right, wrong = (one == gold) & (two != gold), (one != gold) & (two == gold)
    first, second = int(right.sum()), int(wrong.sum())
    figures = macro_f1(gold, one), macro_f1(gold, two)
    return TaskComparison(
        macro_f1=_pair(*figures, len(gold)),
        interval=interval(
            lambda rows: macro_f1(gold[rows], two[rows]) - macro_f1(gold[rows], one[rows]), champion.groups, ROUNDS
        ),
        mcnemar_p=float(binomtest(first, first + second).pvalue) if first + second else 1.0,
        only_champion_right=first,
        only_challenger_right=second,
        f1={str(label): _pair(*pair) for label, pair in _by_class(task, gold, one, two)},
        slices={name: _accuracy(gold, one, two, rows) for name, rows in _slices(champion).items()},
        ece=_both(_ece, task, champion, challenger),
        brier=_both(_brier, task, champion, challenger),
        flips=_rounded((one != two).mean()),
        negative_flips=_rounded(right.mean()),
    )


def _by_class(task: str, gold: Answers, one: Answers, two: Answers) -> Iterator[tuple[str, tuple[float, float, int]]]:
    first, second, counts = f1_by_class(gold, one), f1_by_class(gold, two), np.bincount(gold, minlength=CLASSES)
    for number, label in enumerate(TASKS[task]):
        yield label, (float(first[number]), float(second[number]), int(counts[number]))


def _slices(scores: Scores) -> dict[str, list[int]]:
    """Return the rows of each slice: who speaks, how it is quoted, how long, and where it is from."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, (unit, prediction) in enumerate(zip(scores.units, scores.predictions, strict=True)):
        found[f"side {prediction.speaker.side}"].append(row)
        found[f"kind {unit.labels.kind}"].append(row)
        found["long quotes" if len(unit.quote) > LONG_QUOTE else "short quotes"].append(row)
        found["real text" if unit.real else "authored text"].append(row)
    return dict(sorted(found.items()))


def _accuracy(gold: Answers, one: Answers, two: Answers, rows: Sequence[int]) -> Pair:
    return _pair(float((one == gold)[rows].mean()), float((two == gold)[rows].mean()), len(rows))


def _both(figure: Callable[[Array, Answers], float], task: str, champion: Scores, challenger: Scores) -> Pair:
    gold = champion.gold(task)
    return _pair(figure(champion.probabilities(task), gold), figure(challenger.probabilities(task), gold), len(gold))


def _ece(probabilities: Array, gold: Answers) -> float:
    return expected_calibration_error(probabilities.max(axis=1), probabilities.argmax(axis=1) == gold)


def _brier(probabilities: Array, gold: Answers) -> float:
    return float(np.square(probabilities - np.eye(CLASSES)[gold]).sum(axis=1).mean())


def _pair(champion: float, challenger: float, n: int) -> Pair:
    return Pair(champion=_rounded(champion), challenger=_rounded(challenger), n=n)


def _rounded(figure: float | np.floating) -> float:
    return round(float(figure), 4)
