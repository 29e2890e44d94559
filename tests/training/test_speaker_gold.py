"""What counts as the right speaker: the rules behind every published figure of speakers."""

import json
from pathlib import Path

import pytest

from model.types import Span
from tests.tiny_world import write
from training.speaker_gold import Gold, find, head, read_named, read_sources, same_name


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Serhii Vyhadskyi", "Sergei Vyhadsky"),  # endings of one name
        ("Vyhadskiy", "Serhiy VYHADSKII"),
        ("Ana Ficțională", "Ficționala"),  # diacritics
        ("Maryna Zelenivska", "Zelenivska"),
        ("a spokesman for the town", "the spokesman of the harbour"),  # one head noun, whatever it is of
        ("Olena Vymyslena, mayor of the town", "Vymyslena"),
        ("", ""),
        ("", "…"),  # no letters are no name
    ],
)
def test_one_last_name_or_head_noun_is_one_speaker(first: str, second: str) -> None:
    assert same_name(first, second)
    assert same_name(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Serhii Vyhadskyi", "Serhii Vyhadenko"),
        ("Maryna Zelenivska", "Maryna Zelenivskyi"),  # not an ending of one and the same person
        ("Serhii Vyhadskyi", "Serhii"),
        ("Vyhadskyi", ""),
        ("a spokesman for the town", "a spokeswoman for the town"),
        ("Oleh Prydumanyi (adviser)", "Oleh Prydumanyi"),  # brackets are not read over: `head` does that, for fitting
        ("residents in the village", "residents"),
    ],
)
def test_other_last_names_and_what_is_added_are_not_read_over(first: str, second: str) -> None:
    assert not same_name(first, second)
    assert not same_name(second, first)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Oleh Prydumanyi (adviser)", "prydumanyi"),
        ("residents in the village", "residents"),
        ("an official familiar with the talks", "official"),
        ("a woman who lost her house", "woman"),
        ("two drivers from the depot near the harbour", "drivers"),
        ("a spokesman for the town", "spokesman"),
        ("Inna", "inna"),  # a preposition is a word, not the beginning of one
        ("", ""),
    ],
)
def test_the_head_stands_before_what_is_added(name: str, told: str) -> None:
    assert head(name) == told


def test_a_role_fits_without_its_place_and_agrees_only_with_it() -> None:
    gold = Gold(Span(0, 9), name="residents in the village")
    nowhere = Span(0, 0)
    assert gold.fits(nowhere, "residents")
    assert not gold.agrees(nowhere, "residents")
    assert not Gold(Span(0, 9), name="in the village").fits(nowhere, ""), "nobody named fits nothing"


def test_where_sources_are_known_their_place_counts_and_no_name() -> None:
    gold = Gold(Span(0, 9), sources=(Span(20, 25), Span(40, 45)), name="Vyhadskyi")
    assert gold.agrees(Span(44, 50), "somebody else")
    assert gold.fits(Span(24, 25), "")
    assert not gold.agrees(Span(25, 40), "Vyhadskyi"), "touching is not sharing a character"
    assert not gold.fits(Span(25, 40), "Vyhadskyi")


def test_a_quotation_is_found_from_exactly_half_of_it_on() -> None:
    assert find(Span(10, 20), [Span(0, 15)]) == 0
    assert find(Span(10, 20), [Span(0, 14)]) == -1
    assert find(Span(10, 21), [Span(0, 15)]) == -1, "five of eleven"
    assert find(Span(10, 20), []) == -1


def test_of_several_the_one_that_covers_most_is_found_and_the_first_of_equals() -> None:
    assert find(Span(10, 20), [Span(0, 15), Span(12, 30), Span(19, 40)]) == 1
    assert find(Span(10, 20), [Span(0, 15), Span(15, 30)]) == 0
    assert Span(0, 5).overlap(Span(5, 9)) == 0


def test_articles_come_with_what_is_known_of_their_quotations(tmp_path: Path) -> None:
    row = {"article": "a", "start": 1, "end": 4, "speaker": "Vyhadskyi"}
    quotes = write(tmp_path / "quotes.jsonl", [row, row | {"article": "gone"}])
    articles = write(tmp_path / "articles.jsonl", [{"article": "a", "text": "“No,”"}, {"article": "b", "text": "-"}])
    [told, untold] = read_named(quotes, articles)
    assert (told.gold, untold.gold) == ((Gold(Span(1, 4), name="Vyhadskyi"),), ())
    quote = {"start": 1, "end": 4}
    said = {"source_spans": [[6, 8]], "source": "he", "source_is_pronoun": True, "quotes": [quote, quote]}
    attributions = [said, said | {"source_spans": []}]
    (tmp_path / "sources.jsonl").write_text(json.dumps({"text": "“No,” he", "attributions": attributions}), "utf-8")
    [article] = read_sources(tmp_path / "sources.jsonl")
    assert article.gold == (Gold(Span(1, 4), (Span(6, 8),), "he", pronoun=True),) * 2, "no source, no gold"
