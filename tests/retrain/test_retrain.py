"""Retraining: checked first, one run at a time, taken up where it was interrupted, apart from its measure."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from model.artifacts.bundle import Bundle
from model.artifacts.metadata import Architecture, Metadata
from model.artifacts.registry import CHALLENGER, CHAMPION, Registry, is_registry
from model.cli import main
from model.errors import DeviceError, RegistryError
from model.network import Network
from model.progress import Progress
from tests.retrain.given import GOOD, with_labels
from training.compare.comparison import Comparison
from training.config import Config
from training.data.sources import Sources
from training.evaluation.run import Evaluation
from training.registry.promotion import promote as promote_by_gates
from training.retrain.run import Train, check, retrain
from training.retrain.types import BadRowsError, BusyError, Inputs, Options, Status
from training.run import train as train_model


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


def test_a_run_registers_a_challenger_with_its_whole_lineage(inputs: Inputs, options: Options) -> None:
    outcome = retrain(inputs, options, Progress(), train_model)
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
    assert registry.metadata(outcome.version).reference.n == lineage["counts"]["evaluation"]
    assert list((options.registry / "work").iterdir()) == []
    card = (registry.path(outcome.version) / "MODEL_CARD.md").read_text("utf-8")
    assert f"on {lineage['counts']['evaluation']} labelled quotes of authored text (frozen.jsonl" in card
    assert "Their words were kept out of training. Intervals" in card
    for part in ("F1 by class", "### Baselines", "### Slices", "### Behaviour"):
        assert part in card


def test_the_same_data_and_recipe_are_trained_once(inputs: Inputs, options: Options, untrained: Path) -> None:
    first = retrain(inputs, options, Progress(), fake_train(untrained, []))

    def never(*_: object) -> Path:
        raise AssertionError("there is nothing new to train on")

    again = retrain(inputs, options, Progress(), never)
    assert (again.version, again.status) == (first.version, Status.DONE)


def test_an_interrupted_run_is_taken_up_without_training_again(
    inputs: Inputs, options: Options, untrained: Path
) -> None:
    calls: list[Path] = []

    def interrupted(config: Config, sources: Sources, out: Path, progress: Progress, evaluation: Evaluation) -> Path:
        fake_train(untrained, calls)(config, sources, out, progress, evaluation)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retrain(inputs, options, Progress(), interrupted)
    assert Registry(options.registry).versions() == []
    outcome = retrain(inputs, options, Progress(), interrupted)
    assert len(calls) == 1
    assert Registry(options.registry).versions() == [outcome.version]


def test_a_model_that_was_rolled_back_stays_away_at_night(inputs: Inputs, options: Options, untrained: Path) -> None:
    train, nightly = fake_train(untrained, []), replace(options, promote=True)
    first = retrain(inputs, options, Progress(), train).version
    registry = Registry(options.registry)
    registry.add(untrained, "other")
    registry.promote("other")
    offered = retrain(inputs, nightly, Progress(), train)
    assert offered.verdict is not None, "an old model is compared with a champion that it never met"
    assert registry.path(CHAMPION).name == first, "it is the same model, and passes"
    registry.rollback(reason="a complaint")
    assert not retrain(inputs, nightly, Progress(), train).promoted
    assert registry.path(CHAMPION).name == "other"


def test_two_runs_never_overlap(inputs: Inputs, options: Options) -> None:
    options.registry.mkdir()
    with FileLock(options.registry / "retrain.lock"), pytest.raises(BusyError, match=r"retrain\.lock"):
        retrain(inputs, options, Progress(), train_model)


def test_bad_rows_stop_the_run_before_anything_is_trained(inputs: Inputs, options: Options, tmp_path: Path) -> None:
    with pytest.raises(BadRowsError, match=r"labels\.jsonl:2: not JSON"):
        retrain(with_labels(inputs, tmp_path, GOOD, "{broken"), options, Progress(), train_model)
    assert not is_registry(options.registry)


def test_a_stored_correction_that_its_context_does_not_hold_stops_no_night(
    inputs: Inputs, options: Options, tmp_path: Path
) -> None:
    stored = {"item": "5eed", "created_at": "2026-11-25T10:00:00Z", "model_version": "1", "annotator": "anna"}
    astray = GOOD | stored | {"context": "A resident spoke of the harbour."}
    plan = check(with_labels(inputs, tmp_path, GOOD, astray), options)
    assert (plan.counts["imported"], plan.counts["bad"], plan.counts["not in their contexts"]) == (1, 0, 1)


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


def test_the_seconds_of_a_retraining_are_those_of_all_its_processes(
    inputs: Inputs, options: Options, untrained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, copied = [0.0], fake_train(untrained, [])

    def slow(config: Config, sources: Sources, out: Path, progress: Progress, evaluation: Evaluation) -> Path:
        clock[0] += 40
        return copied(config, sources, out, progress, evaluation)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    with monkeypatch.context() as broken:
        broken.setattr(Registry, "add", interrupted)
        with pytest.raises(KeyboardInterrupt):
            retrain(inputs, options, Progress(), slow)
    outcome = retrain(inputs, options, Progress(), slow)
    assert Registry(options.registry).lineage(outcome.version)["seconds"] == 40


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


@pytest.mark.parametrize("act", [check, lambda *asked: retrain(asked[0], asked[1], Progress(), train_model)])
def test_a_device_that_there_is_not_is_refused_before_anything_is_checked(
    act: Callable[[Inputs, Options], object], inputs: Inputs, options: Options
) -> None:
    with pytest.raises(DeviceError, match="device must be auto, cpu, cuda or cuda:N, got 'gpu'"):
        act(inputs, replace(options, device="gpu"))
    assert not options.registry.exists()


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
