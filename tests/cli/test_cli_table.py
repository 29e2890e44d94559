"""The table for people: what it shows, and what its marks mean."""

import io
from dataclasses import replace

from rich.console import Console

from model.cli.table import show
from model.labels import Side, Stance
from model.types import Prediction, Quote, Speaker, StanceResult
from tests import predictions


def prediction(
    evidence: str, *, abstained: bool = False, words: bool = False, sure: float = 1.0, quote: str = "We wait."
) -> Prediction:
    stance = StanceResult(Stance.NEUTRAL, dict.fromkeys(Stance, 1 / 3), abstained)
    speaker = Speaker("A mayor", confidence=sure, side=Side.WEST, evidence=evidence)
    made = predictions.prediction(Stance.NEUTRAL, quote=Quote(quote, None, None), speaker=speaker, stance=stance)
    return replace(made, stance_text=predictions.prediction(Stance.PRO_KYIV, 0.9).stance if words else None)


def table(*predictions: Prediction, width: int = 160) -> str:
    out = io.StringIO()
    show(predictions, Console(file=out, width=width))
    return out.getvalue()


def test_the_table_shows_the_stance_by_words_where_it_was_asked_for() -> None:
    assert "by words" not in table(prediction(""))
    shown = table(prediction("", words=True))
    assert "by words" in shown
    assert "pro-kyiv 90%" in shown


def test_the_table_marks_a_guessed_side_and_says_what_its_marks_mean() -> None:
    assert "?" not in table(prediction("article: ‘mayor’"))
    guessed = table(prediction("guess: by the text around"))
    assert "west?" in guessed
    assert "a side: guessed" in guessed
    unsure = table(prediction("", abstained=True))
    assert "neutral 33%?" in unsure
    assert "a stance: not vouched for" in unsure


def test_no_mark_of_a_stance_stands_on_a_line_without_its_figure() -> None:
    for width in range(60, 100):
        assert "33%?" in table(prediction("", abstained=True, words=True), width=width)


def test_the_table_marks_a_speaker_who_is_more_likely_wrong_than_right() -> None:
    assert "?" not in table(prediction("", sure=0.51))
    doubtful = table(prediction("", sure=0.49))
    assert "A mayor ?" in doubtful
    assert "after a speaker: rather another, or nobody" in doubtful


def test_the_table_breaks_a_quote_where_it_has_room_and_not_where_its_text_did() -> None:
    assert "We wait for the spring." in table(prediction("", quote="We wait\nfor the\r\n  spring."))
