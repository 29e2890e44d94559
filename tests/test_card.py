"""The model card says what was measured, and says so when nothing was."""

from pathlib import Path

import pytest

from model.bundle import Bundle, Corpus, Metadata
from model.errors import InputError
from model.network import Architecture
from training.card import write_card
from training.evaluation import Evaluation

ROW = {
    "n": 9, "macro_f1": 0.5, "interval": [0.4, 0.6], "f1": {"a": 0.5, "b": 0.25, "c": 0.75}, "accuracy": 0.625,
    "mcc": 0.1,    "ece": 0.0625, "ece_by_chance": 0.041, "brier": 0.5, "accuracy_at_70": 0.875,
}  # fmt: skip
FIGURES = {
    "data": {"name": "dev.jsonl", "sha256": "ab" * 32, "units": 9},
    "extraction": {"found": 1.0, "speaker": 0.75, "side": 0.5},
    "stance": ROW, "stance_text": ROW, "sentiment": ROW,
    "coverage": [{"coverage": 0.7, "threshold": 0.55, "accuracy": 0.9}],
    "slices": [{"slice": "side", "value": "russia", "n": 4, "accuracy": 0.25}],
    "baselines": {"stance": {"majority": ROW}},
    "companion": {"corpora": "authored.jsonl", "minutes": 7, "stance": ROW, "stance_text": ROW, "sentiment": ROW},
    "behaviour": {"tests": [
        {"test": "tense", "kind": "invariance", "checks": 20, "flip_rate": 0.05, "failure_rate": 0.05},
        {"test": "plain", "kind": "functionality", "checks": 20, "flip_rate": None, "failure_rate": 0.1},
    ]},
}  # fmt: skip


def _metadata(**more: object) -> Metadata:
    values = {"version": "1", "created": "2026-01-01", "code_version": "0", "architecture": Architecture("base", 1)}
    corpora = (Corpus(name="authored.jsonl", sha256="cd" * 32, units=7),)
    return Metadata.model_validate(values | {"corpora": corpora} | more)


def test_a_card_without_figures_says_that_there_are_none() -> None:
    assert "None were measured" in write_card(_metadata())


@pytest.mark.parametrize(
    "said",
    [
        "9 labelled quotes", "0.500 | 0.40-0.60", "side right 50.0%", "stance: majority", "| 70% | 0.55 | 0.900 |",
        "The worst is side = russia: accuracy 0.25", "Trained on authored.jsonl alone, in 7 minutes",
        "| tense | invariance | 20 | 5.0% | 5.0% |", "| plain | functionality | 20 | - | 10.0% |",
        "authored.jsonl (7 units)", "0.062 (0.041)", "encoder: base, the upper 1 layers tuned",
    ],
)  # fmt: skip
def test_a_card_shows_every_figure(said: str) -> None:
    assert said in write_card(_metadata(figures=FIGURES)).replace("\n", " ").replace("  ", " ")


def test_a_card_shows_figures_of_models_that_were_measured_before() -> None:
    older = {name: value for name, value in ROW.items() if name != "ece_by_chance"}
    assert "| 0.062 |" in write_card(_metadata(figures=FIGURES | {"stance": older}))


def test_a_companion_without_figures_is_refused(tiny_bundle: Path, tmp_path: Path) -> None:
    assert not Bundle.load(tiny_bundle).metadata.figures
    with pytest.raises(InputError, match="holds no figures"):
        Evaluation((tmp_path / "gold.jsonl",), (), tiny_bundle).beside()
