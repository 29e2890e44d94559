"""Texts with Markdown's signs: bold words and links. All persons are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.quotes import find_quotes
from model.quotes.markup import unmarked
from tests.speakers.speaking import attributions

PIECES = st.sampled_from(
    [*"*_[]()!\n ", "**", "__", "](", "https://a.example", "/a", "[1]", "“Go,”", '"No"', "Rud", "said"]
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("**Ivan Rud**, the mayor, said: “We stay.”", "Ivan Rud"),
        ("__Ivan Rud__, the mayor, said: “We stay.”", "Ivan Rud"),
        ("***Ivan Rud***, the mayor, says there is “no water”.", "Ivan Rud"),
        ("“We stay,” [Ivan Rud](https://lidne.example/ivan_(mayor)), the mayor, said.", "Ivan Rud"),
        ('“We stay,” [Ivan Rud](/ivan "Ivan of Lidne"), the mayor, said.', "Ivan Rud"),
        ("[Ivan Rud][1], the mayor, says there is “no water”.", "Ivan Rud"),
        ("**Host:** Great. And then?\n\n**Olena Kell:** My answer was “never.”\n\n**Host:** Why?", "Olena Kell"),
    ],
)
def test_marked_words_are_read_like_others(text: str, name: str) -> None:
    assert [one.name for one in attributions(text)] == [name]


def test_marked_words_in_a_quotation_are_given_as_they_are_written() -> None:
    text = "“We **stay** [here](https://lidne.example),” said Ivan Rud."
    [quote] = find_quotes(text)
    assert quote.text == "We **stay** [here](https://lidne.example),"


@pytest.mark.parametrize(
    "text",
    [
        "He called it “f**k all”, and them s**ts.",
        "Name: ______ and ______",
        "2 ** 3 ** 4",
        "Ivan** and Olena**",
        "[sic](no)",
    ],
)
def test_other_signs_stay(text: str) -> None:
    assert unmarked(text) == text


@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_character_that_stays_keeps_its_place(text: str) -> None:
    kept = unmarked(text)
    assert len(kept) == len(text)
    assert all(now in (was, " ") for was, now in zip(text, kept, strict=True))
