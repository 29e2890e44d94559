"""Guesses of a side from the text around a speaker of whom nothing else tells. All speakers are invented."""

import pytest

from model.labels import Side
from model.quotes import scan
from model.reading import blank_quotes, read_text
from model.sides import SideTable, Surroundings
from model.sides.context import Guess
from model.sides.likeness import likeness

UKRAINE, RUSSIA, UNKNOWN = Side.UKRAINE, Side.RUSSIA, Side.UNKNOWN


@pytest.fixture(scope="module")
def table() -> SideTable:
    return SideTable.load()


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("The Russian defence ministry spoke in Moscow. “The bridge is open,” the commander said.", Side.RUSSIA),
        (
            "“We hid,” a Ukrainian teacher said. Shells fell near Kharkiv, Ukraine said. “It burnt,” a pensioner said.",
            Side.UKRAINE,
        ),
        ("Shells fell on a Ukrainian village near Kharkiv. “The roof is gone,” Kateryno Zubrenko said.", Side.UKRAINE),
    ],
)
def test_a_nameless_role_is_guessed_from_the_names_around(table: SideTable, text: str, side: Side) -> None:
    speaker = list(read_text(text, table))[-1].speaker
    assert speaker.side is side
    assert speaker.evidence.startswith("guess:")


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Deputies came. “It is over,” Sofia Zubrik shouted.", ""),
        ("Deputies came. “It is over,” said Kirill Zubrov.", ""),
        ("Daria Paris came. “It is over,” Paris said.", ""),
        ("Ignat Sorokin came. “It is over,” Sorokin said.", ""),
        ("Deputies came to Sofia. Zubrik shouted. “It is over,” a man said.", "guess: by the text around: Sofia"),
        ("In Sofia Prime Minister Ivan Zubrin sat. “It is over,” a man said.", "guess: by the text around: Sofia"),
        ("In Sofia Zubrik sat. “It is over,” a man said.", "guess: by the text around: Sofia"),
        ("They landed at Sofia Airport. “It is over,” a man said.", "guess: by the text around: Sofia"),
        ("“It is over,” a Virginia Beach clerk said.", "name: ‘Virginia Beach clerk’ (Virginia)"),
        (
            "“It is over,” said Lyon Zoo and Lyon Prefecture officials.",
            "article: ‘Lyon Zoo and Lyon Prefecture officials’",
        ),
    ],
)
def test_a_word_of_a_name_is_no_place_nor_anybody_else(table: SideTable, text: str, evidence: str) -> None:
    assert list(read_text(text, table))[-1].speaker.evidence == evidence


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        # The place under attack, the agency and the enemy's weapons are not the speaker's own.
        ("A Russian missile hit a hotel in Kramatorsk, the local office said. “Four died,” Olena Zubrik said.", RUSSIA),
        (
            "LUGANSK, May 22. /TASS/. Andrei Zubrov told TASS of it. “We hold it,” he said. Ukrainian units left.",
            UKRAINE,
        ),
        ("Ukraine says its drones hit a plant. Governor Vladislav Zubrov said: “The air is clean.”", UKRAINE),
        ("Reuters and AP told of a fire. “It burnt for hours,” Mykhailych Zubrenko told Reuters.", Side.WEST),
    ],
)
def test_neither_the_enemy_nor_a_bystander_lends_a_speaker_his_side(table: SideTable, text: str, wrong: Side) -> None:
    assert next(iter(read_text(text, table))).speaker.side is not wrong


def test_a_name_that_one_side_bears_weighs_in_a_guess() -> None:
    assert likeness("Bohdan Zubrenko")[Side.UKRAINE] > 0.8
    assert likeness("Kevin Zubrington")[Side.WEST] > 0.8
    assert likeness("Defense Ministry") == likeness("the official") == likeness("") == {}


def test_a_bearer_of_a_name_does_not_speak_for_himself() -> None:
    assert likeness("Vladimir Putin")[Side.RUSSIA] < 0.99
    assert sum(likeness("Vladimir Putin").values()) == pytest.approx(1)


def test_the_first_line_tells_where_it_was_written_and_by_whom(table: SideTable) -> None:
    around = Surroundings("", "", "KYIV, May 22. /TASS/. It rained.")
    assert "dateline" in table.features("official", around)[Side.UKRAINE]
    assert "agency:russia:ukraine" in table.features("official", around)[Side.UKRAINE]
    held = table.features("official", Surroundings("", "", "GORLOVKA, May 22. /TASS/. It rained in Gorlovka."))
    assert "dateline" in held[Side.RUSSIA]
    assert not {"dateline", "lede:1"} & set(held[Side.UKRAINE])
    assert "dateline" not in table.features("official", Surroundings("", "", "It rained."))[Side.UKRAINE]


@pytest.mark.parametrize("side", [Side.RUSSIA, Side.WEST])
def test_a_guess_below_the_bar_is_not_given(table: SideTable, monkeypatch: pytest.MonkeyPatch, side: Side) -> None:
    for confidence, given in ((0.58, UNKNOWN), (0.62, side)):
        found = Guess(side, confidence, ("Xyzzy",))
        monkeypatch.setattr("model.sides.table.guess", lambda *_, found=found: found)
        assert table.guess("official", Surroundings("", "", "")).side is given


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
