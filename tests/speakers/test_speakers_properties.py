"""Attribution takes any text: it never raises, its spans lie in the text, and its work grows in line with the text."""

import cProfile
import pstats
from collections.abc import Callable
from itertools import islice, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.labels import Kind
from model.quotes import scan
from model.speakers import attribute, attribute_one
from model.types import Quotation, Span

PIECES = st.sampled_from(
    [
        *(
            "“",
            "”",
            '"',
            "'",
            "’",
            "‘",
            "«",
            "»",
            ":",
            ",",
            ".",
            "?",
            "—",
            "(",
            ")",
            "\n\n",
            " ",
            "’s",
            "“Go,”",
            "“No.”",
        ),
        *(
            "said",
            "told",
            "according to",
            "by",
            "that",
            "who",
            "he",
            "she",
            "it",
            "they",
            "his",
            "the",
            "a",
            "of",
            "and",
        ),
        *(
            "Ivan Petrenko",
            "Petrenko",
            "Mr",
            "Olena",
            "governor",
            "ministry",
            "statement",
            "Russian",
            "EU",
            "another",
            "I",
        ),
        *("was quoted", "saying", "report", "leader", "The company", "\u200b", "&quot;", "\r\n", "ẞ", "𝔘", "İ"),
    ]
)
NEWS = st.lists(PIECES, max_size=60).map(" ".join)


def check(text: str) -> None:
    quotations = scan(text)
    found = attribute(text, quotations)
    assert len(found) == len(quotations)
    for attribution in found:
        for span in (attribution.mention, attribution.antecedent):
            assert span is None or 0 <= span.start < span.end <= len(text)
        assert 0.0 <= attribution.confidence <= 1.0
        assert attribution.mention is not None or not attribution.name
    assert [attribute_one(text, quotations, index) for index in range(len(quotations))] == found


@settings(max_examples=150, deadline=None)
@given(NEWS)
def test_news_like_text_is_attributed(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_arbitrary_text_is_attributed(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(NEWS, st.lists(st.integers(0, 300), max_size=12))
def test_quotations_from_elsewhere_are_attributed(text: str, cuts: list[int]) -> None:
    bounds = sorted({min(cut, len(text)) for cut in cuts})
    quotations = [Quotation(Span(a, b), Kind.DIRECT, ()) for a, b in pairwise(bounds)]
    assert len(attribute(text, quotations)) == len(quotations)


def calls(text: str) -> int:
    quotations = scan(text)
    profile = cProfile.Profile()
    profile.runcall(attribute, text, quotations)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def article(paragraphs: int) -> str:
    return "\n\n".join(
        f"“The bridge number {n} is old,” the minister said. Ivan Petrenko{n} met Olena Marchuk. “It is,” he said. "
        "“No,” it said. “Yes,” Petrenko said. “Then go,” the ministry said."
        for n in range(paragraphs)
    )


def one_sentence(clauses: int) -> str:
    return "It was late " + "and then they said “we stay here now” to the bank " * clauses


def one_body(mentions: int) -> str:
    return "The big ministry of war left. The ministry said: “We stay.” " * mentions


def names(count: int) -> list[str]:
    return [f"{a}{b}{c}emyr" for a, b, c in islice(product("BDKLMNRST", "aou", "bdklmnrst"), count)]


def one_family(members: int) -> str:
    return "\n".join(f"{name} Petrenko said: “We stay.” Petrenko said: “So we do.”" for name in names(members))


@pytest.mark.parametrize(("text", "size"), [(article, 80), (one_sentence, 200), (one_body, 500), (one_family, 100)])
def test_work_grows_in_line_with_the_text(text: Callable[[int], str], size: int) -> None:
    calls(text(size))  # reads the data files
    assert calls(text(2 * size)) < 2.4 * calls(text(size))


def test_a_long_line_in_capitals_is_read_to_its_end() -> None:
    text = "“Go,” said Ivan Rud.\n" + "WORD " * 4000 + "(tass) “No,” said Olena Kell."
    assert [one.name for one in attribute(text, scan(text))] == ["Ivan Rud", "Olena Kell"]


def test_kin_of_kin_without_names_is_followed_a_few_generations() -> None:
    text = "Olena Koval left. " + "Her mother said: “We stay.” " * 300
    found = attribute(text, scan(text))
    assert (found[0].name, found[1].name) == ("Olena Koval's mother", "Olena Koval's mother's mother")
    assert max(len(one.name) for one in found) < 60


def test_of_very_many_namesakes_the_one_named_last_is_meant() -> None:
    given = names(120)
    family = "\n".join(f"{name} Petrenko, a teacher, came home. “Yes,” Petrenko said." for name in given)
    text = f"{family}\n“No,” {given[0]} Petrenko said. “Go,” {given[-1]} Petrenko said."
    found = attribute(text, scan(text))
    assert [one.name for one in found] == [f"{name} Petrenko" for name in (*given, given[0], given[-1])]
    assert {one.description for one in found} == {"teacher"}
    text = "\n".join(f"Ivan {name} came home." for name in given) + "\n“We stay,” Ivan said."
    assert attribute(text, scan(text))[0].name == f"Ivan {given[-1]}"
