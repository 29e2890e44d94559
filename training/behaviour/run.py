"""Run the suite: every distinct text is classified once, in one call."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from model.labels import View
from model.types import ModelId, Prediction, Utterance
from training.behaviour.cases import BehaviourTest, Check, CheckKind, Task, read_tests
from training.behaviour.report import Outcome, Report, Result

Answers = dict[Utterance, Prediction]


class Labeller(Protocol):
    """What the suite asks of a classifier."""

    @property
    def model_id(self) -> ModelId: ...

    def classify(self, utterances: Iterable[Utterance], view: View | str = ...) -> list[Prediction]: ...


def run_suite(classifier: Labeller, tests: Sequence[BehaviourTest] | None = None) -> Report:
    """Return what the classifier does on the tests, by default those that ship with the product."""
    checks = [(test, tuple(test.checks())) for test in (read_tests() if tests is None else tests)]
    texts = dict.fromkeys(text for _, some in checks for check in some for text in _texts(check))
    answers = dict(zip(texts, classifier.classify(list(texts), View.CONTEXT), strict=True))
    results = (_result(test, some, answers) for test, some in checks)
    return Report(f"{classifier.model_id.name} {classifier.model_id.version}", tuple(results))


def _texts(check: Check) -> tuple[Utterance, ...]:
    return (check.base,) if check.changed is None else (check.base, check.changed)


def _result(test: BehaviourTest, checks: tuple[Check, ...], answers: Answers) -> Result:
    outcomes = tuple(_outcome(test, check, answers) for check in checks)
    return Result(test.name, test.kind, test.task, test.about, len(test.cases), outcomes)


def _outcome(test: BehaviourTest, check: Check, answers: Answers) -> Outcome:
    label = _label(answers[check.base], test.task)
    changed = None if check.changed is None else _label(answers[check.changed], test.task)
    expected, met = _judge(test.kind, check, label, changed)
    text = check.changed.context if check.changed else None
    return Outcome(check.id, check.base.context or "", label, expected, met, text, changed)


def _label(prediction: Prediction, task: Task) -> str:
    return prediction.stance.label.value if task is Task.STANCE else prediction.sentiment.label.value


def _judge(kind: CheckKind, check: Check, label: str, changed: str | None) -> tuple[str, bool]:
    if kind is CheckKind.FUNCTIONALITY:
        return str(check.label), label == check.label
    if kind is CheckKind.INVARIANCE:
        return "the same", changed == label
    if check.label is None:
        return "another", changed != label
    return check.label, changed != label and changed == check.label
