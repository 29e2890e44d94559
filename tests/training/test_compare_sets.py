"""On what models are compared, what they answer there, and the command."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.artifacts.registry import Registry
from model.classifier import Classifier
from model.cli import main
from model.errors import InputError, RegistryError, SettingsError
from model.progress import Progress
from model.types import Utterance
from tests.predictions import prediction
from tests.tiny_world import KNOWN, rows, write
from tests.training.test_compare import ALL, RULES, compared
from training.compare.cli import store
from training.compare.comparison import Comparison
from training.compare.gates import DEFAULT_GATES, read_gates
from training.compare.paired import compare
from training.data.frozen import digest, read_frozen
from training.data.units import authored_unit
from training.evaluation.end_to_end import Answers, answer, report, slices
from training.imports.check import check
from training.imports.rows import read_rows
from training.registry.promotion import promote


def test_a_comparison_on_other_quotes_than_were_kept_apart_lets_nobody_through(
    tmp_path: Path, tiny_bundle: Path
) -> None:
    registry = Registry(tmp_path / "registry", create=True)
    registry.add(tiny_bundle, "old")
    registry.add(tiny_bundle, "new", {"evaluation": "apart"})
    registry.promote("old")
    found, file = compared({1, 2, 3}, {1, 2, 3}), registry.comparison_file("old", "new")
    file.write_text(found.model_dump_json(), "utf-8")
    with pytest.raises(RegistryError, match=r"another evaluation set .*\(apart\); run `quotestance compare"):
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


@pytest.mark.parametrize("line", ["[" * 50_000, '{"id": ' + "1" * 5000 + "}", "{"])
def test_a_first_line_that_cannot_be_read_is_named_like_any_other(line: str, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(line + "\n", "utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:1: "):
        read_frozen([tmp_path / "gold.jsonl"])


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"text": "We wait.", "speaker": "A mayor"}, "kind, stance, stance_text, sentiment, id, paragraph, quote"),
        ({"article": "a", "text": "We wait."}, "kind, stance, stance_text, sentiment, id, article, start, end"),
    ],
)
def test_a_file_of_another_kind_is_told_what_a_line_must_have(row: dict[str, str], wanted: str, tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_text(json.dumps(row), "utf-8")
    told = f": Field required; every line must have {wanted}; this one has {', '.join(row)}"
    with pytest.raises(InputError, match=rf"items\.jsonl:1: \w+{re.escape(told)}"):
        read_frozen([tmp_path / "items.jsonl"])


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
    noted = [made[0] | {"topic": "buses"}, *made[1:]]
    assert digest(first) == digest(read_frozen([write(tmp_path / "c.jsonl", noted)]))


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
        one and replace(one, stance=prediction(unit.labels.stance).stance)
        for unit, one in zip(found.units, found.predictions, strict=True)
    )
    compared = compare(("old", "new"), (found, Answers(found.units, right)), (ALL, ALL))
    assert compared.tasks["stance"].slices["authored text"].challenger == pytest.approx(1 - 1 / len(right), abs=1e-4)
    cut = {f"{one.slice} {one.value}": one.n for one in slices(found, least=1)}
    held = compared.tasks["stance"].slices
    assert {name: pair.n for name, pair in held.items() if name in cut} == {
        name: n for name, n in cut.items() if name.startswith(("side", "kind", "length"))
    }
    for task, figures in report(found).tasks():
        one = compared.tasks[task]
        for name, pair in (("macro_f1", one.macro_f1), ("ece", one.ece), ("brier", one.brier)):
            assert pair.champion == pytest.approx(getattr(figures, name), abs=6e-4), (task, name)
        assert {name: round(pair.champion, 3) for name, pair in one.f1.items()} == pytest.approx(figures.f1, abs=1e-3)


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


@pytest.mark.parametrize(("wrong", "status"), [(0, 0), (200, 1)])
def test_the_command_s_status_says_whether_every_gate_is_passed(
    wrong: int, status: int, tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = write(tmp_path / "frozen.jsonl", rows(KNOWN, 1, 0, "r"))
    rules = RULES.model_copy(update={"behaviour_tests": ()})
    monkeypatch.setattr("training.compare.cli.read_gates", lambda _: rules)
    monkeypatch.setattr("training.compare.measure.measure", lambda *_: compared(set(), set(range(wrong))))
    for how in ([], ["--json"]):
        assert main(["compare", str(tiny_bundle), str(tiny_bundle), "--on", str(frozen), *how]) == status


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
    store(registry, found.model_copy(update={"challenger": "unheard of"}), (registry.path("old"), copied))
    assert list((registry.folder / "comparisons").iterdir()) == []
    store(registry, found, (registry.path("old"), registry.path("new")))
    assert kept.is_file()
