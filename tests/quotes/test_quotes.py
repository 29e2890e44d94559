"""What the scanner promises, form by form; every text is invented."""

import pytest

from model.labels import Kind
from model.quotes import find_quotes, scan


def said(text: str) -> list[str]:
    return [quote.text for quote in find_quotes(text)]


def kinds(text: str) -> list[tuple[str, Kind]]:
    return [(quote.text, quote.kind) for quote in find_quotes(text)]


@pytest.mark.parametrize(
    "text",
    [
        "“We will stay,” a mayor said.",
        '"We will stay," a mayor said.',
        "‘We will stay,’ a mayor said.",
        "'We will stay,' a mayor said.",
        "«We will stay,» a mayor said.",
        "„We will stay,“ a mayor said.",
        "„We will stay,” a mayor said.",
        "``We will stay,'' a mayor said.",
        "「We will stay,」 a mayor said.",
        "&ldquo;We will stay,&rdquo; a mayor said.",
        "&quot;We will stay,&quot; a mayor said.",
        "&#8220;We will stay,&#x201D; a mayor said.",
        "&amp;quot;We will stay,&amp;quot; a mayor said.",
        '“We will stay," a mayor said.',
        '"We will stay,” a mayor said.',
        "”We will stay,” a mayor said.",
        "“We will stay,’ a mayor said.",
        "\u200b“\u200bWe will stay,\u200b”\u200b a mayor said.",
        "<p>“We will stay,”</p><p>a mayor said.</p>",
    ],
)
def test_a_quote_is_found_in_every_shape_of_mark(text: str) -> None:
    assert [(quote.text.strip("\u200b"), quote.kind) for quote in find_quotes(text)] == [("We will stay,", Kind.DIRECT)]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor didn't say whose bridge O’Brien’s men built in the ’90s.",
        "The soldiers' families met the workers’ union.",
        "He is 6'2\" tall and she is 5’4”, the coach wrote.",
        'A 12" pipe and a 14" pipe broke.',
        "They play rock 'n' roll 'til dawn.",
        "",
        "No marks at all.",
    ],
)
def test_apostrophes_and_measures_are_no_quotes(text: str) -> None:
    assert said(text) == []


def test_apostrophes_do_not_end_a_single_quote() -> None:
    assert said("‘The soldiers’ fate isn’t known,’ a nurse said.") == ["The soldiers’ fate isn’t known,"]
    assert said("'It isn't the farmers' fault,' a nurse said.") == ["It isn't the farmers' fault,"]


def test_inches_inside_a_quote_leave_it_whole() -> None:
    assert said('"The pipe is 12" wide," an engineer said.') == ['The pipe is 12" wide,']


def test_a_nested_quote_belongs_to_the_sentence_it_stands_in() -> None:
    text = "“He told me ‘run home’ and left,” a nurse said."
    assert said(text) == ["He told me ‘run home’ and left,"]
    assert [(text[q.span.start : q.span.end], q.depth) for q in scan(text)] == [
        ("He told me ‘run home’ and left,", 0),
        ("run home", 1),
    ]


@pytest.mark.parametrize("break_", ["\n\n", "\r\n\r\n", "\n", "\r", "</p><p>", "\u2029"])
def test_a_quote_goes_on_where_the_next_paragraph_opens_with_a_mark(break_: str) -> None:
    text = f"“The road is shut.{break_}“We walk instead,” a nurse said. “It is far.”"
    assert said(text) == ["The road is shut.", "We walk instead,", "It is far."]
    first = scan(text)[0]
    assert (len(first.parts), first.closed) == (2, True)


@pytest.mark.parametrize(("opening", "closing"), ["“”", "«»", '""'])
@pytest.mark.parametrize("break_", ["\n\n", "\r\n", "</p><p>"])
def test_a_quote_goes_on_to_the_paragraph_whose_first_mark_closes_it(break_: str, opening: str, closing: str) -> None:
    quoted = f"{opening}The road is shut.{break_}We walk now.{break_}It is far.{closing}"
    text = f"A nurse wrote: {quoted}{break_}The mayor said {opening}no.{closing}"
    assert said(text) == ["The road is shut.", "We walk now.", "It is far.", "no."]
    assert [len(quotation.parts) for quotation in scan(text)] == [3, 0]


def test_what_stands_between_the_paragraphs_of_a_quote_is_none_of_it() -> None:
    text = "A nurse wrote: “The road is shut.\n\nAdvertisement\n\nPhoto: Olena Kell\n\nWe walk now.\n\nIt is far.”"
    assert said(text) == ["The road is shut.", "We walk now.", "It is far."]


@pytest.mark.parametrize("credit", ["the nurse said.", "said Olena Kell, a nurse."])
def test_a_quote_whose_speaker_is_told_does_not_go_on(credit: str) -> None:
    text = f"“The road is shut, {credit}\n\nThe mayor slept.\n\nWe walk now,” a driver said."
    assert said(text) == [f"The road is shut, {credit}"]


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("Olena Kell, a nurse.”", id="a name under a pull quote"),
        pytest.param("The wall is 12” thick.", id="an inch sign"),
        pytest.param("The mayor said “no” to this.", id="another quotation"),
        pytest.param("We walk now», a nurse said.", id="another kind of mark"),
        pytest.param("\n\n".join(["The mayor slept.", *["It was far."] * 10, "We walk now.”"]), id="too far away"),
    ],
)
def test_what_closes_nothing_leaves_an_unclosed_quote_to_its_paragraph(below: str) -> None:
    first = scan(f"“The road is shut.\n\n{below}")[0]
    assert ([quote.text for quote in first.sentences], first.closed) == (["The road is shut."], False)


def test_paragraphs_of_a_quote_that_were_run_together_are_told_apart() -> None:
    text = 'A nurse said: "The road is shut."We walk instead."The mayor agreed. "It is far," he added.'
    assert said(text) == ["The road is shut.", "We walk instead.", "It is far,"]


def test_an_unclosed_quote_ends_with_its_paragraph() -> None:
    text = "“The road is shut, a nurse said.\n\nThe mayor slept. “It is far,” he said."
    assert said(text) == ["The road is shut, a nurse said.", "It is far,"]
    assert [quotation.closed for quotation in scan(text)] == [False, True]


def test_a_quote_may_end_the_file_without_a_mark() -> None:
    assert said("A nurse said: “We walk instead.") == ["We walk instead."]


def test_a_stray_closing_mark_is_passed_over() -> None:
    assert said("The road is shut.” So it is.\n\n“We walk,” a nurse said.") == ["We walk,"]


@pytest.mark.parametrize("line", ["- ", "* ", "1. ", "• ", "> ", "    ", "## "])
def test_quotes_stand_in_lists_and_block_quotes(line: str) -> None:
    text = f"Voices:\n\n{line}“We walk,” a nurse said.\n{line}“I drive,” a guard said.\n"
    assert said(text) == ["We walk,", "I drive,"]


def test_a_headline_gives_its_quote() -> None:
    assert said("Mayor: ‘We will not leave the town’\n\nThe mayor spoke on Monday.") == ["We will not leave the town"]


def test_offsets_are_those_of_the_untouched_text() -> None:
    text = "\ufeff\r\n😀 A nurse said: &ldquo;We walk.\x00 It’s far.&rdquo;\r\n"
    assert [text[q.start : q.end] for q in find_quotes(text)] == said(text) == ["We walk.\x00 It’s far."]


@pytest.mark.parametrize(
    ("inside", "sentences"),
    [
        ("Mr. Petrenko met Gen. Ivanenko. He left.", ["Mr. Petrenko met Gen. Ivanenko.", "He left."]),
        ("J. R. Smith of the U.S. Army knew. We did not.", ["J. R. Smith of the U.S. Army knew.", "We did not."]),
        ("It began at 5 p.m. on Monday. No one came!", ["It began at 5 p.m. on Monday.", "No one came!"]),
        ("It cost 3.5 million. Why? Ask No. 10.", ["It cost 3.5 million.", "Why?", "Ask No. 10."]),
        ("We waited... and waited. Then it came.", ["We waited... and waited.", "Then it came."]),
        ("St. Mary's is near. Go to Mt. Nova.", ["St. Mary's is near.", "Go to Mt. Nova."]),
        ("We live in the U.S. The rest left.", ["We live in the U.S.", "The rest left."]),
        ("He and I. We both.", ["He and I.", "We both."]),
        ("We stay . . . until spring. Then we go.", ["We stay . . . until spring.", "Then we go."]),
        (
            "He is ill. Doctors know. I will wash. Men wait.",
            ["He is ill.", "Doctors know.", "I will wash.", "Men wait."],
        ),
        ("Go to Springfield, Ill. Doctors are there.", ["Go to Springfield, Ill. Doctors are there."]),
        ("It was plan B. We had no other.", ["It was plan B.", "We had no other."]),
        ("I asked &#8216;Why?&#8217; He left.", ["I asked &#8216;Why?&#8217;", "He left."]),
        ("\u200eWe stay.\u200e", ["We stay."]),
    ],
)
def test_a_quote_is_split_into_its_sentences(inside: str, sentences: list[str]) -> None:
    assert said(f"A regional governor said: “{inside}”") == sentences


@pytest.mark.parametrize("run", [".", "!", "…", ".!"])
def test_a_run_of_stops_takes_time_that_grows_with_its_length(run: str) -> None:
    assert len(said(f"A mayor said: “We stay{run * 50_000}” Then he left.")) == 1


@pytest.mark.parametrize("gap", ["\n\n", "\n\n    ", "\n>\n> "])
@pytest.mark.parametrize("start", ["A mayor said: ", "‘Yes,’ a mayor said. ", ""])
def test_single_marks_that_open_every_paragraph_keep_all_of_them(start: str, gap: str) -> None:
    lead = gap.strip("\n").rpartition("\n")[2] if not start else ""
    text = f"{lead}{start}‘I won’t resign.{gap}‘I have the trust.’"
    assert said(text)[-2:] == ["I won’t resign.", "I have the trust."]


@pytest.mark.parametrize("count", ["70 people died", "24 hours a day they shell us", "60 percent voted"])
@pytest.mark.parametrize("before", ["", "A mayor said: "])
def test_a_single_mark_may_stand_before_a_number(before: str, count: str) -> None:
    assert said(f"{before}‘{count} here,’ he said.") == [f"{count} here,"]


def test_a_year_cut_short_opens_nothing() -> None:
    assert said("It was the class of ’98 then, not of ’99.") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“We will stay,” a mayor said.", Kind.DIRECT),
        ("A mayor said: “We will stay.”", Kind.DIRECT),
        ("A mayor said “we will stay” on Monday.", Kind.DIRECT),
        ("A mayor called the plan “a great mistake” on Monday.", Kind.PARTIAL),
        ("A mayor said it was “essential” that the road opens.", Kind.PARTIAL),
        ("A mayor said people had “lost their homes and their hope” in the flood.", Kind.PARTIAL),
        ("The film “Roads of Winter” opened in the town.", Kind.OTHER),
        ("The town holds a so-called “festival” each year.", Kind.OTHER),
        ("The ship, named “Northern Star,” left the port.", Kind.OTHER),
        ("A mayor voted for “peace” in May.", Kind.PARTIAL),
        ("A mayor praised the cooperation “of all” there.", Kind.PARTIAL),
        ("A mayor shouted “not in my town” and ran.", Kind.PARTIAL),
        ("A mayor shouted “Run!” and fled.", Kind.DIRECT),
        ("A mayor asked “Where is it?”", Kind.DIRECT),
        ("A mayor told them “Not in my town.” They left.", Kind.DIRECT),
        ("Serhii “Badger” Omelianets said that it rained.", Kind.OTHER),
        ("Tolstoy asked “What Is Art?” It is a good book.", Kind.OTHER),
        ("“‘Stop!’ he cried to the men,” a mayor said.", Kind.DIRECT),
        ("“$5 million for nothing,” a mayor said.", Kind.DIRECT),
        ("“¡Never again!” a mayor said.", Kind.DIRECT),
        ("“—Never in my life,” a mayor said.", Kind.DIRECT),
    ],
)
def test_the_kind_says_how_a_quote_stands_in_the_text(text: str, kind: Kind) -> None:
    assert [found for _, found in kinds(text)] == [kind]


def test_a_fragment_that_goes_on_is_partial_and_then_direct() -> None:
    text = "A mayor called it “a great mistake. We will stop it.”"
    assert kinds(text) == [("a great mistake.", Kind.PARTIAL), ("We will stop it.", Kind.DIRECT)]
    assert scan(text)[0].kind is Kind.DIRECT


@pytest.mark.parametrize(
    "text", ["\ud800“\udfff”", "“\x00”", "“”", "“", "”", "'", '"' * 9, "«»„“‘’`´", "“ ”", "&quot;"]
)
def test_broken_text_never_raises(text: str) -> None:
    for quote in find_quotes(text):
        assert quote.start is not None
        assert text[quote.start : quote.end] == quote.text
