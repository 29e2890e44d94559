"""The outcomes of the suite, and the rates by which a model is released."""

from collections.abc import Iterator
from dataclasses import dataclass

from model.artifacts.figures import Behaviour, BehaviourTest, FailedCheck
from training.behaviour.cases import CheckKind, Task

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check: `label` is what the base was labelled, `changed_label` what the changed text was."""

    id: str
    text: str
    label: str
    expected: str
    met: bool
    changed: str | None = None
    changed_label: str | None = None

    @property
    def flipped(self) -> bool:
        return self.changed_label is not None and self.changed_label != self.label


@dataclass(frozen=True, slots=True)
class Result:
    """One test: the checks of its cases, in their order."""

    test: str
    kind: CheckKind
    task: Task
    about: str
    cases: int
    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.met)

    @property
    def failure_rate(self) -> float:
        return len(self.failures) / len(self.outcomes)

    @property
    def flip_rate(self) -> float | None:
        """Return the share of changed texts labelled otherwise than their base; None where nothing is changed."""
        if self.kind is CheckKind.FUNCTIONALITY:
            return None
        return sum(outcome.flipped for outcome in self.outcomes) / len(self.outcomes)


@dataclass(frozen=True, slots=True)
class Report:
    """All tests of one model. `passed`, `n` and `rate` are what two models are compared by."""

    model: str
    results: tuple[Result, ...]

    def __getitem__(self, test: str) -> Result:
        return next(result for result in self.results if result.test == test)

    @property
    def passed(self) -> frozenset[str]:
        return frozenset(outcome.id for outcome in self._outcomes() if outcome.met)

    @property
    def n(self) -> int:
        return sum(len(result.outcomes) for result in self.results)

    @property
    def rate(self) -> float:
        return len(self.passed) / self.n

    def _outcomes(self) -> Iterator[Outcome]:
        for result in self.results:
            yield from result.outcomes


def figures(report: Report, examples: int = EXAMPLES) -> Behaviour:
    """Return the report as a card or JSON shows it, with the first failures of each test."""
    tests = tuple(_figures(result, examples) for result in report.results)
    return Behaviour(model=report.model, checks=report.n, passed=round(report.rate, 4), tests=tests)


def _figures(result: Result, examples: int) -> BehaviourTest:
    flips = result.flip_rate
    return BehaviourTest(
        test=result.test,
        kind=result.kind,
        task=result.task,
        about=result.about,
        cases=result.cases,
        checks=len(result.outcomes),
        failures=len(result.failures),
        failure_rate=round(result.failure_rate, 4),
        flip_rate=None if flips is None else round(flips, 4),
        examples=tuple(FailedCheck.model_validate(one, from_attributes=True) for one in result.failures[:examples]),
    )
