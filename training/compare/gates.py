"""The rules by which a challenger is let through, read from YAML, and what they say of one comparison."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from model.errors import SettingsError
from training.behaviour.cases import read_tests, select
from training.behaviour.limits import read_limits
from training.compare.comparison import Comparison, Pair
from training.yaml_file import checked, read_yaml

DEFAULT_GATES = Path(__file__).parent / "gates.yaml"
Share = Field(ge=0, le=1)
Rate = Annotated[float, Share]
SHOWN = 3  # lost checks that an objection names


class Gates(BaseModel):
    """Bounds on what a challenger may lose. A rule on differences is met where the difference is exactly the bound."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    least_units: int = Field(ge=1)
    least_slice: int = Field(ge=1)  # classes and slices with fewer quotes are shown, not judged
    stance_gain_at_least: float = Field(ge=-1, le=1)
    stance_interval_low_at_least: float = Field(ge=-1, le=1)
    other_gain_at_least: float = Field(ge=-1, le=1)  # stance_text and sentiment
    class_drop_at_most: float = Share
    slice_drop_at_most: float = Share
    ece_rise_at_most: float = Share
    negative_flips_at_most: float = Share
    behaviour_drop_at_most: float = Share  # in the share of all checks
    behaviour_rise_at_most: float = Share  # in one test's failure rate, where it is above its limit
    behaviour_tests: tuple[str, ...] = ()  # those that are run, by name; all where none is named
    behaviour_limits: dict[str, Rate] = {}  # failure rates by test; beside these, the release limits of the suite


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule, met or not, and why."""

    met: bool
    reason: str


@dataclass(frozen=True)
class Verdict:
    """All rulings; a challenger passes where every rule is met."""

    rulings: tuple[Ruling, ...]

    @property
    def passed(self) -> bool:
        return all(ruling.met for ruling in self.rulings)

    @property
    def objections(self) -> list[str]:
        return [ruling.reason for ruling in self.rulings if not ruling.met]


def read_gates(path: Path = DEFAULT_GATES) -> Gates:
    """Return the rules in a YAML file; raises SettingsError that names the file, the rule and the value."""
    gates, tests = checked(path, Gates, read_yaml(path)), read_tests()
    try:
        select(tests, [*gates.behaviour_tests, *gates.behaviour_limits])
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from error
    released = {test: limit.release for test, limit in read_limits().items()}
    return gates.model_copy(update={"behaviour_limits": released | gates.behaviour_limits})


def judge(comparison: Comparison, gates: Gates) -> Verdict:
    """Apply every rule."""
    return Verdict(tuple(_rulings(comparison, gates)))


def _rulings(found: Comparison, gates: Gates) -> Iterator[Ruling]:
    stance = found.tasks["stance"]
    yield _least(f"{found.units} quotes are measured", found.units, gates.least_units)
    yield _least(_gain("stance macro-F1", stance.macro_f1), stance.macro_f1.gain, gates.stance_gain_at_least)
    low = stance.interval[0]
    yield _least(f"low end of that difference is {low:+.3f}", low, gates.stance_interval_low_at_least)
    for task in ("stance_text", "sentiment"):
        pair = found.tasks[task].macro_f1
        yield _least(_gain(f"{task} macro-F1", pair), pair.gain, gates.other_gain_at_least)
    for name, pair in _judged(stance.f1, gates):
        yield _most(_gain(f"stance F1 of {name}", pair), -pair.gain, gates.class_drop_at_most)
    for name, pair in _judged(stance.slices, gates):
        yield _most(_gain(f"stance accuracy on {name}", pair), -pair.gain, gates.slice_drop_at_most)
    yield _most(_gain("stance calibration error", stance.ece), stance.ece.gain, gates.ece_rise_at_most)
    flips = stance.negative_flips
    most = gates.negative_flips_at_most
    yield _within(f"{flips:.1%} of quotes turn from right to wrong; at most {most:.1%} may", flips, most)
    yield from _behaviours(found, gates)


def _behaviours(found: Comparison, gates: Gates) -> Iterator[Ruling]:
    """Rule on the suite as a whole, and on each test: within its limit, or hardly worse than the champion."""
    lost = f"; lost: {'; '.join(found.broken[:SHOWN])}" if found.broken else ""
    yield _most(_gain("behaviours kept", found.behaviour) + lost, -found.behaviour.gain, gates.behaviour_drop_at_most)
    for missing in sorted(set(gates.behaviour_tests or gates.behaviour_limits) - set(found.behaviours)):
        yield Ruling(met=False, reason=f"the behaviour {missing!r} was not measured; compare again")
    for name, test in found.behaviours.items():
        pair, limit = test.failures, gates.behaviour_limits.get(name, 0.0)
        bound = max(limit, pair.champion + gates.behaviour_rise_at_most)
        told = f"{_gain(f'failure rate of the behaviour {name!r}', pair)}; at most {bound:.3f} may fail"
        yield _within(told, pair.challenger, round(bound, 6))


def _judged(pairs: dict[str, Pair], gates: Gates) -> list[tuple[str, Pair]]:
    return [(name, pair) for name, pair in pairs.items() if pair.n >= gates.least_slice]


def _gain(what: str, pair: Pair) -> str:
    return f"{what} goes from {pair.champion:.3f} to {pair.challenger:.3f} ({pair.gain:+.3f})"


def _least(what: str, value: float, bound: float) -> Ruling:
    met = round(value, 6) >= bound
    return Ruling(met, f"{what}; at least {bound:g} is asked for")


def _most(what: str, value: float, bound: float) -> Ruling:
    return _within(f"{what}; it may get worse by at most {bound:g}", value, bound)


def _within(reason: str, value: float, bound: float) -> Ruling:
    return Ruling(round(value, 6) <= bound, reason)
