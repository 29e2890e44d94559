"""One comparison: everything that decides whether the challenger may take the champion's place."""

from pydantic import BaseModel, ConfigDict


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
