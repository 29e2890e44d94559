"""The article that the project started from: its eight quoted sentences, who says them, and nothing else."""

from pathlib import Path

import pytest

from model.labels import Kind, Side
from model.quotes import find_quotes
from model.reading import ReadQuote, read_text
from model.sides import SideTable

SEED = Path(__file__).parents[1] / "seeds" / "000_82e6cc3bd87324f0.txt"
EXPECTED = [
    ("There will be fighting for every centimeter,", "Serhiy Gaidai", Side.UKRAINE, Kind.DIRECT),
    ("The enemy is preparing their defense.", "Serhiy Gaidai", Side.UKRAINE, Kind.DIRECT),
    ("So we will not simply march in,", "Serhiy Gaidai", Side.UKRAINE, Kind.DIRECT),
    ("The occupiers are clearly in a panic,", "Volodymyr Zelenskyy", Side.UKRAINE, Kind.DIRECT),
    ("speed", "Volodymyr Zelenskyy", Side.UKRAINE, Kind.PARTIAL),
    ("respective territories to decide their fate.", "Sergei Lavrov", Side.RUSSIA, Kind.PARTIAL),
    ("essential", "Dmitry Medvedev", Side.RUSSIA, Kind.PARTIAL),
    ("a part of Russia, a fully-fledged subject of a united country.", "Vladimir Saldo", Side.RUSSIA, Kind.PARTIAL),
]


@pytest.fixture(scope="module")
def article() -> str:
    return SEED.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def readings(article: str) -> list[ReadQuote]:
    return list(read_text(article, SideTable.load()))


def test_the_eight_quoted_sentences_are_read_with_their_speakers_and_kinds(readings: list[ReadQuote]) -> None:
    assert [(r.quote.text, r.speaker.name, r.speaker.side, r.quote.kind) for r in readings] == EXPECTED


def test_the_scare_quote_of_the_headline_is_no_reported_speech(article: str) -> None:
    others = [quote.text for quote in find_quotes(article) if quote.kind is Kind.OTHER]
    assert others == ["referendums"]


def test_every_offset_points_at_its_words(article: str, readings: list[ReadQuote]) -> None:
    assert [article[r.quote.start : r.quote.end] for r in readings] == [text for text, *_ in EXPECTED]
    assert all(r.speaker.mention is not None for r in readings)


def test_speakers_come_with_the_cue_that_ties_them_to_the_quote(readings: list[ReadQuote]) -> None:
    cues = [reading.speaker.cue for reading in readings]
    assert cues == ["wrote", "added", "added", "said", "said", "said", "said", "urged"]
