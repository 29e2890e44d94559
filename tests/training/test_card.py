"""The model card says what was measured, and says so when nothing was."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.artifacts.bundle import Bundle
from model.artifacts.figures import Extraction, Figures, Kept, TaskFigures
from model.artifacts.metadata import Architecture, Corpus, Metadata
from model.decode import Calibration, ViewCalibration
from model.errors import InputError
from model.labels import Abstention, Kind, Sentiment, Side, Stance
from model.types import Prediction, Quote, Speaker, StanceResult
from tests.predictions import prediction
from training.data.units import Labels, Unit
from training.evaluation.card import write_card
from training.evaluation.end_to_end import Answers, extraction, slices, vouched
from training.evaluation.run import Evaluation
from training.evaluation.slicing import SLICES

ROW = {
    "n": 9, "macro_f1": 0.5, "interval": [0.4, 0.6], "f1": {"a": 0.5, "b": 0.25, "c": 0.75}, "accuracy": 0.625,
    "mcc": 0.1,    "ece": 0.0625, "ece_by_chance": 0.041, "brier": 0.5, "accuracy_at_70": 0.875,
}  # fmt: skip
_TEST = {"task": "stance", "about": "", "cases": 20, "checks": 20, "failures": 1, "examples": []}
FIGURES: dict[str, Any] = {
    "data": {"name": "dev.jsonl", "sha256": "ab" * 32, "units": 9},
    "extraction": {"found": 1.0, "speaker": 0.75, "side": 0.5},
    "stance": ROW, "stance_text": ROW, "sentiment": ROW,
    "coverage": [{"coverage": 0.7, "threshold": 0.55, "accuracy": 0.9}],
    "vouched": {"context": {"coverage": 0.625, "accuracy": 0.8}, "text": {"coverage": 0.5, "accuracy": 0.9},
                "both": {"coverage": 0.25, "accuracy": None}},
    "slices": [{"slice": "side", "value": "russia", "n": 4, "accuracy": 0.25},
               *({"slice": "outlet", "value": f"paper {number}", "n": 20, "accuracy": 0.5} for number in range(9)),
               {"slice": "kind", "value": "direct", "n": 30, "accuracy": 0.75}],
    "baselines": {"stance": {"majority": ROW}},
    "companion": {"corpora": "authored.jsonl", "minutes": 7, "stance": ROW, "stance_text": ROW, "sentiment": ROW},
    "behaviour": {"model": "m", "checks": 40, "passed": 0.9, "tests": [
        _TEST | {"test": "tense", "kind": "invariance", "flip_rate": 0.05, "failure_rate": 0.05},
        _TEST | {"test": "plain", "kind": "functionality", "flip_rate": None, "failure_rate": 0.1},
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
        "The worst is side = russia: accuracy 0.25", "| outlet | paper 8 | 20 | 0.500 |",
        "| text | 0.700 | 50.0% | 90.0% |", "| both: the context's | 0.600 | 25.0% | - |",
        "Trained on authored.jsonl alone, in 7 minutes",
        "| tense | invariance | 20 | 5.0% | 5.0% |", "| plain | functionality | 20 | - | 10.0% |",
        "authored.jsonl (7 units)", "0.062 (0.041)", "encoder: base, the upper 1 layers tuned",
    ],
)  # fmt: skip
def test_a_card_shows_every_figure(said: str) -> None:
    calibration = Calibration(context=ViewCalibration(threshold=0.6), text=ViewCalibration(threshold=0.7))
    assert said in write_card(_metadata(figures=FIGURES, calibration=calibration)).replace("\n", " ").replace("  ", " ")


def test_a_card_shows_slices_of_a_kind_together_the_worst_of_all_first_named() -> None:
    card = write_card(_metadata(figures=FIGURES))
    assert card.index("| side | russia") < card.index("| kind | direct") < card.index("| outlet | paper 0")


def test_a_card_shows_figures_of_models_that_were_measured_before() -> None:
    older = {name: value for name, value in ROW.items() if name != "ece_by_chance"}
    before = {name: value for name, value in FIGURES.items() if name != "vouched"}
    card = write_card(_metadata(figures=before | {"stance": older}))
    assert "| 0.062 |" in card
    assert "own threshold" not in card


def test_a_card_shows_no_share_of_nothing() -> None:
    found = {"found": 1.0, "speaker": None, "side": None}
    assert "speaker named rightly -, side right -;" in write_card(_metadata(figures=FIGURES | {"extraction": found}))


def _unit(number: int, side: Side | None, speaker: str = "") -> Unit:
    stance = Stance.NEUTRAL
    labels = Labels(kind=Kind.DIRECT, side=side, stance=stance, stance_text=stance, sentiment=Sentiment.NEUTRAL)
    return Unit(str(number), str(number), "We hold,", 0, 8, labels, speaker)


def _read(name: str, side: Side, stance: Stance = Stance.NEUTRAL) -> Prediction:
    return prediction(stance, quote=Quote("We hold,", 0, 8), speaker=Speaker(name, side=side))


def test_sides_and_speakers_are_measured_where_the_gold_has_them() -> None:
    units = (_unit(0, Side.RUSSIA, "Peskov"), _unit(1, None), _unit(2, Side.WEST, "Biden"))
    named = (_read("Peskov", Side.RUSSIA), _read("", Side.UNKNOWN), _read("Scholz", Side.RUSSIA))
    assert extraction(Answers(units, named)) == Extraction(found=1.0, speaker=0.667, side=0.5)
    bare = tuple(_unit(number, None) for number in range(2))
    assert extraction(Answers(bare, (named[0], None))) == Extraction(found=0.5, speaker=None, side=None)


def test_what_is_vouched_for_is_counted_in_each_view_and_where_both_are_asked_for() -> None:
    def one(stance: Stance, words: Stance, *reasons: Abstention | None) -> Prediction:
        first, second = (
            StanceResult(label, {label: 1.0}, abstained=reason is not None, reason=reason)
            for label, reason in zip((stance, words), reasons, strict=True)
        )
        return replace(prediction(stance), stance=first, stance_text=second)

    low, against = Abstention.LOW_CONFIDENCE, Abstention.WORDS_DISAGREE
    found = (
        one(Stance.NEUTRAL, Stance.NEUTRAL, None, None),
        one(Stance.PRO_KYIV, Stance.PRO_MOSCOW, against, against),
        one(Stance.NEUTRAL, Stance.NEUTRAL, low, None),
        None,
    )
    counted = vouched(Answers(tuple(_unit(number, None) for number in range(4)), found))
    assert counted.context == Kept(coverage=0.5, accuracy=0.5)
    assert counted.text == Kept(coverage=0.75, accuracy=0.667)
    assert counted.both == Kept(coverage=0.25, accuracy=1.0)


def test_slices_come_worst_first_and_small_ones_not_at_all() -> None:
    sides = [Side.RUSSIA] * 4 + [Side.WEST] * 4 + [Side.OTHER]
    said = [Stance.PRO_KYIV] * 3 + [Stance.NEUTRAL] * 6  # right on one of Russia's, on all others
    units = tuple(_unit(number, side) for number, side in enumerate(sides))
    found = slices(Answers(units, tuple(_read("", Side.OTHER, stance) for stance in said)), least=4)
    assert (found[0].value, found[0].accuracy) == (Side.RUSSIA, 0.25)
    assert [row.accuracy for row in found] == sorted(row.accuracy for row in found)
    assert {row.value for row in found if row.slice == "side"} == {Side.RUSSIA, Side.WEST}


@pytest.mark.parametrize("words", ["We won’t leave", "No one asked", "It can't hold", "We cannot go", "NEVER again"])
def test_quotes_with_a_negation_are_a_slice(words: str) -> None:
    told, plain = (replace(_unit(0, None), text=text, end=len(text)) for text in (words, "Nobility noted want"))
    assert (SLICES["negation"](told), SLICES["negation"](plain)) == ("in the words", "none")


def test_a_companion_measured_on_other_data_is_refused(tiny_bundle: Path, tmp_path: Path) -> None:
    gold, bundle = tmp_path / "gold.jsonl", Bundle.load(tiny_bundle)
    gold.write_text("{}", "utf-8")
    _save(bundle, FIGURES, tmp_path / "other")
    with pytest.raises(InputError, match=r"measured on other data \(dev\.jsonl, SHA-256 abababababab\)"):
        Evaluation((gold,), (), tmp_path / "other").companion_figures()
    same = FIGURES["data"] | {"sha256": hashlib.sha256(b"{}").hexdigest()}
    _save(bundle, FIGURES | {"data": same}, tmp_path / "same")
    assert Evaluation((gold,), (), tmp_path / "same").companion_figures().stance == TaskFigures.model_validate(ROW)


def _save(bundle: Bundle, figures: dict[str, Any], folder: Path) -> None:
    metadata = bundle.metadata.model_copy(update={"figures": Figures.model_validate(figures)})
    replace(bundle, metadata=metadata).save(folder)


def test_a_companion_without_figures_is_refused(tiny_bundle: Path, tmp_path: Path) -> None:
    assert not Bundle.load(tiny_bundle).metadata.figures
    with pytest.raises(InputError, match="holds no figures"):
        Evaluation((tmp_path / "gold.jsonl",), (), tiny_bundle).companion_figures()
