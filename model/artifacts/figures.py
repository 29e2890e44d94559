"""What a model was measured to be worth, as its metadata keep it and its card shows it.

Shares, scores and probabilities are 0 to 1. What is None was not measured, or is a share of nothing. What another
version measured beside these is passed over.
"""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class TaskFigures(_Frozen):
    """One task over `n` quotes; `interval` is the 95% one of macro-F1, `accuracy_at_70` that of the surest 70%."""

    n: int
    macro_f1: float
    interval: tuple[float, float]
    f1: dict[str, float]  # by label
    accuracy: float
    mcc: float
    ece: float
    ece_by_chance: float | None = None  # what chance alone would make of a perfectly calibrated model
    brier: float
    accuracy_at_70: float


class TasksMeasured(_Frozen):
    """Every task."""

    stance: TaskFigures
    stance_text: TaskFigures
    sentiment: TaskFigures

    def tasks(self) -> Iterator[tuple[str, TaskFigures]]:
        """Yield the name of each task and its figures."""
        yield "stance", self.stance
        yield "stance_text", self.stance_text
        yield "sentiment", self.sentiment


class Extraction(_Frozen):
    """The shares of quotes that were found, whose speaker was named rightly, and whose side was right."""

    found: float | None
    speaker: float | None
    side: float | None


class Report(TasksMeasured):
    """What whole articles were read to: labels, quotes, speakers and sides."""

    extraction: Extraction


class Companion(TasksMeasured):
    """A model by the same recipe from less, which stands beside this one."""

    corpora: str
    minutes: float | None = None


class Data(_Frozen):
    """The labelled quotes that were measured on; `real` of them are from news."""

    name: str
    sha256: str
    units: int
    real: int | None = None


class Coverage(_Frozen):
    """The accuracy of stance where only so many are answered, which are those above the threshold."""

    coverage: float
    threshold: float
    accuracy: float


class Kept(_Frozen):
    """What the model's own threshold leaves: the share that is vouched for, and how much of it is right."""

    coverage: float
    accuracy: float | None


class Vouched(_Frozen):
    """What each view vouches for; `both` is the context's where both were asked for."""

    context: Kept
    text: Kept
    both: Kept


class Slice(_Frozen):
    """The accuracy of stance on the `n` quotes that have `value` in common."""

    slice: str
    value: str
    n: int
    accuracy: float


class FailedCheck(_Frozen):
    """A case of the behaviour suite that failed, before and after its change."""

    id: str
    text: str
    label: str
    changed: str | None
    changed_label: str | None
    expected: str


class BehaviourTest(_Frozen):
    """One test of the behaviour suite; `flip_rate` is None where nothing is changed."""

    test: str
    kind: str
    task: str
    about: str
    cases: int
    checks: int
    failures: int
    failure_rate: float
    flip_rate: float | None
    examples: tuple[FailedCheck, ...]


class Behaviour(_Frozen):
    """The behaviour suite on one model; `passed` is the share of its checks."""

    model: str
    checks: int
    passed: float
    tests: tuple[BehaviourTest, ...]


class Figures(Report):
    """All that an evaluation finds."""

    data: Data
    coverage: tuple[Coverage, ...]
    vouched: Vouched | None = None
    slices: tuple[Slice, ...]  # the worst first
    behaviour: Behaviour | None = None
    companion: Companion | None = None
    baselines: dict[str, dict[str, TaskFigures]] | None = None  # by task and name of the baseline
