"""What the network is given: one spelling for each name, one kind of mark, and nothing that names the speaker."""

import re
import string
from functools import lru_cache

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from model.artifacts.metadata import InputSettings
from model.hiding import HIDDEN, hide_speaker
from model.inputs import Example, InputEncoder
from model.labels import Side, View
from model.network import Wide
from model.reading import read_text, read_utterance
from model.sides import SideTable
from model.types import Span, Speaker, Utterance
from model.wording import spellings, uniform


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("“We will hold Kyiv,” he said", '"We will hold Kiev," he said'),
        ("«Odesa»", "„Odessa“"),
        ("it’s over — now", "it's over -- now"),
        ("Zelenskyy\u00a0spoke", "Zelenskiy spoke"),
        ("&ldquo;We can&rsquo;t,&rdquo; he said", "“We can’t,” he said"),
        ("&amp;quot;We can,&amp;quot; he said", "“We can,” he said"),
        ("``We can,'' he said", "“We can,” he said"),
        ("＂We can,＂ he said", "“We can,” he said"),
        ("「We can,」 he said", "“We can,” he said"),
        ("<p><b>“We can,”</b> he said</p>", "“We can,” he said"),
    ],
)
def test_outlets_habits_make_no_difference(written: str, other: str) -> None:
    assert uniform(written) == uniform(other)


def test_words_that_are_no_names_are_left_alone() -> None:
    assert uniform("A plain sentence about Berlin and its river.") == "A plain sentence about Berlin and its river."


def test_no_common_form_is_itself_another_form() -> None:
    assert not set(spellings()) & set(spellings().values())


@given(st.text(st.characters(exclude_characters="&")))  # an entity may be escaped any number of times
def test_making_alike_twice_changes_nothing_more(text: str) -> None:
    assert uniform(uniform(text)) == uniform(text)


def shown(text: str) -> list[Example]:
    return [reading.example for reading in read_text(text, SideTable.load())]


@pytest.mark.parametrize(
    "who",
    [
        "Mykola Petrenko, a Ukrainian regional governor,",
        "Taras Kovalchuk, an adviser in the Ukrainian president's office",
        "Ukrainian lawmaker Oksana Bondar",
    ],
)
@pytest.mark.parametrize("host", ["said {}. The road is closed.", "{} told a news agency."])
def test_two_speakers_of_one_side_give_one_input(who: str, host: str) -> None:
    one, other = (shown(f"“The line holds,” {host.format(name)}")[0] for name in (who, "a Ukrainian officer"))
    assert one.side is other.side is Side.UKRAINE
    assert re.sub(r"\W+", " ", one.after) == re.sub(r"\W+", " ", other.after)


def test_the_name_is_hidden_wherever_it_stands_near_the_quote() -> None:
    text = "Governor Ivan Bondar flew in. Mr. Bondar was tired. “We wait,” Bondar said. Bondarchuk Street was empty."
    example = shown(text)[0]
    assert "Bondar " not in example.before + example.after
    assert "Bondarchuk Street" in example.after
    assert HIDDEN in example.before
    assert HIDDEN in example.after


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80), st.integers(0, 80), st.text(max_size=8))
def test_hiding_never_fails_and_leaves_other_text_in_order(text: str, a: int, b: int, c: int, name: str) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    mention = Span(min(c, len(text)), min(c + 3, len(text)))
    hidden = hide_speaker(text, Span(start, end), Speaker(name=name, mention=mention))
    rest = iter(text[start:end])
    assert all(piece in rest for piece in hidden.replace(HIDDEN, "") if "[" not in text)


def test_a_place_in_a_role_is_hidden_only_where_the_role_stands() -> None:
    text = "A source in Lviv spoke. “It holds,” the source in Lviv said. Lviv slept."
    speaker = Speaker("source in Lviv", Span(text.index("the source"), text.index(" said")))
    shown = hide_speaker(text, Span(0, len(text)), speaker)
    assert shown.endswith(f"{HIDDEN} said. Lviv slept.")


@pytest.mark.parametrize("name", ["Rosa do Hrytsenko", "Omar abu Hrytsenko", "Mohammed bin Hrytsenko"])
def test_a_surname_behind_a_small_word_is_hidden(name: str) -> None:
    text = "They met Mr Hrytsenko there."
    assert hide_speaker(text, Span(0, len(text)), Speaker(name=name)) == f"They met {HIDDEN} there."


def test_the_speakers_name_given_by_the_caller_is_hidden_too() -> None:
    text = "They met Mrs. Olena Hrytsenko there."
    assert hide_speaker(text, Span(0, len(text)), Speaker(name="Olena Hrytsenko")) == f"They met {HIDDEN} there."


def test_the_speaker_given_is_hidden_in_a_context_that_lacks_the_quote() -> None:
    context = "Olena Hrytsenko, a deputy from Kyiv, met the press."
    example = read_utterance(Utterance("We will hold.", "Olena Hrytsenko", context), SideTable.load()).example
    assert "Hrytsenko" not in example.before
    assert HIDDEN in example.before


def test_the_linear_part_counts_words_pairs_and_side_and_no_padding() -> None:
    wide = Wide(vocabulary=100)
    torch.nn.init.normal_(wide.table)
    ids, told = torch.tensor([[5, 6, 7]]), torch.tensor([2])
    alone = wide(ids, torch.ones(1, 3), told)
    padded = wide(torch.tensor([[5, 6, 7, 0, 0]]), torch.tensor([[1.0, 1, 1, 0, 0]]), told)
    rows = torch.cat([part[0] for part in wide.rows(ids, told)])
    assert len(rows) == 3 + 2 + 1
    torch.testing.assert_close(alone, wide.table[rows].sum(0, keepdim=True)[:, :3] / 6**0.5)
    torch.testing.assert_close(alone, padded)


def test_the_text_view_has_weights_of_its_own_in_the_linear_part() -> None:
    encoder = InputEncoder("all-MiniLM-L6-v2", InputSettings())
    wide = Wide(vocabulary=30522)
    with torch.no_grad():
        wide.table[:, 3:] = 1.0
    example = Example("We will hold", side=Side.UKRAINE)
    context, text = (encoder.batch([encoder.encode(example, view)]) for view in (View.CONTEXT, View.TEXT))
    assert not wide(context.ids, context.mask, context.condition).any()
    assert wide(text.ids, text.mask, text.condition).all()


@pytest.mark.parametrize("gap", ["\n", "\r", "\u2029", "</p><p>"])
def test_the_next_paragraph_is_not_shown(gap: str) -> None:
    assert shown(f"“The line holds,” a man said.{gap}Nobody else was there.")[0].after.endswith("said.")


@pytest.mark.parametrize(
    ("words", "context", "start"),
    [
        ("peace", "The peacekeepers left. A man called for “peace” there.", 41),
        ("No", "Nobody came. “No,” a man said.", 14),
        ("the bread", "He ate the bread. “We want the bread,” a man said.", 27),
        ("bread", "The breadth of it: he had bread.", 26),
        ("eace", "The peace there.", 5),
    ],
)
def test_words_are_looked_for_where_they_were_said(words: str, context: str, start: int) -> None:
    assert read_utterance(Utterance(words, context=context), SideTable.load()).quote.start == start


def test_a_name_that_is_all_apostrophes_is_hidden_in_time_that_grows_with_the_text() -> None:
    before = "A'" * 25_000 + " left. "
    assert hide_speaker(before, Span(0, len(before)), Speaker(name="Olena Koval")) == before


def test_of_two_who_speak_together_neither_is_named() -> None:
    text = "Taras Vovkodav and Olena Marchuk said the bridge was “open”. Mr Vovkodav left."
    [reading] = read_text(text, SideTable.load())
    around = reading.example.before + reading.example.after
    assert "Vovkodav" not in around
    assert "Marchuk" not in around


@pytest.mark.parametrize("name", ["Brendan O'Tarry", "Brendan O’Tarry"])
def test_a_name_with_an_apostrophe_of_either_shape_is_one_name_and_hidden(name: str) -> None:
    [reading] = read_text(f"{name} spoke in Sumy. “It is quiet,” Mr {name.split()[1]} said.", SideTable.load())
    assert reading.speaker.name == "Brendan O'Tarry"
    assert "Tarry" not in reading.example.before + reading.example.after


@given(
    st.text(st.characters(codec="utf-8"), max_size=300),
    st.text(st.characters(codec="utf-8"), max_size=400),
    st.text(st.characters(codec="utf-8"), max_size=300),
    st.sampled_from((View.CONTEXT, View.TEXT)),
)
@settings(max_examples=40, deadline=None)
def test_inputs_stay_within_their_bounds_and_mark_the_quote(before: str, quote: str, after: str, view: View) -> None:
    encoder = _encoder()
    encoded = encoder.encode(Example(quote, before, after, Side.WEST), view)
    assert len(encoded) <= encoder.settings.max_tokens
    assert len(encoded.ids) == len(encoded.segments)
    assert sum(encoded.segments) <= encoder.settings.quote_tokens
    marked = np.flatnonzero(np.diff([0, *encoded.segments, 0]))
    assert len(marked) in {0, 2}  # one run of marked tokens, or none


@pytest.mark.parametrize(
    ("before", "after", "kept"), [(26, 26, (10, 5)), (3, 26, (3, 12)), (26, 2, (13, 2)), (3, 4, (3, 4))]
)
def test_of_a_long_text_the_nearest_words_are_kept_and_those_before_the_quote_get_two_thirds(
    before: int, after: int, kept: tuple[int, int]
) -> None:
    encoder = InputEncoder("all-MiniLM-L6-v2", InputSettings(max_tokens=20, quote_tokens=4))
    words = [*string.ascii_lowercase]  # a token each
    whole = Example("We", " ".join(words[:before]), " ".join(words[:after]))
    near = Example("We", " ".join(words[before - kept[0] : before]), " ".join(words[: kept[1]]))
    encoded = encoder.encode(whole, View.CONTEXT)
    assert encoded == encoder.encode(near, View.CONTEXT)
    assert len(encoded) == sum(kept) + 5  # the quote, its marks, the ends


@lru_cache
def _encoder() -> InputEncoder:
    return InputEncoder("all-MiniLM-L6-v2", InputSettings())
