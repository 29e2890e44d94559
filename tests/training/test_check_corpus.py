"""The check of the corpus: what two readers agree in, and which texts are nearly the same."""

from pathlib import Path

import pytest

from model.labels import Kind, Sentiment
from tests.tiny_world import write
from training.check_corpus import agreement, near_duplicates
from training.data.units import Unit, tone_alone

LONG = "We mended the roof of the school by the river before the first snow of the year came down"


def unit(name: str, text: str, group: str = "") -> Unit:
    return Unit(name, group or name, text, 0, len(text), tone_alone(Kind.DIRECT, Sentiment.NEUTRAL))


def test_agreement_is_krippendorffs_alpha_over_what_both_labelled(tmp_path: Path) -> None:
    pairs = [("a", "a"), ("a", "a"), ("b", "b"), ("b", "a"), (None, "b")]
    rows = [{"first": {"stance": one} if one else {}, "second": {"stance": two}} for one, two in pairs]
    # Worked out by hand: 1 of 4 pairs differs, of the 8 labels 5 are "a", so chance differs in 2*5*3/(8*7) of pairs.
    count, alpha = agreement(write(tmp_path / "readings.jsonl", rows), ("stance",))["stance"]
    assert count == 4
    assert alpha == pytest.approx(1 - (1 / 4) / (2 * 5 * 3 / (8 * 7)))
    same = agreement(write(tmp_path / "same.jsonl", rows[:3]), ("stance",))
    assert same["stance"] == (3, 1.0)


def test_near_duplicates_are_of_other_groups_and_of_more_than_a_few_words() -> None:
    almost = LONG.replace("We mended", "They mended")
    far = "The buses run again since Monday and the drivers are glad that the winter was mild and short"
    units = [unit("a", LONG), unit("b", almost), unit("c", far), unit("d", "We hold on."), unit("e", "We hold on.")]
    assert list(near_duplicates(units, lambda one: one.text)) == [("a", "b")]
    together = [unit("a", LONG, "one situation"), unit("b", almost, "one situation")]
    assert list(near_duplicates(together, lambda one: one.text)) == []
