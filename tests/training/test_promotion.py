"""Promotion: what was measured lets a challenger through, or force with a reason."""

from pathlib import Path
from typing import Any

import pytest

from model.artifacts.registry import CHAMPION, Alias, Registry
from model.errors import RegistryError, SettingsError
from training.behaviour.limits import read_limits
from training.compare.comparison import BehaviourComparison, Comparison, Pair, TaskComparison
from training.compare.gates import Gates, read_gates
from training.compare.kept import kept_of
from training.registry.promotion import RefusedError, promote


@pytest.fixture
def registry(tmp_path: Path, tiny_bundle: Path) -> Registry:
    made = Registry(tmp_path / "registry", create=True)
    for version in ("one", "two", "three"):
        made.add(tiny_bundle, version)
    return made


@pytest.fixture
def gates() -> Gates:
    return read_gates()


def comparison(champion: str, challenger: str, gain: float) -> Comparison:
    pair = Pair(champion=0.6, challenger=0.6 + gain, n=500)
    task = TaskComparison(
        macro_f1=pair, interval=(gain - 0.01, gain + 0.01), mcnemar_p=0.01, only_champion_right=1,
        only_challenger_right=2, f1={"neutral": pair}, slices={"side west": pair},
        ece=Pair(champion=0.1, challenger=0.1), brier=Pair(champion=0.5, challenger=0.5),
        flips=0.1, negative_flips=0.01,
    )  # fmt: skip
    tasks = dict.fromkeys(("stance", "stance_text", "sentiment"), task)
    even = Pair(champion=1.0, challenger=1.0, n=9)
    kept = BehaviourComparison(kind="INV", failures=Pair(champion=0.0, challenger=0.0))
    return Comparison(
        champion=champion, challenger=challenger, evaluation="x", units=500, tasks=tasks, behaviour=even,
        behaviours=dict.fromkeys(read_limits(), kept),
    )  # fmt: skip


def keep(registry: Registry, found: Comparison) -> None:
    registry.comparison_file(found.champion, found.challenger).write_text(found.model_dump_json(), "utf-8")


def test_the_first_champion_needs_no_comparison_the_next_one_does(registry: Registry, gates: Gates) -> None:
    assert promote(registry, "one", gates).version == "one"
    with pytest.raises(RegistryError, match="quotestance compare one two"):
        promote(registry, "two", gates)


def test_a_better_model_is_promoted_and_a_worse_one_refused_with_reasons(registry: Registry, gates: Gates) -> None:
    promote(registry, "one", gates)
    keep(registry, comparison("one", "two", +0.02))
    keep(registry, comparison("one", "three", -0.05))
    with pytest.raises(RefusedError, match=r"stance macro-F1 goes from 0\.600 to 0\.550"):
        promote(registry, "three", gates)
    assert promote(registry, "two", gates).version == "two"


def test_a_damaged_comparison_lets_nobody_through(registry: Registry, gates: Gates) -> None:
    promote(registry, "one", gates)
    registry.comparison_file("one", "two").write_text("{}", "utf-8")
    with pytest.raises(RegistryError, match=r"one\.\.two\.json is damaged: .*; compare again"):
        promote(registry, "two", gates)
    with pytest.raises(RegistryError, match=r"one\.\.two\.json is damaged"):
        kept_of(registry, "two")
    assert registry.path(CHAMPION).name == "one"


def test_force_needs_a_reason_and_is_remembered(registry: Registry, gates: Gates) -> None:
    assert promote(registry, "one", gates, force=True, reason="in haste").moves[-1].forced
    with pytest.raises(SettingsError, match="--reason"):
        promote(registry, "two", gates, force=True)
    move = promote(registry, "two", gates, force=True, reason="the old one leaks").moves[-1]
    assert (move.forced, move.reason) == (True, "the old one leaks")


def test_a_first_champion_never_takes_the_place_of_one_promoted_meanwhile(
    registry: Registry, gates: Gates, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = Registry.promote

    def late(held: Registry, version: str, **asked: Any) -> Alias:
        moved(held, "two")
        return moved(held, version, **asked)

    monkeypatch.setattr(Registry, "promote", late)
    with pytest.raises(RegistryError, match="no longer free"):
        promote(registry, "one", gates)
    assert registry.path(CHAMPION).name == "two"


def test_comparisons_are_found_by_their_challenger(registry: Registry) -> None:
    for champion, challenger in (("two", "three"), ("one", "three"), ("three", "one")):
        keep(registry, comparison(champion, challenger, 0.0))
    held = [registry.comparison_file(champion, "three") for champion in ("one", "two")]
    assert registry.comparisons_of("three") == held
    assert registry.comparisons_of("two") == []
