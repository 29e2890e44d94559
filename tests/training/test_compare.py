"""Champion and challenger: the figures are right, the gates bite, and every objection is said."""

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from sklearn.metrics import f1_score

from model.errors import SettingsError
from model.labels import Kind, Sentiment, Stance
from tests.predictions import prediction
from training.behaviour import Outcome, Report, Result
from training.behaviour.cases import CheckKind, Task, read_tests, select
from training.compare.comparison import Comparison
from training.compare.gates import DEFAULT_GATES, judge, read_gates
from training.compare.paired import compare
from training.compare.table import show
from training.data.units import Labels, Unit
from training.evaluation.end_to_end import Answers
from training.evaluation.metrics import f1_by_class, macro_f1

labels = st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 2)), min_size=1, max_size=60)  # -1: no answer
RULES = read_gates().model_copy(update={"behaviour_tests": ("names", "tense"), "behaviour_limits": {"names": 0.25}})


def behaviour(names: int = 0, tense: int = 0, of: int = 100) -> Report:
    """Return the report of a model that flips on so many of the changes of two tests."""
    return Report("m", tuple(_result(name, flips, of) for name, flips in (("names", names), ("tense", tense))))


def _result(name: str, flips: int, of: int) -> Result:
    said = ["neutral" if place < flips else "pro-kyiv" for place in range(of)]
    outcomes = (
        Outcome(f"{name} {place}", "x", "pro-kyiv", "the same", label == "pro-kyiv", "y", label)
        for place, label in enumerate(said)
    )
    return Result(name, CheckKind.INVARIANCE, Task.STANCE, "", of, tuple(outcomes))


ALL = behaviour()


def unit(number: int, stance: Stance) -> Unit:
    answers = Labels(kind=Kind.DIRECT, stance=stance, stance_text=stance, sentiment=Sentiment.NEUTRAL)
    return Unit(str(number), f"article {number // 3}", f"Quote {number}.", 0, 8, answers)


def answers(wrong: set[int], n: int = 300, sure: float = 0.9) -> Answers:
    """Answers of a model that is wrong on the given units alone, always by the next label."""
    order = tuple(Stance)
    units = tuple(unit(number, order[number % 3]) for number in range(n))
    said = (order[(number + (number in wrong)) % 3] for number in range(n))
    made = (prediction(stance, sure) for stance in said)
    return Answers(units, tuple(replace(one, stance_text=one.stance) for one in made))


def compared(champion: set[int], challenger: set[int], sure: float = 0.9) -> Comparison:
    pair = answers(champion), answers(challenger, sure=sure)
    return compare(("old", "new"), pair, (ALL, ALL))


def behaving(champion: Report, challenger: Report) -> Comparison:
    return compare(("old", "new"), (answers(set()), answers(set())), (champion, challenger))


@given(labels)
def test_macro_f1_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    gold, said = (np.asarray(one) for one in zip(*pairs, strict=True))
    reference = f1_score(gold, said, labels=range(3), average="macro", zero_division=0)
    assert macro_f1(gold, said) == pytest.approx(reference)
    assert f1_by_class(gold, said) == pytest.approx(
        f1_score(gold, said, labels=range(3), average=None, zero_division=0)
    )


def test_a_model_against_itself_moves_nothing_and_passes() -> None:
    found = compared({1, 2, 3}, {1, 2, 3})
    stance = found.tasks["stance"]
    assert (stance.macro_f1.gain, stance.interval, stance.mcnemar_p, stance.flips) == (0, (0, 0), 1, 0)
    assert judge(found, RULES).passed


def test_what_only_one_of_them_has_right_is_counted_and_tested() -> None:
    stance = compared(set(range(40)), set(range(35, 45))).tasks["stance"]
    assert (stance.only_champion_right, stance.only_challenger_right) == (5, 35)
    assert stance.mcnemar_p < 1e-5
    assert stance.flips == pytest.approx(40 / 300, abs=1e-4)
    assert stance.negative_flips == pytest.approx(5 / 300, abs=1e-4)
    low, high = stance.interval
    assert 0 < low <= stance.macro_f1.gain <= high


def test_a_better_challenger_passes_and_a_worse_one_is_told_why() -> None:
    assert judge(compared(set(range(60)), set(range(20))), RULES).passed
    verdict = judge(compared(set(range(20)), set(range(60))), RULES)
    assert not verdict.passed
    assert any(
        reason.startswith("stance macro-F1 goes from 0.933 to 0.800 (-0.133); ") for reason in verdict.objections
    )
    assert "13.3% of quotes turn from right to wrong; at most 10.0% may" in verdict.objections


def test_one_class_may_not_pay_for_the_others() -> None:
    champion = {number for number in range(300) if number % 3 == 2 and number < 150}
    challenger = {number for number in range(300) if number % 3 == 1 and number < 90}
    verdict = judge(compared(champion, challenger), RULES)
    assert [reason for reason in verdict.objections if "stance F1 of pro-moscow" in reason]


def test_overconfidence_is_an_objection() -> None:
    spread = set(range(0, 300, 5))
    sure = judge(compared(spread, spread, sure=0.999), RULES)
    assert any("calibration error" in reason for reason in sure.objections)


def test_flips_within_a_tests_limit_pass_and_flips_above_it_do_not() -> None:
    assert judge(behaving(ALL, behaviour(names=5)), RULES).passed
    assert judge(behaving(behaviour(names=25), behaviour(names=25)), RULES).passed
    assert judge(behaving(behaviour(tense=20), behaviour(names=25)), RULES).passed, "at the limit"
    [above] = judge(behaving(behaviour(tense=20), behaviour(names=26)), RULES).objections
    assert above == "failure rate of the behaviour 'names' goes from 0.000 to 0.260 (+0.260); at most 0.250 may fail"


def test_above_a_limit_a_model_may_fail_hardly_more_than_the_champion() -> None:
    assert judge(behaving(behaviour(names=60), behaviour(names=62)), RULES).passed
    assert judge(behaving(behaviour(names=60), behaviour(names=40)), RULES).passed
    assert not judge(behaving(behaviour(names=60), behaviour(names=66)), RULES).passed
    assert not judge(behaving(ALL, behaviour(tense=6)), RULES).passed, "a test without a limit has the champion's"


def test_lost_checks_are_named_and_bounded_over_all_tests() -> None:
    lost = judge(behaving(ALL, behaviour(names=7)), RULES)
    assert [one for one in lost.objections if "lost: names 0; names 1; names 2;" in one]


def test_a_behaviour_that_the_gates_name_must_have_been_measured() -> None:
    rules = RULES.model_copy(update={"behaviour_tests": ("names", "negation")})
    assert [one for one in judge(behaving(ALL, ALL), rules).objections if "'negation' was not measured" in one]


def test_the_gates_take_the_release_limits_of_the_suite_and_may_override_them(tmp_path: Path) -> None:
    file = tmp_path / "gates.yaml"
    file.write_text(DEFAULT_GATES.read_text("utf-8").replace("limits: {}", "limits: {tense: 0.5}"), "utf-8")
    before, after = read_gates(), read_gates(file)
    assert set(before.behaviour_limits) == {test.name for test in read_tests()}
    assert after.behaviour_limits == before.behaviour_limits | {"tense": 0.5}


def test_a_behaviour_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match=r"no behaviour test humour; there are: .*tense"):
        select(read_tests(), ["tense", "humour"])


@pytest.mark.parametrize("setting", ["tests: [tense, humour]", "limits: {tense: 0.5, humour: 0.1}"])
def test_gates_that_name_a_behaviour_that_is_none_are_refused(setting: str, tmp_path: Path) -> None:
    file, kind = tmp_path / "gates.yaml", setting.partition(":")[0]
    written = "".join(
        f"behaviour_{setting}\n" if line.startswith(f"behaviour_{kind}:") else line
        for line in DEFAULT_GATES.read_text("utf-8").splitlines(keepends=True)
    )
    file.write_text(written, "utf-8")
    with pytest.raises(SettingsError, match=r"gates\.yaml: there is no behaviour test humour; there are: .*tense"):
        read_gates(file)


def test_small_evaluations_settle_nothing() -> None:
    pair = answers(set(), n=30), answers(set(), n=30)
    verdict = judge(compare(("old", "new"), pair, (ALL, ALL)), RULES)
    assert any("30 quotes are measured" in reason for reason in verdict.objections)


def test_slices_hold_every_unit() -> None:
    found = compared(set(), set(range(9))).tasks["stance"].slices
    for cut in ("side ", "kind ", "length ", ("authored text", "real text")):
        assert sum(pair.n for name, pair in found.items() if name.startswith(cut)) == 300


def test_rows_and_objections_are_shown_as_one_line_whatever_the_width() -> None:
    found, out = behaving(ALL, behaviour(names=26)), io.StringIO()
    verdict = judge(found, RULES)
    show(found, verdict, Console(file=out, width=30))
    assert verdict.objections
    assert {f"  {objection}" for objection in verdict.objections} <= set(out.getvalue().splitlines())
    assert re.search(r"\n  fail, INV names +100 +0\.000 +0\.260 +\+0\.260\n", out.getvalue())


def test_a_small_slice_is_shown_without_being_judged_and_a_large_one_is_judged() -> None:
    found = compared(set(), set(range(9)))
    stance = found.tasks["stance"]
    lost = next(iter(stance.slices.values())).model_copy(update={"champion": 1.0, "challenger": 0.2, "n": 29})
    small = stance.model_copy(update={"slices": {"side other": lost}, "f1": {"neutral": lost}})
    rules = RULES.model_copy(update={"least_slice": 30})
    told = judge(found.model_copy(update={"tasks": found.tasks | {"stance": small}}), rules).objections
    assert not [one for one in told if "side other" in one or "F1 of neutral" in one]
    judged = judge(
        found.model_copy(update={"tasks": found.tasks | {"stance": small}}),
        rules.model_copy(update={"least_slice": 29}),
    )
    for name in ("stance accuracy on side other", "stance F1 of neutral"):
        assert [one for one in judged.objections if one.startswith(name)]
