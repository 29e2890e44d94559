"""What a labelled quote looks like to the network while it learns, and what it weighs."""

import dataclasses

import pytest
import torch

from model.inputs import Example
from model.labels import Kind, Sentiment, Side, Stance, View
from model.sides import SideTable
from training.config import Config, Stage
from training.data.examples import UNLABELLED, Labelled, label_units
from training.data.units import Labels, Unit
from training.tuning.balance import balance_of
from training.tuning.states import State
from training.tuning.trainer import Course, Material, Trainer

TEXT = "“We hold the line,” a Russian officer said."
WORDS = "We hold the line,"


def unit(side: Side | None) -> Unit:
    labels = Labels(
        kind=Kind.DIRECT, side=side, stance=Stance.NEUTRAL, stance_text=Stance.NEUTRAL, sentiment=Sentiment.NEUTRAL
    )
    return Unit("u", "u", TEXT, 1, 1 + len(WORDS), labels)


def side_of(labelled: Unit) -> Side:
    [row] = label_units([labelled], SideTable.load())
    return row.example.side


def test_an_authored_quote_has_its_annotators_side_and_without_one_that_of_its_text() -> None:
    assert side_of(unit(Side.UKRAINE)) is Side.UKRAINE
    assert side_of(unit(None)) is Side.RUSSIA


def test_real_news_has_the_side_that_the_product_finds_whatever_its_annotator_says() -> None:
    real = dataclasses.replace(unit(Side.UKRAINE), real=True)
    assert side_of(real) is Side.RUSSIA
    moved = dataclasses.replace(real, start=20, end=43)
    assert side_of(moved) is Side.UNKNOWN, "no quote is found there"


def test_each_class_weighs_as_much_as_another_and_a_tone_alone_is_no_stance() -> None:
    answers = [(0, 2, 0), (1, 2, 0), (2, 2, 0), (2, 2, 0), (UNLABELLED, UNLABELLED, 1)]
    rows = [Labelled(unit(None), Example(WORDS), *one) for one in answers]
    found = balance_of(rows, 1.0)
    assert found.stance(View.CONTEXT) == pytest.approx([4 / 3, 4 / 3, 2 / 3])  # shares of 1/4, 1/4, 1/2; the mean is 1
    assert found.stance(View.TEXT) == pytest.approx([0, 0, 1])
    assert found.sentiment == pytest.approx([5 / 8, 5 / 2, 0])
    assert balance_of(rows, 0.0).sentiment == pytest.approx([1, 1, 0])


def test_an_example_weighs_by_its_stage_its_annotators_sureness_and_its_class(config: Config) -> None:
    changes = {"balance": 1.0, "sure_weights": (0.5, 1, 2), "sentiment_weight": 0.1, "text_share": 1, "side_dropout": 0}
    stage = Stage(epochs=1, authored_weight=10.0, target_weight=3.0, learning_rate=1, head_learning_rate=1)
    surest = dataclasses.replace(unit(None), labels=unit(None).labels.model_copy(update={"sure": 3}))
    answers = [(0, 2, 0), (1, 2, 0), (2, 2, 0), (2, 2, 0), (UNLABELLED, UNLABELLED, 1)]
    taught = [Labelled(surest, Example(WORDS), *one) for one in answers]
    states = {("u", view): State(*3 * [torch.zeros(1)]) for view in (View.CONTEXT, View.TEXT)}
    trainer = Trainer(config.model_copy(update=changes), Course("c", 0, (stage,)), Material([*taught], [], states))
    shown = [(row.stance_weight, row.sentiment_weight) for row in trainer._rows(stage)]
    first, text, *_, tone = shown
    assert first == pytest.approx((10 * 2 * 4 / 3, 10 * 2 * 0.1 * 5 / 8))
    assert text == pytest.approx((10 * 2 * 1, 10 * 2 * 0.1 * 5 / 8)), "in the text view all stances are one"
    assert tone == pytest.approx((0, 3 * 2 * 0.1 * 5 / 2))
