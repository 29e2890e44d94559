"""Champion and challenger: the figures are right, the gates bite, and every objection is said."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from model.classifier import Classifier
from model.cli import main
from model.errors import InputError, SettingsError
from model.labels import Kind, Sentiment, Stance
from model.progress import Progress
from model.registry import Registry, RegistryError
from model.types import ModelId, Prediction, Quote, SentimentResult, Speaker, StanceResult, Utterance
from tests.tiny_world import KNOWN, rows, write
from training.behaviour import Outcome, Report, Result
from training.behaviour.cases import CheckKind, Task, read_tests, select
from training.compare.cli import store
from training.compare.gates import DEFAULT_GATES, judge, read_gates
from training.compare.report import Comparison, compare
from training.end_to_end import Answers, answer, report
from training.evaluate import f1_by_class, macro_f1
from training.frozen import digest, read_frozen
from training.imports.check import check
from training.imports.rows import read_rows
from training.registry.promotion import promote
from training.tasks import TASKS
from training.units import Labels, Unit, authored_unit

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


def prediction(stance: Stance, sure: float) -> Prediction:
    chances = {label: sure if label == stance else (1 - sure) / 2 for label in Stance}
    result = StanceResult(stance, chances)
    tone = SentimentResult(Sentiment.NEUTRAL, dict(zip(Sentiment, (0.1, 0.1, 0.8), strict=True)))
    return Prediction(None, Quote("x", 0, 1), Speaker(), result, tone, ModelId("m", "1"), stance_text=result)


def answers(wrong: set[int], n: int = 300, sure: float = 0.9) -> Answers:
    """Answers of a model that is wrong on the given units alone, always by the next label."""
    order = tuple(Stance)
    units = tuple(unit(number, order[number % 3]) for number in range(n))
    said = (order[(number + (number in wrong)) % 3] for number in range(n))
    return Answers(units, tuple(prediction(stance, sure) for stance in said))


def compared(champion: set[int], challenger: set[int], sure: float = 0.9) -> Comparison:
    pair = answers(champion), answers(challenger, sure=sure)
    return compare(("old", "new"), pair, (ALL, ALL), "digest")


def behaving(champion: Report, challenger: Report) -> Comparison:
    return compare(("old", "new"), (answers(set()), answers(set())), (champion, challenger), "digest")


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
    assert any(reason.startswith("stance macro-F1 goes from 0.933 to 0.800") for reason in verdict.objections)


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
    [above] = judge(behaving(behaviour(tense=20), behaviour(names=26)), RULES).objections
    assert above == "failures of the behaviour 'names' goes from 0.000 to 0.260; at most 0.250 may fail"


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
    verdict = judge(compare(("old", "new"), pair, (ALL, ALL), "digest"), RULES)
    assert any("30 quotes are measured" in reason for reason in verdict.objections)


def test_slices_hold_every_unit() -> None:
    found = compared(set(), set(range(9)))
    for names in (("short quotes", "long quotes"), ("authored text", "real text")):
        assert (
            sum(found.tasks["stance"].slices[name].n for name in names if name in found.tasks["stance"].slices) == 300
        )


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


def test_a_comparison_on_other_quotes_than_were_kept_apart_lets_nobody_through(
    tmp_path: Path, tiny_bundle: Path
) -> None:
    registry = Registry(tmp_path / "registry", create=True)
    registry.add(tiny_bundle, "old")
    registry.add(tiny_bundle, "new", {"evaluation": "apart"})
    registry.promote("old")
    found, file = compared({1, 2, 3}, {1, 2, 3}), registry.comparison_file("old", "new")
    file.write_text(found.model_dump_json(), "utf-8")
    with pytest.raises(RegistryError, match=r"another evaluation set \(digest\).*\(apart\); run `quotestance compare"):
        promote(registry, "new", RULES)
    file.write_text(found.model_copy(update={"evaluation": "apart"}).model_dump_json(), "utf-8")
    assert promote(registry, "new", RULES).version == "new"


def test_the_first_line_tells_references_after_a_mark_and_empty_lines(tmp_path: Path) -> None:
    row = {"id": "1", "article": "a", "start": 0, "end": 2, "kind": "direct", "stance": "neutral"}
    row |= {"stance_text": "neutral", "sentiment": "neutral"}
    for start in ("\ufeff", "\n", "\ufeff\n \n"):
        (tmp_path / "gold.jsonl").write_text(start + json.dumps(row) + "\n", "utf-8")
        (tmp_path / "texts.jsonl").write_text(start + json.dumps({"article": "a", "text": "We."}) + "\n", "utf-8")
        [unit] = read_frozen([tmp_path / "gold.jsonl"], [tmp_path / "texts.jsonl"])
        assert unit.quote == "We"


@pytest.mark.parametrize(("text", "told"), [("- 1", "the file"), ("least_units: 0", "least_units"), ("x: [", "YAML")])
def test_bad_gates_are_named(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "gates.yaml"
    good = DEFAULT_GATES.read_text("utf-8").replace("least_units: 100", "")
    file.write_text(good + text if "least" in text else text, "utf-8")
    with pytest.raises(SettingsError, match=told):
        read_gates(file)


def test_an_evaluation_set_is_known_by_its_quotes_and_labels_whatever_their_order(tmp_path: Path) -> None:
    made = rows(KNOWN, 2, 0, "r")
    first = read_frozen([write(tmp_path / "a.jsonl", made)])
    assert digest(first) == digest(first[::-1])
    changed = [made[0] | {"sentiment": "positive"}, *made[1:]]
    assert digest(first) != digest(read_frozen([write(tmp_path / "b.jsonl", changed)]))


def test_references_join_their_articles_and_nothing_is_an_error(tmp_path: Path) -> None:
    text = "A mayor said, “The bridge is open,” on Monday."
    start = text.index("The")
    reference: dict[str, Any] = {
        "id": "1", "article": "a", "start": start, "end": start + 19, "kind": "direct", "stance": "neutral",
        "stance_text": "neutral", "sentiment": "positive",
    }  # fmt: skip
    gold, articles, empty = tmp_path / "gold.jsonl", tmp_path / "articles.jsonl", tmp_path / "empty.jsonl"
    gold.write_text(json.dumps(reference) + "\n", "utf-8")
    articles.write_text(json.dumps({"article": "a", "text": text}) + "\n", "utf-8")
    empty.write_text("", "utf-8")
    [unit] = read_frozen([gold], [articles])
    assert unit.quote == "The bridge is open,"
    with pytest.raises(InputError, match="no labelled quotes"):
        read_frozen([empty])


@pytest.fixture(scope="module")
def classifier(tiny_bundle: Path) -> Classifier:
    return Classifier.load(tiny_bundle, "cpu")


def test_answers_keep_the_order_of_units(classifier: Classifier, tmp_path: Path) -> None:
    units = read_frozen([write(tmp_path / "a.jsonl", rows(KNOWN, 2, 0, "r"))])
    found = answer(classifier, units, Progress()).predictions
    assert [one.quote.text for one in found if one] == [one.quote for one in units]
    backwards = answer(classifier, units[::-1], Progress()).predictions
    assert [one.quote.text for one in backwards if one] == [one.quote for one in units[::-1]]


def test_a_quote_that_is_not_found_is_wrong_and_the_figures_are_those_of_evaluate(
    classifier: Classifier, tmp_path: Path
) -> None:
    made = rows(KNOWN, 2, 0, "r")
    unmarked = made[0] | {"id": "unmarked", "paragraph": f"A spokesman said: {made[0]['quote']} and left."}
    found = answer(classifier, read_frozen([write(tmp_path / "a.jsonl", [*made, unmarked])]), Progress())
    assert [one is None for one in found.predictions] == [False] * len(made) + [True]
    # A model that would have it right, had it been given the words: right in all but the quote that is not found.
    right = tuple(
        one and prediction(unit.labels.stance, 0.8) for unit, one in zip(found.units, found.predictions, strict=True)
    )
    compared = compare(("old", "new"), (found, Answers(found.units, right)), (ALL, ALL), "digest")
    assert compared.tasks["stance"].slices["authored text"].challenger == pytest.approx(1 - 1 / len(right), abs=1e-4)
    assert compared.tasks["stance"].slices["side unknown"].n == len(right)
    for task, figures in ((task, report(found)[task.name]) for task in TASKS):
        assert isinstance(figures, dict)
        one = compared.tasks[task.name]
        for name, pair in (("macro_f1", one.macro_f1), ("ece", one.ece), ("brier", one.brier)):
            assert pair.champion == pytest.approx(figures[name], abs=6e-4), (task.name, name)
        assert {name: round(pair.champion, 3) for name, pair in one.f1.items()} == pytest.approx(
            figures["f1"], abs=1e-3
        )


@pytest.mark.parametrize("context", [None, "“We  mended the roof,” said a teacher, Olena Vymyslena."])
def test_a_quote_that_no_text_holds_is_read_as_an_item_without_its_speaker(
    context: str | None, classifier: Classifier, tmp_path: Path
) -> None:
    labels = {"stance": "neutral", "stance_text": "neutral", "sentiment": "positive"}
    row = {"text": "We mended the roof,", "context": context, "speaker": "Borys Vyhadanyi", **labels}
    file = write(tmp_path / "labels.jsonl", [row])
    [made] = check((file, raw) for raw in read_rows(file)).good
    unit = authored_unit(made)
    [found] = answer(classifier, [unit], Progress()).predictions
    [item] = classifier.classify([Utterance(unit.quote, context=unit.text)], "both")
    assert found == item
    assert found is not None
    assert (unit.speaker, found.speaker.name) == ("Borys Vyhadanyi", item.speaker.name)
    assert found.speaker.name != unit.speaker


def test_the_command_shows_a_table_keeps_the_comparison_and_signals_the_verdict(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry(tmp_path / "registry", create=True)
    for version in ("one", "two"):
        registry.add(tiny_bundle, version)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one").mkdir()  # a folder of a known name is not what is meant
    frozen = write(tmp_path / "frozen.jsonl", rows(KNOWN, 9, 0, "r"))
    gates = tmp_path / "gates.yaml"
    gates.write_text(DEFAULT_GATES.read_text("utf-8").replace("tests: []", "tests: [plain stance, tense]"), "utf-8")
    shared = ["--registry", str(registry.folder), "--gates", str(gates)]
    status = main(["compare", "one", "two", "--on", str(frozen), "--device", "cpu", *shared])
    shown = capsys.readouterr().out
    assert status == 0, shown
    assert "passes every gate" in shown
    found = Comparison.model_validate_json(registry.comparison_file("one", "two").read_bytes())
    assert set(found.behaviours) == {"plain stance", "tense"}
    assert all(f"{one.kind} {name}" in shown for name, one in found.behaviours.items())
    assert found.behaviours["tense"].flips


def test_a_comparison_with_a_folder_elsewhere_is_no_evidence_for_the_registrys_copy(
    tmp_path: Path, tiny_bundle: Path
) -> None:
    registry = Registry(tmp_path / "registry", create=True)
    registry.add(tiny_bundle, "old")
    copied = shutil.copytree(
        registry.add(tiny_bundle, "new"), tmp_path / "new"
    )  # and changed in place, for all we know
    found = compared(set(range(3)), set(range(3)))
    kept = registry.comparison_file("old", "new")
    store(registry, found, (registry.path("old"), copied))
    assert not kept.exists()
    store(registry, found, (registry.path("old"), registry.path("new")))
    assert kept.is_file()
