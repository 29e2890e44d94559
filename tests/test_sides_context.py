"""Guesses of a side from the text around a speaker of whom nothing else tells. All speakers are invented."""

import pytest

from model.labels import Side
from model.quotes import scan
from model.reading import blank_quotes, read_text
from model.sides import SideTable, Surroundings


@pytest.fixture(scope="module")
def table() -> SideTable:
    return SideTable.load()


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("The Russian defence ministry spoke in Moscow. “The bridge is open,” the official said.", Side.RUSSIA),
        ("Shells fell on a Ukrainian village near Kharkiv. “The roof is gone,” a pensioner said.", Side.UKRAINE),
    ],
)
def test_a_nameless_role_is_guessed_from_the_names_around(table: SideTable, text: str, side: Side) -> None:
    speaker = next(iter(read_text(text, table))).speaker
    assert speaker.side is side
    assert speaker.evidence.startswith("guess:")


def test_what_the_rules_prove_is_not_guessed(table: SideTable) -> None:
    text = "Russian shells fell near Moscow. “The bridge is open,” the Ukrainian defence ministry said."
    speaker = next(iter(read_text(text, table))).speaker
    assert speaker.side is Side.UKRAINE
    assert not speaker.evidence.startswith("guess:")


def test_a_guess_needs_something_to_go_by(table: SideTable) -> None:
    text = "Rain fell on the town for days. “The bridge is open,” Zorban Klett said. He would say no more."
    assert next(iter(read_text(text, table))).speaker.side is Side.UNKNOWN
    guessed = next(iter(read_text(f"{text} The talks in Paris went on.", table))).speaker
    assert guessed.evidence.removeprefix("guess: by the text around: ")
    assert table.guess("official", Surroundings("", "", "")).side is Side.UNKNOWN


def test_quoted_words_are_blanked_and_nothing_moves() -> None:
    text = "A villager said: “Moscow is far away.” He left."
    blanked = blank_quotes(text, scan(text))
    assert "Moscow" not in blanked
    assert len(blanked) == len(text)
    assert blanked.endswith("He left.")
