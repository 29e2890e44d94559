"""Behaviours that hold whatever the data: plain cases that must be right, and changes that must change nothing.

After Ribeiro et al. 2020 (CheckList): minimum functionality tests from
behaviour.yaml, and invariance tests made of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from model.classifier import Classifier
from model.labels import Stance
from model.types import Utterance

CASES = Path(__file__).parent / "behaviour.yaml"


class Case(BaseModel):
    """A plain case: `name` says the behaviour, `stance` is what every reader would say."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    text: str
    context: str
    stance: Stance
    person: str = ""  # a name that may be exchanged for another of the same country
    other: str = ""


@dataclass(frozen=True)
class Behaviour:
    """Which behaviours, of how many, a model has."""

    passed: frozenset[str]
    n: int

    @property
    def rate(self) -> float:
        return len(self.passed) / self.n if self.n else 1.0


Change = Callable[[Case], Case | None]


def _straight(case: Case) -> Case:
    return case.model_copy(update={"context": case.context.replace("“", '"').replace("”", '"')})


def _spaced(case: Case) -> Case:
    return case.model_copy(update={"context": f"  {case.context}\n"})


def _renamed(case: Case) -> Case | None:
    if not case.person:
        return None
    return case.model_copy(update={"context": case.context.replace(case.person, case.other)})


CHANGES: dict[str, Change] = {
    "straight quotation marks": _straight,
    "space around the text": _spaced,
    "another name": _renamed,
}


@cache
def cases() -> tuple[Case, ...]:
    return tuple(TypeAdapter(list[Case]).validate_python(yaml.safe_load(CASES.read_text("utf-8"))))


def behave(classifier: Classifier) -> Behaviour:
    """Run all cases, and each change of each case, in one batch."""
    changed = [(name, case, change(case)) for name, change in CHANGES.items() for case in cases()]
    pairs = [(f"{case.name}: {name}", case, other) for name, case, other in changed if other is not None]
    shown = [*cases(), *(other for _, _, other in pairs)]
    labels = [one.stance.label for one in classifier.classify([Utterance(c.text, context=c.context) for c in shown])]
    plain = dict(zip((case.name for case in cases()), labels, strict=False))
    passed = {case.name for case in cases() if plain[case.name] == case.stance}
    for (name, case, _), label in zip(pairs, labels[len(cases()) :], strict=True):
        if label == plain[case.name]:
            passed.add(name)
    return Behaviour(frozenset(passed), len(shown))
