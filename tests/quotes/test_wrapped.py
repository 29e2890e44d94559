"""Texts wrapped at a fixed width, as in mail or copied from a PDF. All persons are invented."""

import textwrap
import time
from collections.abc import Iterator

import pytest

from model.inputs import Example
from model.quotes import find_quotes
from model.quotes.wrapping import unwrapped
from model.reading import read_text, read_utterance
from model.sides import SideTable
from model.types import Utterance
from model.wording import uniform
from tests.speakers.speaking import attributions, mention

TABLE = SideTable.load()
PARAGRAPHS = """\
The road to the village of Novopetrivka was closed again on Monday, Olena Kell, the deputy head of the regional \
council, said after a meeting with engineers. “We need another $1 billion for [the region’s] roads and bridges, and \
we need it (all of it) before winter,” she told reporters in Sumy.
The Russian envoy Pavel Rudin, who arrived on Tuesday from Minsk, called the plan “fair” and “balanced” in a letter to \
the organisers. “Whoever opened this road did not ask us,” said Petro Hrynko, a teacher from Kharkiv. “Nobody did.”\
""".splitlines()
WHOLE = "\n\n".join(PARAGRAPHS)


def wrapped(width: int, end: str = "\n") -> str:
    filled = (textwrap.fill(each, width, break_on_hyphens=False).replace("\n", end) for each in PARAGRAPHS)
    return "\n\n".join(filled)


def examples(text: str) -> list[Example]:
    return [each.example for each in read_text(text, TABLE)]


def what_is_read(text: str) -> Iterator[tuple[str, ...]]:
    for quote, speaker in ((each.quote, each.speaker) for each in read_text(text, TABLE)):
        assert quote.text == text[quote.start : quote.end]
        yield " ".join(quote.text.split()), quote.kind, speaker.name, speaker.description, speaker.side


@pytest.mark.parametrize("width", [38, 60, 76, 95])
@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
def test_a_wrapped_text_is_read_like_the_same_text_in_whole_lines(width: int, end: str) -> None:
    assert list(what_is_read(wrapped(width, end))) == list(what_is_read(WHOLE))


@pytest.mark.parametrize("prefix", [">", "> ", "> > ", ">> "])
def test_quoted_mail_is_read_like_the_same_text_in_whole_lines(prefix: str) -> None:
    text = "\n".join(prefix + line if line else prefix.strip() for line in wrapped(76).splitlines())
    text = f"Have you seen this? {'It is from Monday, and nobody knows who wrote it. ' * 3}\n\n{text}\n\nBest, Ann\n"
    read = [(" ".join(words.replace(">", "").split()), *told) for words, *told in what_is_read(text)]
    assert read == [tuple(each) for each in what_is_read(WHOLE)]


def test_words_that_run_over_two_lines_of_mail_are_one_quotation() -> None:
    text = "> The head of the council said: “We have no water, and the\n>  pumps are failing.”\n>\n> Can you check?\n"
    [quote] = find_quotes(text)
    assert quote.text == "We have no water, and the\n>  pumps are failing."


def test_mail_of_several_depths_is_not_joined() -> None:
    text = ">> the mayor says he will stay in the town\n> the others have left it, and so did I today\nis that so?"
    assert [line.strip() for line in unwrapped(text).splitlines()] == [line.lstrip("> ") for line in text.splitlines()]


def test_a_tag_that_ends_on_the_next_line_stays_a_tag() -> None:
    text = '<a class="big"\n>Olena Kell</a> said: “We stay.”'
    assert unwrapped(text) == text


def test_who_signs_quoted_words_in_mail_has_said_them() -> None:
    assert [each.name for each in attributions("> “We have no water.”\n> — Olena Kell, surgeon")] == ["Olena Kell"]


def test_the_network_is_shown_as_much_around_a_quote_of_a_wrapped_text() -> None:
    assert [(each.before, each.after) for each in examples(wrapped(76))] == [
        (each.before, each.after) for each in examples(WHOLE)
    ]


def test_a_name_that_a_line_break_parts_is_whole() -> None:
    text = wrapped(95)
    assert "Petro\nHrynko" in text
    assert [each.name for each in attributions(text)][-1] == "Petro Hrynko"


PARTED = """\
The road to the village of Novopetrivka is closed again, Olena Kell, a spokes-
woman for the council, said. “We need another billion for the region’s infra-
structure, and we need all of it before the winter,” she told us. The Russian-
backed administration, whose envoy to the talks on the region, Pavel Ru-
din, came on Tuesday from Minsk, called the plan “fair and balanced, and gene-
rous” in a letter to the organisers. “Nobody has asked us about it,” Petro Hryn\u00ad
ko, a teacher from Kharkiv, complained to them on the way out of a meet\u2010
ing that lasted for three hours, and ended without any sort of an agree-
ment.\
"""


@pytest.mark.parametrize("prefix", ["", "> "])
def test_words_parted_at_the_ends_of_lines_are_whole(prefix: str) -> None:
    text = "\n".join(prefix + line for line in PARTED.splitlines())
    found = [(each.name, each.description, mention(text, each)) for each in attributions(text)]
    assert found[0] == ("Olena Kell", "spokeswoman for the council", "she")
    assert found[1][0] == "Pavel Rudin"
    assert found[2] == ("Petro Hrynko", "teacher from Kharkiv", f"Petro Hryn\u00ad\n{prefix}ko")


def test_the_network_is_shown_parted_words_whole() -> None:
    [first, fair, _] = [uniform(f"{each.before}{each.quote}{each.after}") for each in examples(PARTED)]
    assert "region's infrastructure" in first
    assert "generous" in fair
    assert "agreement" in uniform(unwrapped(PARTED))


def test_soft_hyphens_part_no_name() -> None:
    found = attributions("“We stay,” said Ivan Petren\u00adko, a fire\u00adfighter.\u00ad “I go,” Petrenko said.")
    assert [(each.name, each.description) for each in found] == [("Ivan Petrenko", "firefighter")] * 2


def test_an_item_is_read_in_a_wrapped_context() -> None:
    text = wrapped(45)
    [quote] = [each for each in find_quotes(text) if each.text.startswith("Whoever")]
    reading = read_utterance(Utterance(quote.text, context=text), TABLE)
    assert (reading.quote.start, reading.speaker.name) == (quote.start, "Petro Hrynko")


@pytest.mark.parametrize("prefix", ["", "> "])
@pytest.mark.parametrize("width", [45, 76])
def test_an_item_in_whole_lines_is_found_in_a_wrapped_context(width: int, prefix: str) -> None:
    context = "\n".join(prefix + line for line in wrapped(width).splitlines())
    words = "We need another $1 billion for [the region’s] roads and bridges, and we need it (all of it) before winter,"
    found, whole = (read_utterance(Utterance(words, context=each), TABLE) for each in (context, WHOLE))
    assert (found.speaker.name, found.speaker.description) == ("Olena Kell", whole.speaker.description)
    assert found.example.side is whole.example.side
    written = context[found.quote.start : found.quote.end]
    assert written != words
    assert " ".join(written.replace(">", "").split()) == found.quote.text == words


def test_an_item_is_found_where_its_words_are_parted() -> None:
    found = read_utterance(Utterance("fair and balanced, and generous", context=PARTED), TABLE)
    assert found.speaker.name == "Pavel Rudin"


def test_an_item_with_soft_hyphens_is_found_where_a_hyphen_parts_its_words() -> None:
    context = "\n".join(f"> {line}" for line in PARTED.splitlines())
    found = read_utterance(Utterance("fair and balanced, and gen\u00aderous", context=context), TABLE)
    assert found.speaker.name == "Pavel Rudin"
    assert found.quote.start is not None


@pytest.mark.parametrize("words", ["\u00ad" * 2000 + "x", "-" * 2000 + "x", "\u00ad" * 3, "a " * 5000 + "b"])
def test_an_item_of_hyphens_is_sought_in_no_time(words: str) -> None:
    context = "“Hi" + "\u00ad" * 9 + "--\u00ad" * 2000 + "y,” said Pavel Rudin. " + "a " * 50_000 + "\u00ad-" * 9
    started = time.perf_counter()
    assert read_utterance(Utterance(words, context=context), TABLE).quote.text == words
    assert time.perf_counter() - started < 2


def test_a_parted_word_without_end_is_read_in_no_time() -> None:
    started = time.perf_counter()
    assert attributions(f"“Hi,” said Pavel Rudin. {'a' * 30_000}\u00ad1")[0].name == "Pavel Rudin"
    assert time.perf_counter() - started < 2


def test_an_item_that_is_wrapped_itself_is_found() -> None:
    found = read_utterance(Utterance("Whoever opened\nthis road did not ask us,", context=WHOLE), TABLE)
    assert found.speaker.name == "Petro Hrynko"


@pytest.mark.parametrize(
    "text",
    [
        "The river keeps its ice till May\nThe soldiers keep their coats\nAnna Koval waits\nIvan Rud is out of boats\n",
        "At the table were\nIvan Rud, mayor of Lviv\nOlena Kell, minister of health\nKarl Berg, envoy to Kyiv\n",
        "Ivan Rud @rud\nthe night was loud and we are tired\nOlena Kell @kell\nthey say “it was ours”, so we go\nAnn\n",
        "“We stay,” said Olena Kell.\n“We go,” said Petro Bondar.\n“We wait,” said Ivan Rud.\n",
        "🔴 mayor Ivan Rud says “we stay” now\n🔴 envoy Karl Berg says “no” again\n🔴 Olena Kell says “no” too\n",
        "+ mayor Ivan Rud says “we stay” now\n+ envoy Karl Berg says “no” once more\n+ Olena Kell says “no” too\n",
        "10:15 mayor Ivan Rud says “we stay” now\n10:32 envoy Karl Berg says “no” again\n10:45 Olena Kell says “no”\n",
        "1,Ivan Rud,mayor,“we stay here”,12\n2,Olena Kell,minister,“all is open”,13\n3,Karl Berg,envoy,“no”,9",
        "the mayor, ivan rud, says that “we all stay” for now\nhe has “no plans” to leave the house here\nso be it\n",
        "\n".join(["the water of the town will not be back this week, and"] * 4),
        "Ivan Rud says the bridge stays closed\nand nobody told us about it till now\nOlena Kell is silent now\nwe go",
        f"A line of {'very ' * 20}many characters\nis not cut at\na fixed width\nof any usual page",
    ],
)
def test_lines_that_were_not_wrapped_stay_lines(text: str) -> None:
    assert unwrapped(text) == text


def test_headings_lists_and_paragraphs_stay_apart_in_a_wrapped_text() -> None:
    text = f"A road is closed\n{wrapped(76)}\n\n{wrapped(76)}\n* one\n  * two\n"
    kept = [line.split()[0] for line in unwrapped(text).splitlines() if line]
    assert kept == ["A", "The", "The", "The", "The", "*", "*"]


def test_a_headline_as_wide_as_the_text_below_stays_a_line_but_no_name_is_parted() -> None:
    headline = "Regional council says that the old bridge over the river will stay closed"
    assert unwrapped(f"{headline}\n{wrapped(76)}").startswith(f"{headline}\nThe road")
    lead = "The mayor, who spoke to judges of the court that the United Nations keep in\nThe Hague, came home."
    assert "keep in The Hague" in unwrapped(f"{lead}\n\n{wrapped(76)}")


def test_every_character_keeps_its_place() -> None:
    text = wrapped(60, "\r\n")
    assert len(unwrapped(text)) == len(text)
    assert unwrapped(text).split() == text.split()


@pytest.mark.parametrize("blank", ["\xa0", "\u3000", "\u2003 "])
def test_a_line_of_odd_blanks_alone_parts_paragraphs(blank: str) -> None:
    text = f"“We stay here,” the old mayor\nof the town said.\n{blank}\nHe left."
    assert [quote.text for quote in find_quotes(text)] == ["We stay here,"]
