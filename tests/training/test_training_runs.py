"""Runs that are interrupted, repeated, or asked for what cannot be."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from model.artifacts.bundle import WEIGHTS
from model.artifacts.metadata import SHIPPED
from model.classifier import Classifier
from model.cli import main
from model.errors import BundleError, InputError
from model.progress import Progress
from model.sides import SideTable
from tests.tiny_world import recipe
from tests.training.given import StopAfter, reference, tone
from training.config import Config, read_config
from training.data.sources import Sources
from training.evaluation.run import Evaluation
from training.run import read_data, train
from training.work import digest_of, drop, holding

STAGE = "stages: [{epochs: 1, learning_rate: 1.0e-4, head_learning_rate: 1.0e-3}]"


def test_the_same_recipe_gives_the_same_weights_even_when_interrupted(
    trained: Path, config: Config, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "again"
    with pytest.raises(KeyboardInterrupt):
        train(config, Sources((corpus,)), out, StopAfter(3))
    assert not out.exists()
    assert (tmp_path / "again.work").is_dir()
    train(config, Sources((corpus,)), out, Progress())
    assert (out / WEIGHTS).read_bytes() == (trained / WEIGHTS).read_bytes()
    assert not (tmp_path / "again.work").exists()


@pytest.mark.parametrize("seed", [20261126, 2**32 - 1])
def test_every_seed_that_a_recipe_may_name_can_be_trained_with(
    seed: int, config: Config, corpus: Path, tmp_path: Path
) -> None:
    stage = config.stages[0].model_copy(update={"epochs": 1})
    once = config.model_copy(update={"seeds": (seed,), "stages": (stage,)})
    assert train(once, Sources((corpus,)), tmp_path / "m", Progress()).is_dir()


@pytest.fixture(scope="module")
def several(config: Config) -> Config:
    """Return a recipe of two seeds whose stages stop early."""
    stage = config.stages[0].model_copy(update={"epochs": 3, "learning_rate": 0.03, "head_learning_rate": 0.03})
    return config.model_copy(update={"stages": (stage, stage), "seeds": (1, 2), "patience": 1})


@pytest.fixture(scope="module")
def uninterrupted(several: Config, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the weights of a run that nothing interrupted."""
    folder = train(several, Sources((corpus,)), tmp_path_factory.mktemp("models") / "whole", Progress())
    return (folder / WEIGHTS).read_bytes()


@pytest.mark.parametrize("lines", [4, 5, 6, 7])
def test_a_stage_that_stopped_early_is_over_however_often_the_run_is_taken_up(
    lines: int, several: Config, uninterrupted: bytes, corpus: Path, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(several, Sources((corpus,)), tmp_path / "again", StopAfter(lines))
    train(several, Sources((corpus,)), tmp_path / "again", Progress())
    assert (tmp_path / "again" / WEIGHTS).read_bytes() == uninterrupted


def test_two_runs_at_one_folder_never_overlap(
    config: Config, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with holding(tmp_path / "m.work"):
        with pytest.raises(InputError, match=r"another run is at work in .*m\.work"):
            train(config, Sources((corpus,)), tmp_path / "m", Progress())
        assert main(["train", "--out", str(tmp_path / "m"), "--restart"]) == 2
        assert "another run is at work" in capsys.readouterr().err
    drop(tmp_path / "m.work")
    assert not (tmp_path / "m.work").exists()


def test_a_companion_needs_something_to_be_measured_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--out", str(tmp_path / "m"), "--companion", str(SHIPPED)]) == 2
    assert "--companion needs --evaluate" in capsys.readouterr().err


def test_an_evaluation_that_cannot_be_read_is_told_before_anything_is_learnt(
    config: Config, corpus: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"nowhere\.jsonl"):
        train(config, Sources((corpus,)), tmp_path / "m", Progress(), Evaluation((tmp_path / "nowhere.jsonl",)))
    assert not (tmp_path / "m.work").exists()


def test_a_half_done_run_is_not_gone_on_with_on_another_text(config: Config, corpus: Path, tmp_path: Path) -> None:
    sources = dataclasses.replace(tone(tmp_path), authored=(corpus,))
    with pytest.raises(KeyboardInterrupt):
        train(config, sources, tmp_path / "m", StopAfter(1))
    texts = tmp_path / "texts.jsonl"
    texts.write_text(texts.read_text("utf-8").replace(" said.", " wrote by hand."), "utf-8")
    again = dataclasses.replace(sources)  # reads its texts anew
    with pytest.raises(InputError, match="other data"):
        train(config, again, tmp_path / "m", Progress())


@pytest.mark.parametrize("change", [{"group": "other"}, {"real": True}, {"source": "herald"}])
def test_a_run_is_known_by_the_groups_origins_and_outlets_of_its_examples(
    change: dict[str, Any], config: Config, corpus: Path
) -> None:
    first, *others = read_data(config, Sources((corpus,)), SideTable.load()).train
    changed = dataclasses.replace(first, unit=dataclasses.replace(first.unit, **change))
    assert digest_of(config, [changed, *others]) != digest_of(config, [first, *others])


def test_a_half_done_run_is_not_gone_on_with_by_another_recipe(config: Config, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    with pytest.raises(KeyboardInterrupt):
        train(config, Sources((corpus,)), out, StopAfter(1))
    with pytest.raises(InputError, match="half-done run of another recipe"):
        train(config.model_copy(update={"seeds": (5,)}), Sources((corpus,)), out, Progress())


def test_a_run_that_is_marked_by_no_digest_is_another_run(config: Config, corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(config, Sources((corpus,)), tmp_path / "model", StopAfter(1))
    (tmp_path / "model.work" / "run.sha256").write_bytes(b"\xff")
    with pytest.raises(InputError, match="half-done run of another recipe"):
        train(config, Sources((corpus,)), tmp_path / "model", Progress())


def test_a_damaged_checkpoint_is_named_and_what_to_do(config: Config, corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(config, Sources((corpus,)), tmp_path / "model", StopAfter(3))
    [checkpoint, *_] = (tmp_path / "model.work").glob("*.pt")
    checkpoint.write_bytes(checkpoint.read_bytes()[:1000])
    with pytest.raises(InputError, match=rf"{checkpoint.name} is damaged .*remove it"):
        train(config, Sources((corpus,)), tmp_path / "model", Progress())


@pytest.mark.parametrize("out", [".", "link"])
def test_a_place_that_no_model_can_take_is_refused_before_training(
    out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert main(["train", "--out", out]) == 2
    assert f"--out {out} must name a new folder" in capsys.readouterr().err


def test_a_half_done_run_is_not_gone_on_with_by_other_code(
    config: Config, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(config, Sources((corpus,)), tmp_path / "model", StopAfter(1))
    monkeypatch.setattr("training.work.code_sha256", lambda: "other code of the same version")
    with pytest.raises(InputError, match="another version of the program"):
        train(config, Sources((corpus,)), tmp_path / "model", Progress())


def test_training_never_overwrites_a_model(trained: Path, config: Config, corpus: Path) -> None:
    with pytest.raises(BundleError, match="exists already"):
        train(config, Sources((corpus,)), trained, Progress())


def test_the_command_trains_and_then_refuses_the_same_folder(
    base: Path, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = recipe(tmp_path, base, epochs=1)
    asked = ["train", "--config", str(file), "--corpus", str(corpus), "--out", str(tmp_path / "m")]
    assert main(asked) == 0
    assert "MODEL_CARD.md" in capsys.readouterr().err
    assert main(asked) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seeds: []\nstages: []", "stages"),
        ("no: such", "stages"),
        ("- a", "name: value"),
        ("a: [", "not YAML"),
        (f"seeds: [1, 2, 1]\n{STAGE}", "every seed must be another one"),
        (f"seeds: [-1]\n{STAGE}", "greater than or equal to 0"),
        (f"seeds: [5000000000]\n{STAGE}", "less than 4294967296"),
        (f"name: 2024-13-45\nseeds: [1]\n{STAGE}", "not YAML"),
        (f"seeds: [1]\nsure_weights: [1, 1, .nan]\n{STAGE}", "sure_weights"),
        (f"seeds: [1]\nweight_decay: .inf\n{STAGE}", "weight_decay: Input should be a finite number"),
        (f"seeds: [1]\n{STAGE.replace('1.0e-4', '.inf')}", "learning_rate: Input should be a finite number"),
        ("seeds: [1]\nstages: []", "stages: Tuple should have at least 1 item"),
        ("seeds: [1]\nstages: [", "not YAML: line 2: "),
        ("seeds: " + "[" * 5000, "not YAML: it is nested too deeply"),
        ("seeds: \0", "not YAML: unacceptable character"),
    ],
)
def test_a_bad_recipe_is_told_in_one_line(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text(text, "utf-8")
    assert main(["train", "--config", str(tmp_path / "bad.yaml"), "--out", str(tmp_path / "m")]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "bad.yaml" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("lines", "kept"), [("", 6), ("layers: 4", 4), ("layers: null", None), ("base: my/base", None)]
)
def test_a_recipe_without_a_base_keeps_the_lower_half_of_the_default(
    lines: str, kept: int | None, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text(f"seeds: [0]\n{STAGE}\n{lines}", "utf-8")
    assert read_config(tmp_path / "own.yaml").layers == kept


def test_evaluation_needs_the_articles_and_says_so_before_a_model_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reference(tmp_path)
    monkeypatch.delattr(Classifier, "load")
    assert main(["evaluate", str(tmp_path / "refs.jsonl")]) == 2
    assert "--articles" in capsys.readouterr().err
