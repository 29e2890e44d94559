"""One case for each rule of the scanner that broken or unusual text needs; without its rule each of them fails."""

import pytest

from model.labels import Kind
from model.quotes import find_quotes, scan


def said(text: str) -> list[str]:
    return [quote.text for quote in find_quotes(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param(
            'A man said: "We came."We saw," he said.', ["We came.", "We saw,"], id="a paragraph's break was lost"
        ),
        pytest.param(
            'A man said: "I was rude."I beg pardon," he added. "It was late."',
            ["I was rude.", "I beg pardon,", "It was late."],
            id="a break was lost before another quotation",
        ),
        pytest.param(
            "A man spoke of an “expedited review“ and an “open end“ there.",
            ["expedited review", "open end"],
            id="opening marks that close",
        ),
        pytest.param('A man said:" We go "and left." Now "', ["We go", "Now"], id="straight marks with blanks inside"),
        pytest.param("The sign (Wolf''s Hook) is there.“I am it,” he said.", ["I am it,"], id="a doubled apostrophe"),
        pytest.param(
            "A man said the road was\nOpen and “we go\nHome now” said\nthe mayor of the\ntown that was near",
            ["we go\nHome now"],
            id="a line that is wrapped before a capital",
        ),
        pytest.param(
            "A man said “we go\nand stay.\nWe left it\nthere then” and the\nmayor of the town left\nfor home then",
            ["we go\nand stay.", "We left it\nthere then"],
            id="a line that is wrapped after a stop",
        ),
        pytest.param("A man said: “We wait… 5 of us go.”", ["We wait… 5 of us go."], id="a number after an ellipsis"),
    ],
)
def test_broken_text_is_read_as_it_was_meant(text: str, sentences: list[str]) -> None:
    assert said(text) == sentences


def test_a_quotation_that_nothing_closes_reaches_as_far_as_what_stands_in_it() -> None:
    outer, inner, _ = scan("‘We “go ‘home’ now”")
    assert outer.span.end == inner.span.end


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("A man said “there are no plans” to hold a parade.", Kind.PARTIAL, id="the sentence goes on"),
        pytest.param("A man said Rona had seen “epic fails” in its goals.", Kind.PARTIAL, id="a verb governs it"),
        pytest.param("It was “bad,” according to Oleh Kruk.", Kind.PARTIAL, id="a source right behind"),
        pytest.param("A man called it the “way of peace is near us” there.", Kind.PARTIAL, id="an article governs it"),
        pytest.param(
            "A man said that “dictate to others, with whom they will trade” was wrong.",
            Kind.PARTIAL,
            id="its only verb is a relative's",
        ),
        pytest.param("A man said it. The school kept a “core” staff.", Kind.OTHER, id="reported a sentence before"),
        pytest.param("The school kept a “core” staff. He said so then.", Kind.OTHER, id="reported a sentence after"),
        pytest.param("The “mayor” of Lidne, Oleh Kruk, said there is no water.", Kind.OTHER, id="a doubted office"),
        pytest.param("The “mayor” Oleh Kruk said there is no water.", Kind.OTHER, id="a doubted office and a name"),
        pytest.param("Oleh Kruk said a “mayor” had no water.", Kind.PARTIAL, id="an office that is said"),
        pytest.param("A banner made of bedsheets reads “We are not afraid.”", Kind.OTHER, id="a banner"),
        pytest.param("He held a sign that said “Hands off.”", Kind.OTHER, id="a sign"),
        pytest.param("By the banner Olena Kell said “We are not afraid.”", Kind.DIRECT, id="who stands by a banner"),
        pytest.param("In a sign of change, Kell said “We are not afraid.”", Kind.DIRECT, id="a sign of something"),
        pytest.param("Her book, “Grasses of the Wild Field,” is out, she said.", Kind.OTHER, id="a book"),
        pytest.param("A man in a T-shirt said: “We will stay until the end.”", Kind.DIRECT, id="a man with a sign"),
        pytest.param("Oleh Kruk said the banner was “deeply offensive”.", Kind.PARTIAL, id="what a banner is called"),
        pytest.param("Asked about the film, “Never,” said Oleh Kruk.", Kind.DIRECT, id="an answer about a film"),
        pytest.param("He was in the film “Trainwreck.” It was seen.", Kind.OTHER, id="a film of one word"),
        pytest.param("Of her book, “It took me years,” she said.", Kind.DIRECT, id="what is said of a book"),
    ],
)
def test_the_sentence_round_a_quotation_says_its_kind(text: str, kind: Kind) -> None:
    assert scan(text)[0].kind is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("One reviewer called the book “unbearably exact.”", Kind.PARTIAL),
        ("A critic described the film as “exact and slow”.", Kind.PARTIAL),
        ("She wrote the book “Grasses of the Wild Field”.", Kind.OTHER),
    ],
)
def test_a_work_that_is_judged_is_not_named(text: str, kind: Kind) -> None:
    assert [quotation.kind for quotation in scan(text)] == [kind]
