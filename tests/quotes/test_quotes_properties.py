"""Properties of the scanner over any text: lossless, ordered, nested, and blind to the shape of the marks."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from model.quotes import find_quotes, scan
from model.types import Quotation

_PIECES = (
    *"\"'“”‘’«»„‟‚‛「」`´＂",
    *("``", "''", "&quot;", "&ldquo;", "&rdquo;", "&#39;", "&amp;quot;", "<p>", "</p>", "<b>", "\n", "\n\n", "\r\n"),
    *("\r", "\t", " ", ". ", ", ", "? ", "said", "He said", "we", "We will win", "Mr. ", "U.S. ", "6'2\"", "5’2”"),
    *(
        "don’t",
        "soldiers'",
        "’90s",
        "\u200b",
        "\ufeff",
        "\u2028",
        "\x00",
        "\ud800",
        "\udfff",
        "😀",
        "…",
        "—",
        "(",
        "> ",
    ),
)
any_text = st.one_of(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join), st.text())

_word = st.sampled_from(["roads", "we", "the river", "stay", "Petrenko", "town", "it’s", "workers", "will", "no"])
_clause = st.lists(_word, min_size=2, max_size=6).map(" ".join)
_quote = st.tuples(_clause, st.sampled_from([",", ".", "?", "!"])).map(lambda parts: f"“{parts[0]}{parts[1]}”")
_line = st.lists(st.one_of(_quote, _clause), min_size=1, max_size=6).map(" ".join)
curly_text = st.lists(_line, min_size=1, max_size=4).map("\n\n".join)
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def _outermost(text: str) -> list[Quotation]:
    return [quotation for quotation in scan(text) if quotation.depth == 0]


@given(any_text)
def test_the_text_is_what_lies_outside_the_spans_and_in_them(text: str) -> None:
    rebuilt, end = "", 0
    for quote in find_quotes(text):
        assert quote.start is not None
        assert quote.end is not None
        rebuilt += text[end : quote.start] + quote.text
        end = quote.end
    assert rebuilt + text[end:] == text


@given(any_text)
def test_spans_lie_in_the_text_in_order_and_side_by_side(text: str) -> None:
    quotations = scan(text)
    assert all(0 <= each.span.start <= each.span.end <= len(text) for each in quotations)
    assert all(first.span.start <= second.span.start for first, second in pairwise(quotations))
    assert all(first.span.end <= second.span.start for first, second in pairwise(_outermost(text)))


@given(any_text)
def test_a_nested_quotation_lies_inside_its_outer_one(text: str) -> None:
    around: list[Quotation] = []
    for quotation in scan(text):
        while around and around[-1].span.end <= quotation.span.start:
            around.pop()
        assert not around or quotation.span.end <= around[-1].span.end
        around.append(quotation)


@given(any_text)
def test_sentences_lie_in_their_quotation_without_blanks_at_the_ends(text: str) -> None:
    for quotation in scan(text):
        for quote in quotation.sentences:
            assert quote.start is not None
            assert quote.end is not None
            assert quotation.span.start <= quote.start < quote.end <= quotation.span.end
            assert quote.text == quote.text.strip()


@given(curly_text)
def test_straight_marks_give_the_same_quotations_as_curly_ones(text: str) -> None:
    straight = text.translate(_STRAIGHT)
    assert [(q.span, q.kind) for q in _outermost(straight)] == [(q.span, q.kind) for q in _outermost(text)]


@given(curly_text)
def test_curling_what_was_found_and_scanning_again_changes_nothing(text: str) -> None:
    straight = text.translate(_STRAIGHT)
    curled = list(straight)
    for quotation in _outermost(straight):
        curled[quotation.span.start - 1], curled[quotation.span.end] = "“", "”"
    assert [q.span for q in _outermost("".join(curled))] == [q.span for q in _outermost(straight)]


@given(curly_text)
def test_every_quote_that_was_written_is_found(text: str) -> None:
    assert [text[q.span.start : q.span.end] for q in _outermost(text)] == [
        part.split("”")[0] for part in text.split("“")[1:]
    ]
