"""The library: what a classifier and a model folder promise."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import Classifier, Utterance, read_article
from model.artifacts.bundle import Bundle
from model.artifacts.metadata import InputSettings
from model.classifier import WINDOW, Prepared
from model.errors import InputError
from model.inputs import InputEncoder
from model.labels import Side, View
from model.serial import to_json
from tests.service.fakes import FakeEngine, fake_classifier


@pytest.fixture(scope="module")
def classifier(tiny_bundle: Path) -> Classifier:
    return Classifier.load(tiny_bundle, "cpu")


def test_probabilities_are_distributions_in_both_views(classifier: Classifier) -> None:
    [found] = classifier.classify([Utterance("We will hold.", context="“We will hold.” a sergeant said.")], "both")
    assert found.stance_text is not None
    for probabilities in (found.stance.probabilities, found.stance_text.probabilities):
        assert sum(probabilities.values()) == pytest.approx(1.0)
    gaps = [
        abs(found.stance.probabilities[key] - found.stance_text.probabilities[key])
        for key in found.stance.probabilities
    ]
    assert found.context_reliance == pytest.approx(sum(gaps) / 2)


def test_the_text_view_knows_neither_speaker_nor_context(classifier: Classifier) -> None:
    bare, told = classifier.classify(
        [
            Utterance("The enemy is near."),
            Utterance(
                "The enemy is near.",
                speaker="a Russian general",
                context="“The enemy is near.” a Russian general said.",
            ),
        ],
        "text",
    )
    assert bare.stance == told.stance
    assert told.speaker.side is Side.RUSSIA


def test_a_named_speaker_is_taken_as_it_is_given(classifier: Classifier) -> None:
    [found] = classifier.classify([Utterance("We will hold.", speaker="a Ukrainian sergeant")])
    assert (found.speaker.name, found.speaker.side, found.speaker.confidence) == (
        "a Ukrainian sergeant",
        Side.UKRAINE,
        1.0,
    )


def test_answers_do_not_depend_on_the_company_they_are_in(classifier: Classifier) -> None:
    texts = [f"Sentence {'long ' * (number * 5)}number {number}." for number in range(12)]
    together = classifier.classify([Utterance(text) for text in texts])
    for text, one in zip(texts, together, strict=True):
        [alone] = classifier.classify([Utterance(text)])
        assert list(alone.stance.probabilities.values()) == pytest.approx(
            list(one.stance.probabilities.values()), abs=1e-5
        )


def test_a_quote_that_does_not_fit_is_cut_and_says_so(classifier: Classifier) -> None:
    short, long = classifier.classify([Utterance("Brief."), Utterance("word " * 500)])
    assert (short.truncated, long.truncated) == (False, True)


@pytest.mark.parametrize("text", ["", "…", " \n", "!?"])
def test_a_quote_without_words_is_abstained_from(text: str, classifier: Classifier) -> None:
    [found] = classifier.classify([Utterance(text)])
    assert (found.stance.abstained, found.stance.reason) == (True, "no-words")


def test_as_many_batches_are_computed_at_once_as_the_engine_has_lanes() -> None:
    engine = FakeEngine(lanes=3, batch_tokens=1)
    engine.meet(3)
    texts = ["a", "b", "c", "d", "e", "f"]
    found = fake_classifier(engine).classify(map(Utterance, texts))
    assert [prediction.quote.text for prediction in found] == texts
    assert engine.batches == [1] * 6


def test_items_are_computed_while_the_next_are_still_being_read() -> None:
    engine = FakeEngine()
    classifier = fake_classifier(engine)

    def items() -> Iterator[Prepared]:
        yield from [classifier.prepare(Utterance("early"))] * WINDOW
        assert engine.entered.wait(20)
        yield classifier.prepare(Utterance("late"))

    assert len(list(classifier.predict(items()))) == WINDOW + 1


def test_an_unknown_view_is_refused(classifier: Classifier) -> None:
    with pytest.raises(InputError, match="view must be one of context, text, both, got 'side'"):
        classifier.classify([Utterance("x")], "side")


@pytest.mark.parametrize("threshold", [-0.1, 1.5, float("nan"), float("inf"), "0.5"])
@pytest.mark.parametrize("text", ["“We will hold.” she said.", ""])
def test_a_threshold_that_is_no_probability_is_refused(text: str, threshold: Any, classifier: Classifier) -> None:
    message = re.escape(f"threshold must be a probability within 0..1, got {threshold!r}")
    with pytest.raises(InputError, match=message):
        classifier.classify([Utterance(text)], threshold=threshold)
    with pytest.raises(InputError, match=message):
        read_article(text, classifier, threshold=threshold)


def test_what_another_model_prepared_is_prepared_again_for_ones_own_inputs() -> None:
    first, second = fake_classifier(), fake_classifier()
    second._inputs = InputEncoder("all-MiniLM-L6-v2", InputSettings(max_tokens=16, quote_tokens=8))
    asked = Utterance("We will hold the bridge for as long as we are told to.", "a mayor", id="7")
    for view in View:
        own = second.prepare(asked, view)
        assert first.prepare(asked, view).inputs != own.inputs
        assert second.prepare_again(first.prepare(asked, view)) == own


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120))
def test_no_text_breaks_it_and_every_answer_is_json(text: str, classifier: Classifier) -> None:
    for found in read_article(f"{text} “{text}” said {text}", classifier):
        assert json.loads(to_json(found))["quote"]["text"] == found.quote.text


def test_a_saved_model_answers_as_the_one_that_was_saved(
    classifier: Classifier, tiny_bundle: Path, tmp_path: Path
) -> None:
    Bundle.load(tiny_bundle).save(tmp_path / "copy")
    ask = [Utterance("We will hold.")]
    again = Classifier.load(tmp_path / "copy", "cpu").classify(ask)
    assert again[0].stance.probabilities == pytest.approx(classifier.classify(ask)[0].stance.probabilities, abs=1e-6)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_table_of_sides_is_named_by_a_path_of_either_kind(
    kind: type[str] | type[Path], tiny_bundle: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.csv"
    own.write_text("name,side\nXyzzy Plugh,west\n", "utf-8")
    classifier = Classifier.load(tiny_bundle, "cpu", sides=kind(own))
    assert classifier.sides.resolve("Xyzzy Plugh").evidence == "table own.csv: Xyzzy Plugh"
