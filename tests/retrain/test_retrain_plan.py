"""What retraining learns from and withholds, and what tells two plans apart."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from model.artifacts.registry import Registry
from model.errors import InputError
from model.progress import Progress
from model.sides import SideTable
from tests.retrain.given import BOTH, GOOD, no_model, with_labels
from tests.tiny_world import FILLER, KNOWN, TAUGHT, recipe, rows, write
from training.retrain.files import write_sources
from training.retrain.plan import Plan, make_plan
from training.retrain.run import check, retrain
from training.retrain.types import Inputs, Options, Status
from training.run import read_data
from training.run import train as train_model


def test_a_correction_takes_the_place_of_a_corpus_row(inputs: Inputs, tmp_path: Path) -> None:
    row = rows(KNOWN, 8, 0, "known")[0]
    change = {"text": row["quote"], "context": row["paragraph"], "stance_text": "neutral", "sentiment": "positive"}
    plan = make_plan(with_labels(inputs, tmp_path, change | {"stance": "neutral"}), no_model)
    assert plan.replaced == 1
    [kept] = [one for one in plan.rows if one.quote == row["quote"]]
    assert (kept.stance, kept.sentiment) == ("neutral", "positive")


def test_what_a_model_is_measured_on_is_withheld_from_training(inputs: Inputs, tmp_path: Path) -> None:
    frozen = rows(BOTH, 9, 9, "frozen")[0]
    leak = GOOD | {"text": frozen["quote"], "context": f"Again: {frozen['paragraph']}"}
    plan = make_plan(with_labels(inputs, tmp_path, leak, GOOD), no_model)
    assert plan.withheld >= 1
    assert frozen["quote"] not in {row.quote for row in plan.rows}
    assert GOOD["text"] in {row.quote for row in plan.rows}


def test_a_corpus_of_which_nothing_is_left_to_learn_is_told_before_training(inputs: Inputs) -> None:
    with pytest.raises(InputError, match="nothing to learn from: of 96 rows 96 are withheld since the evaluation set"):
        make_plan(replace(inputs, evaluation=inputs.corpus), no_model)


def test_labels_by_reference_into_the_evaluation_articles_are_refused(inputs: Inputs, tmp_path: Path) -> None:
    text = "A mayor said, “The bridge is open,” on Monday."
    start = text.index("The")
    reference = {
        "id": "1", "article": "a", "start": start, "end": start + 19, "kind": "direct", "stance": "neutral",
        "stance_text": "neutral", "sentiment": "positive",
    }  # fmt: skip
    gold, articles = tmp_path / "gold.jsonl", tmp_path / "articles.jsonl"
    gold.write_text(json.dumps(reference) + "\n", "utf-8")
    articles.write_text(json.dumps({"article": "a", "text": text}) + "\n", "utf-8")
    same = Inputs(inputs.config, inputs.corpus, (), (gold,), (articles,), (gold,), (articles,))
    with pytest.raises(InputError, match="must not be what it learns from"):
        make_plan(same, no_model)


def test_corrections_weigh_as_real_news_beside_labels_by_reference_or_alone(inputs: Inputs, tmp_path: Path) -> None:
    reference = {
        "id": "1", "article": "a", "start": 0, "end": 4, "kind": "direct", "stance": "neutral",
        "stance_text": "neutral", "sentiment": "positive",
    }  # fmt: skip
    gold, articles = tmp_path / "gold.jsonl", tmp_path / "articles.jsonl"
    gold.write_text(json.dumps(reference) + "\n", "utf-8")
    articles.write_text(json.dumps({"article": "a", "text": "Fine."}) + "\n", "utf-8")
    labelled = with_labels(inputs, tmp_path, GOOD | {"context": f"A town said: “{GOOD['text']}”."})
    alone, _ = write_sources(make_plan(labelled, no_model), tmp_path / "alone").read()
    assert [unit.quote for unit in alone if unit.real] == [GOOD["text"]]
    both = replace(labelled, real=(gold,), articles=(articles,))
    units, _ = write_sources(make_plan(both, no_model), tmp_path / "both").read()
    assert {unit.quote for unit in units if unit.real} == {"Fine", GOOD["text"]}
    assert len(units) == len(alone) + 1


def test_a_corpus_row_is_no_correction_whatever_its_id_begins_with(inputs: Inputs, tmp_path: Path) -> None:
    made = [row | {"id": f"import-{row['id']}"} for row in rows(KNOWN, 8, 0, "duties")]
    corpus = write(tmp_path / "duties.jsonl", made)
    plan = make_plan(replace(with_labels(inputs, tmp_path, GOOD), corpus=(corpus,)), no_model)
    assert [row.quote for row in plan.corrected] == [GOOD["text"]]
    assert plan.warning.startswith("1 real quote to learn from")
    units, _ = write_sources(plan, tmp_path / "work").read()
    assert [unit.quote for unit in units if unit.real] == [GOOD["text"]]


def test_a_corpus_that_gives_an_id_twice_is_refused(inputs: Inputs, tmp_path: Path) -> None:
    made = rows(KNOWN, 2, 0, "d")
    corpus = write(tmp_path / "twice.jsonl", [*made, made[0]])
    with pytest.raises(InputError, match=rf"twice\.jsonl:{len(made) + 1}: id 'd-\d+' stands in line 1 already"):
        make_plan(replace(inputs, corpus=(corpus,)), no_model)


def test_corrections_are_learnt_in_the_stage_of_real_news_and_a_handful_is_never_held_out(
    inputs: Inputs, tmp_path: Path
) -> None:
    taught = [GOOD | {"text": f"We see {word} the orcs here,"} for word in FILLER]
    plan = make_plan(with_labels(inputs, tmp_path, *taught), no_model)
    data = read_data(plan.config, write_sources(plan, tmp_path / "work"), SideTable.load())
    assert sum(row.unit.real for row in data.train) == len(taught)
    assert data.held_out
    assert not any(row.unit.real for row in data.held_out)
    assert plan.warning.startswith(f"{len(taught)} real quotes to learn from")


def test_enough_corrections_are_held_out_as_real_news_is(inputs: Inputs, tmp_path: Path) -> None:
    taught = [row | {"text": row["quote"]} for row in rows(TAUGHT, 30, 4, "taught")]
    plan = make_plan(with_labels(inputs, tmp_path, *taught), no_model)
    data = read_data(plan.config, write_sources(plan, tmp_path / "work"), SideTable.load())
    assert data.held_out
    assert all(row.unit.real for row in data.held_out)
    assert not plan.warning


def test_a_recipe_for_real_news_without_any_trains_on_the_corpus_and_says_so(
    inputs: Inputs, options: Options, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    staged = yaml.safe_load(inputs.config.read_text("utf-8"))
    [stage] = staged.pop("stages")
    staged |= {"shared_stages": [stage | {"real_weight": 0.0}], "stages": [stage | {"authored_weight": 0.0}]}
    file = tmp_path / "staged.yaml"
    file.write_text(yaml.safe_dump(staged), "utf-8")
    outcome = retrain(replace(inputs, config=file), options, Progress(), train_model)
    assert outcome.status is Status.DONE
    assert capsys.readouterr().err.count("no real quotes to learn from") == 1
    calibration = Registry(options.registry).metadata(outcome.version).calibration
    assert calibration.context.stance.temperature != 1.0


def test_an_auxiliary_task_is_learnt_from_and_part_of_the_fingerprint(inputs: Inputs, tmp_path: Path) -> None:
    file = tmp_path / "targets.jsonl"
    span = {"from": 0, "to": 3, "polarity": 6}
    file.write_text(json.dumps({"sentence_normalized": "The bridge holds.", "targets": [span]}) + "\n", "utf-8")
    plan = make_plan(replace(inputs, targets=(file,)), no_model)
    assert plan.fingerprint != make_plan(inputs, no_model).fingerprint
    examples, _ = write_sources(plan, tmp_path / "work").examples(SideTable.load())
    assert [row.unit.quote for row in examples if row.only_tone] == ["The"]


def test_the_fingerprint_knows_a_files_role_the_evaluation_and_the_code(
    inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make_plan(inputs, no_model)
    [frozen] = inputs.evaluation
    made = [json.loads(line) for line in frozen.read_text("utf-8").splitlines()]
    other = write(tmp_path / "other.jsonl", [made[0] | {"sentiment": "positive"}, *made[1:]])
    after = make_plan(replace(inputs, evaluation=(other,)), no_model)
    assert after.rows == before.rows, "nothing else has changed"
    assert after.fingerprint != before.fingerprint
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", "utf-8")
    roles = (
        replace(inputs, real=(empty,)),
        replace(inputs, articles=(empty,)),
        replace(inputs, targets=(empty,)),
        replace(inputs, tones=(empty,)),
    )
    assert len({make_plan(role, no_model).fingerprint for role in roles}) == len(roles)
    monkeypatch.setattr("training.retrain.fingerprint.code_sha256", lambda: "another version")
    assert make_plan(inputs, no_model).fingerprint != before.fingerprint


def test_another_champions_answers_for_unjudged_labels_are_nothing_new(inputs: Inputs, tmp_path: Path) -> None:
    partly = {name: value for name, value in GOOD.items() if name != "sentiment"} | {"shown_stance_text": "neutral"}
    del partly["stance_text"]

    def answers(label: str, stance: str = "pro-kyiv") -> Plan:
        filled = {"stance": "neutral", "stance_text": "neutral", "sentiment": label}
        return make_plan(
            with_labels(inputs, tmp_path, partly | {"stance": stance}), lambda rows: [filled for _ in rows]
        )

    one, two = answers("positive"), answers("negative")
    assert [plan.corrected[0].sentiment for plan in (one, two)] == ["positive", "negative"]
    assert one.fingerprint == two.fingerprint
    assert answers("positive", "pro-moscow").fingerprint != one.fingerprint
    first = write_sources(one, tmp_path / "work").read()
    assert write_sources(two, tmp_path / "work").read() == first, "what a run began with it goes on with"


def test_a_dry_run_loads_no_model_and_finds_the_same_fingerprint(
    inputs: Inputs, options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled = with_labels(inputs, tmp_path, {name: GOOD[name] for name in ("text", "stance")})
    answers = {"stance": "neutral", "stance_text": "pro-kyiv", "sentiment": "negative"}
    plan = make_plan(labelled, lambda rows: [answers for _ in rows])

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a model was loaded")

    monkeypatch.setattr("training.retrain.run.Classifier.load", never)
    dry = check(labelled, options)
    assert (dry.fingerprint, dry.counts) == (plan.fingerprint, plan.counts)


@pytest.mark.parametrize("change", ["recipe", "corpus", "labels"])
def test_the_fingerprint_knows_recipe_and_data_and_not_the_order(
    inputs: Inputs, tmp_path: Path, base: Path, change: str
) -> None:
    made = rows(KNOWN, 8, 0, "known")
    turned = write(tmp_path / "turned.jsonl", made[::-1])
    before = make_plan(inputs, no_model).fingerprint
    assert make_plan(Inputs(inputs.config, (turned,), (), inputs.evaluation), no_model).fingerprint == before
    other = {
        "recipe": Inputs(recipe(tmp_path, base, epochs=3), inputs.corpus, (), inputs.evaluation),
        "corpus": Inputs(inputs.config, (write(tmp_path / "less.jsonl", made[1:]),), (), inputs.evaluation),
        "labels": with_labels(inputs, tmp_path, GOOD),
    }[change]
    assert make_plan(other, no_model).fingerprint != before
