"""The runner of the behaviour suite, on classifiers that flip on purpose."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from model.errors import InputError, SettingsError
from model.labels import Sentiment, Stance, View
from model.types import ModelId, Prediction, Utterance
from tests.predictions import prediction
from training.behaviour import run_suite
from training.behaviour.cases import BehaviourTest, Check, CheckKind, read_tests, unmarked
from training.behaviour.changes import CHANGES
from training.behaviour.limits import Limit, breaches, read_limits
from training.behaviour.report import figures

MODEL = ModelId("fake", "1")


class Fake:
    """Labels by a rule on the context; remembers what it was asked."""

    model_id = MODEL

    def __init__(self, rule: Callable[[str], Stance], tone: Sentiment = Sentiment.NEUTRAL) -> None:
        self.rule, self.tone = rule, tone
        self.asked: list[Utterance] = []

    def classify(self, utterances: Iterable[Utterance], view: View | str = View.CONTEXT) -> list[Prediction]:
        assert view == View.CONTEXT
        items = list(utterances)
        self.asked += items
        return [self._one(item) for item in items]

    def _one(self, item: Utterance) -> Prediction:
        return prediction(self.rule(item.context or ""), tone=self.tone)


def always(label: Stance) -> Fake:
    return Fake(lambda _: label)


def if_said(word: str) -> Fake:
    """Say pro-moscow where the word stands in the text, and pro-kyiv elsewhere."""
    return Fake(lambda text: Stance.PRO_MOSCOW if word in text else Stance.PRO_KYIV)


def made(**fields: object) -> BehaviourTest:
    return BehaviourTest.model_validate({"name": "t", "kind": "INV", "about": "an example", **fields})


def contexts(test: BehaviourTest) -> list[str | None]:
    return [check.changed.context for check in test.checks() if check.changed]


SWAP = made(lists={"who": ["a", "b", "c"]}, cases=[{"text": "“{We hold,}” said $who."}])
PAIR = ["“{Yes,}” said a.", "“{No,}” said a."]


def test_a_swap_is_compared_with_the_first_wording() -> None:
    assert contexts(SWAP) == ["“We hold,” said b.", "“We hold,” said c."]
    assert {check.base.context for check in SWAP.checks()} == {"“We hold,” said a."}


def test_invariance_counts_each_changed_label_as_a_flip() -> None:
    result = run_suite(if_said("said b"), [SWAP]).results[0]
    assert (len(result.outcomes), len(result.failures), result.flip_rate, result.failure_rate) == (2, 1, 0.5, 0.5)
    assert result.failures[0].changed == "“We hold,” said b."
    assert (result.failures[0].label, result.failures[0].changed_label) == ("pro-kyiv", "pro-moscow")


def test_a_direction_fails_where_nothing_changes() -> None:
    test = made(kind="DIR", cases=[{"text": PAIR}])
    assert run_suite(always(Stance.NEUTRAL), [test]).results[0].failure_rate == 1
    assert run_suite(if_said("No"), [test]).results[0].failure_rate == 0


def test_a_direction_fails_where_the_label_turns_the_wrong_way() -> None:
    test = made(kind="DIR", cases=[{"text": PAIR, "label": "neutral"}])
    result = run_suite(if_said("No"), [test]).results[0]
    assert (result.flip_rate, result.failure_rate) == (1.0, 1.0)
    assert result.failures[0].expected == "neutral"


def test_a_direction_fails_where_the_base_had_the_stated_label_already() -> None:
    test = made(kind="DIR", cases=[{"text": PAIR, "label": "neutral"}])
    assert run_suite(always(Stance.NEUTRAL), [test]).results[0].failure_rate == 1


def test_minimum_functionality_asks_for_the_label_and_has_no_flips() -> None:
    test = made(kind="MFT", cases=[{"text": PAIR, "label": "pro-kyiv"}])
    result = run_suite(if_said("No"), [test]).results[0]
    assert (len(result.outcomes), result.failure_rate, result.flip_rate) == (2, 0.5, None)


def test_tone_is_judged_by_sentiment() -> None:
    test = made(kind="MFT", task="sentiment", cases=[{"text": "“{Yes,}” said a.", "label": "positive"}])
    assert run_suite(Fake(lambda _: Stance.NEUTRAL, Sentiment.POSITIVE), [test]).rate == 1
    assert run_suite(Fake(lambda _: Stance.NEUTRAL, Sentiment.NEGATIVE), [test]).rate == 0


def test_each_text_is_classified_once_with_its_context() -> None:
    fake = always(Stance.NEUTRAL)
    run_suite(fake, [SWAP, SWAP.model_copy(update={"name": "again"})])
    assert len(fake.asked) == len(set(fake.asked)) == 3
    assert all(item.context and item.text in item.context for item in fake.asked)


def test_frames_are_filled_with_the_slots_of_a_case() -> None:
    frames = ["“{$quote,}” said $who.", "$Who said: “{$quote.}”"]
    test = made(texts=frames, cases=[{"slots": {"who": "an officer", "quote": "We hold"}}])
    assert contexts(test) == ["An officer said: “We hold.”"]


def test_two_wordings_are_exchanged_one_at_a_time() -> None:
    test = made(lists={"one": ["a", "b"], "two": ["c", "d"]}, cases=[{"text": "“{$one $two}” he said."}])
    assert contexts(test) == ["“b c” he said.", "“a d” he said."]


def test_sentences_are_added_on_either_side_and_changes_applied() -> None:
    test = made(before=["Rain."], after=["Snow."], changes=["straight"], cases=[{"text": "“{Yes,}” said a."}])
    assert contexts(test) == ['"Yes," said a.', "Rain. “Yes,” said a.", "“Yes,” said a. Snow."]


def test_changes_that_do_nothing_to_a_text_are_not_counted() -> None:
    assert len(list(made(changes=["straight", "windows-lines"], cases=[{"text": "“{Yes,}” said a."}]).checks())) == 1


@given(st.text().filter(lambda text: not set("{}") & set(text)), st.sampled_from(sorted(CHANGES)))
def test_every_change_keeps_the_marked_words_in_their_text(text: str, name: str) -> None:
    found = unmarked(CHANGES[name](f"He said “{{a{text}}}” on Tuesday."))
    assert found.context is not None
    assert found.text in found.context


@given(st.text(max_size=20), st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_braces_hold_the_words_and_vanish(before: str, words: str, after: str) -> None:
    if set("{}") & set(before + words + after):
        return
    assert unmarked(f"{before}{{{words}}}{after}") == Utterance(words, context=before + words + after)


@pytest.mark.parametrize("text", ["no braces", "{a} and {b}", "{}", "}a{", "{a", "{{a}}"])
def test_words_must_be_marked_exactly_once(text: str) -> None:
    with pytest.raises(ValueError, match="exactly one pair of braces"):
        unmarked(text)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"cases": [{"text": "{a}"}]}, "case 1: nothing is changed"),
        ({"cases": [{"text": "{a} $who"}]}, "nothing is given for \\$who"),
        ({"cases": [{"slots": {"a": "b"}}]}, "needs a test with texts"),
        ({"kind": "MFT", "cases": [{"text": "{a}"}]}, "needs a label"),
        ({"cases": [{"text": ["{a}", "{b}"], "label": "neutral"}]}, "has no label, got neutral"),
        ({"kind": "MFT", "cases": [{"text": "{a}", "label": "angry"}]}, "got angry"),
        ({"changes": ["upside-down"], "cases": [{"text": "{a}"}]}, "got upside-down"),
        ({"cases": []}, "at least 1 item"),
        ({"lists": {"who": []}, "cases": [{"text": "{a} $who"}]}, r"lists\.who\s.* at least 1 item"),
        ({"case": [], "cases": [{"text": "{a}"}]}, "Extra inputs"),
    ],
)
def test_a_test_that_says_nothing_is_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        made(**fields)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("name: [", "utf-8")
    with pytest.raises(SettingsError, match=r"x\.yaml is not YAML"):
        read_tests(tmp_path)


def test_a_file_that_breaks_a_rule_is_named_with_the_rule(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("name: t\nkind: INV\nabout: x\ncases: []", "utf-8")
    with pytest.raises(SettingsError, match=r"x\.yaml: cases: .* at least 1 item"):
        read_tests(tmp_path)


def test_a_folder_without_tests_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no cases"):
        read_tests(tmp_path)


def test_two_tests_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(SWAP.model_dump(mode="json")), "utf-8")
    with pytest.raises(InputError, match="got twice: t"):
        read_tests(tmp_path)


def test_a_report_can_be_compared_check_by_check() -> None:
    one, two = run_suite(always(Stance.NEUTRAL), [SWAP]), run_suite(if_said("said c"), [SWAP])
    assert one.passed - two.passed == {"t 1.2"}
    assert (one.n, one.rate, two.rate) == (2, 1.0, 0.5)


def test_figures_are_json_and_show_the_first_failures() -> None:
    plain = json.loads(figures(run_suite(Fake(_first_only), [SWAP]), examples=1).model_dump_json())
    (row,) = plain["tests"]
    assert (row["failures"], row["flip_rate"], len(row["examples"])) == (2, 1.0, 1)
    assert row["examples"][0]["changed"] == "“We hold,” said b."


def _first_only(text: str) -> Stance:
    return Stance.PRO_KYIV if "said a" in text else Stance.NEUTRAL


def test_a_limit_is_kept_at_its_value_and_broken_above() -> None:
    report = run_suite(if_said("said b"), [SWAP])
    assert breaches(report, {"t": Limit(target=0, release=0.5)}) == ()
    (found,) = breaches(report, {"t": Limit(target=0, release=0.49)})
    assert str(found) == "t: 50.0% fail, at most 49.0% may"


@pytest.mark.parametrize("text", ["t: {target: 2, release: 1}", "t: 0.1", "t: [", "[]"])
def test_limits_out_of_bounds_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "limits.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=r"limits\.yaml"):
        read_limits(file)


def test_a_constant_answer_keeps_every_invariance_and_no_direction() -> None:
    report = run_suite(always(Stance.NEUTRAL))
    for result in report.results:
        wanted = {CheckKind.INVARIANCE: 0.0, CheckKind.DIRECTIONAL: 1.0}
        assert result.failure_rate == wanted.get(result.kind, result.failure_rate), result.test
    assert report["plain stance"].failure_rate > 0.5


def test_ids_are_unique() -> None:
    checks: list[Check] = [check for test in read_tests() for check in test.checks()]
    assert len({check.id for check in checks}) == len(checks)
