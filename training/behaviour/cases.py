"""A test as data: its cases, read from YAML and rendered to checks.

Braces hold the words to be classified, `$who` a wording that is exchanged: `“{We will hold,}” $who said.`
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from string import Template
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from model.errors import InputError, SettingsError
from model.labels import Sentiment, Stance
from model.types import Utterance
from training.behaviour.changes import CHANGES
from training.yaml_file import checked, read_yaml

CASES = Path(__file__).parent / "cases"


class CheckKind(StrEnum):
    """The three kinds of CheckList."""

    INVARIANCE = "INV"  # the changed text must keep its label
    DIRECTIONAL = "DIR"  # the changed text must get another label, the stated one if one is stated
    FUNCTIONALITY = "MFT"  # the text must have the stated label


class Task(StrEnum):
    """Which of the two labels is tested, both in the context view."""

    STANCE = "stance"
    SENTIMENT = "sentiment"


LABELS: dict[Task, frozenset[str]] = {Task.STANCE: frozenset(Stance), Task.SENTIMENT: frozenset(Sentiment)}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that holds or not: `changed` beside `base`, or `base` alone in a minimum functionality test."""

    id: str
    base: Utterance
    changed: Utterance | None = None
    label: str | None = None  # what the text that decides must be labelled, where that is stated


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Case(_Frozen):
    """The first text is the base, further ones are changes of it; without a text, the test's own texts are filled."""

    text: Texts = ()
    slots: dict[str, str] = {}
    label: str | None = None


class BehaviourTest(_Frozen):
    """One behaviour and its cases. Every list is a wording whose first value stands in the base."""

    name: str
    kind: CheckKind
    task: Task = Task.STANCE
    about: str
    lists: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]] = {}
    texts: Texts = ()
    changes: tuple[str, ...] = ()
    before: tuple[str, ...] = ()  # sentences put before the text
    after: tuple[str, ...] = ()
    cases: tuple[Case, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> "BehaviourTest":
        if unknown := set(self.changes) - set(CHANGES):
            raise ValueError(f"changes must be among {', '.join(CHANGES)}, got {', '.join(sorted(unknown))}")
        for number, case in enumerate(self.cases, 1):
            self._check_case(case, f"case {number}")
        return self

    def _check_case(self, case: Case, where: str) -> None:
        if case.label is not None and case.label not in LABELS[self.task]:
            raise ValueError(f"{where}: label must be one of {', '.join(sorted(LABELS[self.task]))}, got {case.label}")
        if self.kind is CheckKind.FUNCTIONALITY and case.label is None:
            raise ValueError(f"{where}: a minimum functionality test needs a label")
        if self.kind is CheckKind.INVARIANCE and case.label is not None:
            raise ValueError(f"{where}: an invariance test has no label, got {case.label}")
        wordings = self._wordings(case)
        for wording in wordings:
            unmarked(wording, where)
        if self.kind is not CheckKind.FUNCTIONALITY and len(wordings) < 2:  # noqa: PLR2004 (a base and a change)
            raise ValueError(f"{where}: nothing is changed")

    def checks(self) -> Iterator[Check]:
        """Yield every check of every case; ids are "name case.wording", from 1."""
        for number, case in enumerate(self.cases, 1):
            base, *others = [unmarked(wording) for wording in self._wordings(case)]
            if self.kind is CheckKind.FUNCTIONALITY:
                for place, one in enumerate((base, *others), 1):
                    yield Check(f"{self.name} {number}.{place}", one, None, case.label)
            else:
                for place, one in enumerate(others, 1):
                    yield Check(f"{self.name} {number}.{place}", base, one, case.label)

    def _wordings(self, case: Case) -> list[str]:
        """Return the distinct wordings of a case, the base first."""
        filled = [wording for text in case.text or self.texts for wording in self._fill(text, case.slots)]
        if not filled:
            raise ValueError("a case without a text needs a test with texts")
        base = filled[0]
        changed = [CHANGES[name](base) for name in self.changes]
        added = [f"{one} {base}" for one in self.before] + [f"{base} {one}" for one in self.after]
        return list(dict.fromkeys([*filled, *changed, *added]))

    def _fill(self, text: str, slots: dict[str, str]) -> Iterator[str]:
        template = Template(text)
        names = list(dict.fromkeys(name.lower() for name in template.get_identifiers()))
        varied = [name for name in names if name not in slots and name in self.lists]
        base = {name: self.lists[name][0] for name in varied} | slots
        try:
            yield template.substitute(_with_capitals(base))
            for name in varied:
                for value in self.lists[name][1:]:
                    yield template.substitute(_with_capitals(base | {name: value}))
        except KeyError as error:
            raise ValueError(f"nothing is given for ${error.args[0]} in {text!r}") from error


def _with_capitals(values: dict[str, str]) -> dict[str, str]:
    """Let `$Who` stand for `$who` at the head of a sentence."""
    return values | {name.capitalize(): value[:1].upper() + value[1:] for name, value in values.items()}


def unmarked(wording: str, where: str = "case") -> Utterance:
    """Return the words between braces, with all of the text as their context; raises ValueError if there are none."""
    before, opened, rest = wording.partition("{")
    words, closed, after = rest.partition("}")
    if not (opened and closed and words) or set("{}") & set(words + after + before):
        raise ValueError(f"{where}: exactly one pair of braces must hold the words, got {wording!r}")
    return Utterance(words, context=before + words + after)


def read_test(file: Path) -> BehaviourTest:
    """Return the test in a YAML file; raises SettingsError that names the file, the field and the rule."""
    return checked(file, BehaviourTest, read_yaml(file))


def read_tests(folder: Path = CASES) -> tuple[BehaviourTest, ...]:
    """Return the tests of a folder, one a file, by their files' names; raises InputError or SettingsError."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise InputError(f"{folder} holds no cases; it must hold YAML files, as docs/behaviour.md describes them")
    tests = tuple(map(read_test, files))
    names = [test.name for test in tests]
    if twice := {name for name in names if names.count(name) > 1}:
        raise InputError(f"{folder}: each test needs a name of its own, got twice: {', '.join(sorted(twice))}")
    return tests


def select(tests: Sequence[BehaviourTest], names: Sequence[str]) -> tuple[BehaviourTest, ...]:
    """Return the tests of these names, all where none is named; raises SettingsError for a name that is none."""
    if unknown := set(names) - {test.name for test in tests}:
        held = ", ".join(test.name for test in tests)
        raise SettingsError(f"there is no behaviour test {', '.join(sorted(unknown))}; there are: {held}")
    return tuple(test for test in tests if not names or test.name in names)
