"""Retraining: checked first, one run at a time, taken up where it was interrupted, apart from its measure."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from filelock import FileLock

from model.bundle import Bundle, Metadata
from model.cli import main
from model.errors import InputError, SettingsError
from model.network import Architecture, Network
from model.progress import Progress
from model.registry import CHALLENGER, CHAMPION, Registry, RegistryError
from model.sides import SideTable
from tests.tiny_world import FILLER, KNOWN, TAUGHT, recipe, rows, tiny_base, write
from training.compare.gates import read_gates
from training.compare.report import Comparison
from training.config import Config
from training.evaluation import Evaluation
from training.imports.check import Row
from training.registry.promotion import promote as promote_by_gates
from training.retrain.cli import train_bundle
from training.retrain.files import write_sources
from training.retrain.plan import Inputs, Plan, make_plan
from training.retrain.run import BadRowsError, BusyError, Options, Status, Train, check, retrain
from training.run import read_data
from training.sources import Sources
from training.tracking import track

BOTH = {label: KNOWN[label] + TAUGHT[label] for label in KNOWN}
GOOD = {"text": "We see the orcs here,", "stance": "pro-kyiv", "stance_text": "pro-kyiv", "sentiment": "negative"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_base(tmp_path_factory.mktemp("base"))


@pytest.fixture
def inputs(tmp_path: Path, base: Path) -> Inputs:
    corpus = write(tmp_path / "corpus.jsonl", rows(KNOWN, 8, 0, "known"))
    frozen = write(tmp_path / "frozen.jsonl", rows(BOTH, 9, 9, "frozen"))
    return Inputs(recipe(tmp_path, base, epochs=2), (corpus,), (), (frozen,))


@pytest.fixture
def options(tmp_path: Path) -> Options:
    few = read_gates().model_copy(update={"behaviour_tests": ("tense", "plain stance")})
    return Options(tmp_path / "registry", few, device="cpu")


def no_model(rows: Sequence[Row]) -> list[dict[str, str]]:
    raise AssertionError(f"every label is given, yet a model was asked for {len(rows)}")


def with_labels(inputs: Inputs, folder: Path, *made: object) -> Inputs:
    file = folder / "labels.jsonl"
    file.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in made), "utf-8")
    return Inputs(inputs.config, inputs.corpus, (file,), inputs.evaluation)


def test_a_run_registers_a_challenger_with_its_whole_lineage(inputs: Inputs, options: Options) -> None:
    outcome = retrain(inputs, options, Progress(), train_bundle)
    registry = Registry(options.registry)
    assert registry.path(CHALLENGER).name == outcome.version
    assert registry.alias(CHAMPION) is None, "nothing is promoted unless it was asked for"
    lineage = registry.lineage(outcome.version)
    assert {
        "fingerprint",
        "files",
        "counts",
        "evaluation",
        "config",
        "code_version",
        "seconds",
        "hardware",
    } <= set(lineage)
    assert set(lineage["files"]) == {str(file) for file in inputs.files}
    assert registry.metadata(outcome.version).reference["n"] == lineage["counts"]["evaluation"]
    assert list((options.registry / "work").iterdir()) == []
    card = (registry.path(outcome.version) / "MODEL_CARD.md").read_text("utf-8")
    assert f"on {lineage['counts']['evaluation']} labelled quotes of authored text (frozen.jsonl" in card
    for part in ("F1 by class", "### Baselines", "### Slices", "### Behaviour"):
        assert part in card


def test_the_same_data_and_recipe_are_trained_once(inputs: Inputs, options: Options) -> None:
    first = retrain(inputs, options, Progress(), train_bundle)

    def never(*_: object) -> Path:
        raise AssertionError("there is nothing new to train on")

    again = retrain(inputs, options, Progress(), never)
    assert (again.version, again.status) == (first.version, Status.DONE)


def test_an_interrupted_run_is_taken_up_without_training_again(inputs: Inputs, options: Options) -> None:
    calls = []

    def interrupted(config: Config, sources: Sources, out: Path, progress: Progress, evaluation: Evaluation) -> Path:
        calls.append(out)
        train_bundle(config, sources, out, progress, evaluation)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retrain(inputs, options, Progress(), interrupted)
    assert Registry(options.registry).versions() == []
    outcome = retrain(inputs, options, Progress(), interrupted)
    assert len(calls) == 1
    assert Registry(options.registry).versions() == [outcome.version]


def test_a_model_that_was_rolled_back_stays_away_at_night(inputs: Inputs, options: Options, tiny_bundle: Path) -> None:
    first = retrain(inputs, options, Progress(), train_bundle).version
    registry = Registry(options.registry)
    registry.add(tiny_bundle, "other")
    nightly = replace(options, promote=True)
    registry.promote("other")
    offered = retrain(inputs, nightly, Progress(), train_bundle)
    assert offered.verdict is not None, "an old model is compared with a champion that it never met"
    if not offered.promoted:
        registry.promote(first)
    registry.rollback(reason="a complaint")
    assert not retrain(inputs, nightly, Progress(), train_bundle).promoted
    assert registry.path(CHAMPION).name == "other"


def test_two_runs_never_overlap(inputs: Inputs, options: Options) -> None:
    options.registry.mkdir()
    with FileLock(options.registry / "retrain.lock"), pytest.raises(BusyError, match=r"retrain\.lock"):
        retrain(inputs, options, Progress(), train_bundle)


def test_bad_rows_stop_the_run_before_anything_is_trained(inputs: Inputs, options: Options, tmp_path: Path) -> None:
    with pytest.raises(BadRowsError, match=r"labels\.jsonl:2: not JSON"):
        retrain(with_labels(inputs, tmp_path, GOOD, "{broken"), options, Progress(), train_bundle)
    assert Registry(options.registry).versions() == []


def test_a_stored_correction_that_its_context_does_not_hold_stops_no_night(
    inputs: Inputs, options: Options, tmp_path: Path
) -> None:
    stored = {"item": "5eed", "created_at": "2026-11-25T10:00:00Z", "model_version": "1", "annotator": "anna"}
    astray = GOOD | stored | {"context": "A resident spoke of the harbour."}
    plan = check(with_labels(inputs, tmp_path, GOOD, astray), options)
    assert (plan.counts["imported"], plan.counts["bad"], plan.counts["not in their contexts"]) == (1, 0, 1)


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


def test_corrections_are_learnt_in_the_stage_of_real_news_and_a_handful_is_never_held_out(
    inputs: Inputs, tmp_path: Path
) -> None:
    taught = [GOOD | {"text": f"We see the orcs {word} here,"} for word in FILLER]
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
    outcome = retrain(replace(inputs, config=file), options, Progress(), train_bundle)
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
    monkeypatch.setattr("training.retrain.fingerprint.code", lambda: "another version")
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


@pytest.fixture(scope="module")
def untrained(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a tiny model that learnt nothing."""
    architecture = Architecture(str(base), tuned_layers=1)
    metadata = Metadata(version="0", created="2024-01-01", code_version="test", architecture=architecture)
    folder = tmp_path_factory.mktemp("untrained") / "model"
    Bundle(metadata, Network(architecture).eval(), "# An untrained model\n").save(folder)
    return folder


def fake_train(bundle: Path, calls: list[Path]) -> Train:
    """Train nothing, but take a bundle that is there."""

    def train(_: Config, __: Sources, out: Path, *___: object) -> Path:
        calls.append(out)
        shutil.copytree(bundle, out)
        return out

    return train


def test_an_interruption_before_the_alias_is_repaired(
    inputs: Inputs, options: Options, untrained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Path] = []
    train, promote = fake_train(untrained, calls), Registry.promote

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Registry, "promote", interrupted)
    with pytest.raises(KeyboardInterrupt):
        retrain(inputs, options, Progress(), train)
    registry = Registry(options.registry)
    assert registry.aliases() == []
    assert list((options.registry / "work").iterdir())
    monkeypatch.setattr(Registry, "promote", promote)
    outcome = retrain(inputs, options, Progress(), train)
    assert len(calls) == 1
    assert registry.path(CHALLENGER).name == outcome.version
    assert list((options.registry / "work").iterdir()) == []
    registry.add(untrained, "newer")
    registry.promote("newer", CHALLENGER)
    retrain(inputs, options, Progress(), train)
    assert registry.path(CHALLENGER).name == "newer", "only what was never named is named"


def test_a_comparison_on_other_quotes_is_made_anew_before_promotion_rests_on_it(
    inputs: Inputs, options: Options, untrained: Path
) -> None:
    registry = Registry(options.registry, create=True)
    registry.add(untrained, "first")
    registry.promote("first")
    train = fake_train(untrained, [])
    version = retrain(inputs, options, Progress(), train).version
    file = registry.comparison_file("first", version)
    right = Comparison.model_validate_json(file.read_bytes())
    file.write_text(right.model_copy(update={"evaluation": "other"}).model_dump_json(), "utf-8")
    with pytest.raises(RegistryError, match="another evaluation set"):
        promote_by_gates(registry, version, options.gates)
    again = retrain(inputs, replace(options, promote=True), Progress(), train)
    assert again.verdict is not None
    assert Comparison.model_validate_json(file.read_bytes()).evaluation == right.evaluation


def test_what_is_left_out_is_listed_before_training(
    inputs: Inputs, options: Options, untrained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anna, boris = GOOD | {"annotator": "anna"}, GOOD | {"annotator": "boris", "stance": "neutral"}
    labelled = with_labels(inputs, tmp_path, anna, boris, "{broken")
    retrain(labelled, replace(options, keep_good=True), Progress(), fake_train(untrained, []))
    said = capsys.readouterr().err
    assert "labels.jsonl:2: annotators differ on stance: anna says pro-kyiv; boris says neutral [conflict]" in said
    assert "[bad]" in said
    assert said.index("1 in conflict (left out)") < said.index("measuring on the evaluation set")


class FakeMlflow:
    """As much of a client as tracking asks for; fails at a step where it is told to."""

    def __init__(self, fails: str = "") -> None:
        self.fails, self.runs, self.versions = fails, dict[str, dict[str, str]](), list[str]()

    def get_experiment_by_name(self, _: str) -> SimpleNamespace:
        return SimpleNamespace(experiment_id="1")

    def search_runs(self, _: list[str], wanted: str) -> list[SimpleNamespace]:
        held = {f"tags.version = '{one['version']}' and attributes.status = '{one['status']}'": name
                for name, one in self.runs.items()}  # fmt: skip
        return [SimpleNamespace(info=SimpleNamespace(run_id=held[wanted]))] if wanted in held else []

    def create_run(self, _: str, run_name: str, tags: dict[str, str]) -> SimpleNamespace:
        name = f"run {len(self.runs)}"
        self.runs[name] = tags | {"status": "RUNNING", "name": run_name}
        return SimpleNamespace(info=SimpleNamespace(run_id=name, artifact_uri="x"))

    def set_terminated(self, run: str, status: str = "FINISHED") -> None:
        self.runs[run]["status"] = status

    def search_registered_models(self, _: str) -> list[str]:
        return ["quotestance"]

    def create_model_version(self, *_: object, tags: dict[str, str]) -> None:
        self.versions.append(tags["version"])

    def log_param(self, *_: object) -> None:
        if self.fails == "log_param":
            raise OSError("disk full")

    def log_metric(self, *_: object) -> None: ...

    def log_artifact(self, *_: object) -> None: ...


def test_a_version_is_logged_once_and_a_run_that_fails_is_marked(
    tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mlflow = pytest.importorskip("mlflow", reason="MLflow is an optional extra: pip install -e '.[tracking]'")
    registry = Registry(tmp_path / "registry", create=True)
    registry.add(tiny_bundle, "one", {"seeds": [1]})
    client = FakeMlflow(fails="log_param")
    monkeypatch.setattr(mlflow, "MlflowClient", lambda **_: client)
    with pytest.raises(SettingsError, match=r"MLflow at sqlite:///x\.db did not take the run: disk full"):
        track("sqlite:///x.db", registry.folder, "one")
    client.fails = ""
    assert track("sqlite:///x.db", registry.folder, "one") == track("sqlite:///x.db", registry.folder, "one") == "run 1"
    assert [run["status"] for run in client.runs.values()] == ["FAILED", "FINISHED"]
    assert client.versions == ["one"]


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


def test_the_commands_exit_codes_are_the_documented_ones(
    inputs: Inputs, options: Options, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = with_labels(inputs, tmp_path, GOOD, "{broken").corrections[0]
    shared = ["--on", inputs.evaluation[0], "--corpus", inputs.corpus[0], "--config", inputs.config]
    shared += ["--registry", options.registry]

    def status(*more: object) -> int:
        return main(["retrain", *map(str, [*shared, *more])])

    assert status("--dry-run") == Status.DONE
    assert not options.registry.exists(), "a dry run writes nothing"
    shown = capsys.readouterr().out
    assert "fingerprint" in shown
    assert "no real quotes to learn from" in shown
    assert status("--dry-run", "--corrections", labels) == Status.BAD_ROWS
    assert status("--dry-run", "--corrections", labels, "--keep-good") == Status.DONE
    assert status("--corrections", labels) == Status.BAD_ROWS
    assert status("--corrections", tmp_path / "none.jsonl") == 2
    with FileLock(options.registry / "retrain.lock"):
        assert status() == Status.BUSY
    assert Registry(options.registry, create=True).versions() == [], "none of these may train"
