"""From a text to what the classifier must know of each quote: the words, who speaks, and the text around them."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from model.hiding import hide_speaker
from model.inputs import Example, spans_around
from model.labels import Kind, Side
from model.quotes import scan
from model.quotes.legible import legible
from model.quotes.paragraphs import HYPHENS
from model.sides import SideTable, Surroundings
from model.speakers import Attribution, attribute, attribute_one
from model.types import Quotation, Quote, Span, Speaker, Utterance


@dataclass(frozen=True, slots=True)
class ReadQuote:
    """One quote, its speaker, and the example that the network is given."""

    quote: Quote
    speaker: Speaker
    example: Example


class _Placed(NamedTuple):
    """A quotation that is somebody's words, and the speaker with a side; `sure` is below 1 where that is a guess."""

    quotation: Quotation
    speaker: Speaker
    sure: float


def read_text(text: str, sides: SideTable, date: dt.date | None = None) -> Iterator[ReadQuote]:
    """Yield a reading for every quoted sentence that is somebody's words, in the order of the text."""
    flat = legible(text)
    placed = list(_placed(flat, scan(text, flat), sides, date))
    sided = _one_side_each(placed)
    for quotation, speaker, _ in placed:
        settled = sided.get(speaker.name, speaker)
        whole = replace(speaker, side=settled.side, evidence=settled.evidence)
        for quote in quotation.sentences:
            yield ReadQuote(quote, whole, example_of(flat, quote, whole))


def _placed(flat: str, quotations: Sequence[Quotation], sides: SideTable, date: dt.date | None) -> Iterator[_Placed]:
    """Yield what is somebody's words, with the speaker as each quotation alone shows him."""
    blanked, previous = blank_quotes(flat, quotations), Side.UNKNOWN
    for quotation, attribution in zip(quotations, attribute(flat, quotations, flat), strict=True):
        if not quotation.spoken:
            continue
        speaker, sure = _speaker(attribution, sides, date), 1.0
        if speaker.side is Side.UNKNOWN:
            speaker, sure = _guessed(
                speaker, surroundings_of(blanked, quotation.span, attribution, previous), sides, date
            )
        else:
            previous = speaker.side
        yield _Placed(quotation, speaker, sure)


def _one_side_each(placed: Sequence[_Placed]) -> dict[str, Speaker]:
    """Return, for names whose side is guessed somewhere, where it is surest: one person has one side."""
    best: dict[str, tuple[float, Speaker]] = {}
    guessed: set[str] = set()
    for _, speaker, sure in placed:
        if sure > best.get(speaker.name, (0.0, speaker))[0]:
            best[speaker.name] = (sure, speaker)
        if sure < 1 and _is_proper(speaker.name):
            guessed.add(speaker.name)
    return {name: best[name][1] for name in guessed if name in best}


def _is_proper(name: str) -> bool:
    """Say whether a name is a person's or a body's own, which two in one article hardly bear."""
    words = name.split()
    return len(words) > 1 and words[0][:1].isupper() and words[-1][:1].isupper()


def blank_quotes(text: str, quotations: Sequence[Quotation]) -> str:
    """Return the text with blanks for the words of its quotations; every other character keeps its place."""
    kept, end = [], 0
    for quotation in quotations:
        if quotation.spoken and quotation.span.start >= end:
            kept += [text[end : quotation.span.start], " " * (quotation.span.end - quotation.span.start)]
            end = quotation.span.end
    return "".join([*kept, text[end:]])


def surroundings_of(blanked: str, quoted: Span, attribution: Attribution, previous: Side) -> Surroundings:
    """Return what stands around the mention of a speaker, or around the quotation where nobody is mentioned."""
    at = attribution.mention or Span(quoted.start, quoted.start)
    return Surroundings.of(blanked, at, previous)


def read_utterance(utterance: Utterance, sides: SideTable) -> ReadQuote:
    """Return the reading of one item whose words are given, resolving its speaker from its context where need be."""
    context = utterance.context or ""
    flat = legible(context)
    sought = _sought(utterance.text, context, flat)
    if sought is None:
        quote = Quote(utterance.text, None, None)
        speaker = _named(_given(utterance), (), sides)
        before = hide_speaker(context, Span(0, len(context)), speaker)
        return ReadQuote(quote, speaker, Example(quote.text, before, side=speaker.side))
    quotations = scan(context, flat)
    return _read_in_context(utterance, flat, _place(sought, flat, quotations), quotations, sides)


class _Sought(NamedTuple):
    """Some words, the characters among which they are sought, and where in the context each of these stands."""

    words: str
    among: str
    places: Sequence[int]


def _sought(words: str, context: str, flat: str) -> _Sought | None:
    """Say how words are to be sought in a context: as they are, or else whatever blanks and hyphens are in between."""
    if not words.strip():
        return None
    if words in context:
        return _Sought(words, context, range(len(context)))
    bare = "".join(filter(_is_written, words))
    places = [place for place, character in enumerate(flat) if _is_written(character)]
    among = "".join(map(flat.__getitem__, places))
    return _Sought(bare, among, places) if bare and bare in among else None


def _is_written(character: str) -> bool:
    return not character.isspace() and character not in HYPHENS


def _place(sought: _Sought, flat: str, quotations: Sequence[Quotation]) -> Span:
    """Return where the words stand: rather in a quotation than outside, rather as words than inside others."""
    words, among, places = sought
    spans = (q.span for q in quotations if q.depth == 0)
    ends = ((bisect_left(places, span.start), bisect_left(places, span.end)) for span in spans)
    inside = (start for low, high in ends if (start := among.find(words, low, high)) >= 0)
    outside = chain(_whole(sought, flat), [among.index(words)])
    return _span(sought, next(chain(inside, outside)))


def _whole(sought: _Sought, flat: str) -> Iterator[int]:
    """Yield the starts of words that are no parts of others."""
    start = sought.among.find(sought.words)
    while start >= 0:
        span = _span(sought, start)
        if not (flat[max(0, span.start - 1) : span.start].isalnum() or flat[span.end : span.end + 1].isalnum()):
            yield start
        start = sought.among.find(sought.words, start + 1)


def _span(sought: _Sought, start: int) -> Span:
    return Span(sought.places[start], sought.places[start + len(sought.words) - 1] + 1)


def _read_in_context(
    utterance: Utterance, flat: str, span: Span, quotations: list[Quotation], sides: SideTable
) -> ReadQuote:
    around = next((q for q in quotations if q.depth == 0 and q.span.overlap(span)), None)
    if around is None:
        around = Quotation(span, Kind.DIRECT, ())
        quotations = sorted([*quotations, around], key=lambda quotation: quotation.span.start)
    elif around.kind is Kind.OTHER:  # the caller says that somebody said it
        said = replace(around, kind=Kind.DIRECT)
        quotations = [said if quotation is around else quotation for quotation in quotations]
        around = said
    attribution = attribute_one(flat, quotations, quotations.index(around), flat)
    if given := _given(utterance):
        speaker = _named(given, attribution.descriptions, sides)
        speaker = replace(speaker, mention=attribution.mention, cue=attribution.cue)
    else:
        speaker = _speaker(attribution, sides, None)
        if speaker.side is Side.UNKNOWN:
            blanked = blank_quotes(flat, quotations)
            speaker, _ = _guessed(speaker, surroundings_of(blanked, span, attribution, Side.UNKNOWN), sides, None)
    quote = Quote(utterance.text, span.start, span.end, around.kind)
    return ReadQuote(quote, speaker, example_of(flat, quote, speaker))


def _speaker(attribution: Attribution, sides: SideTable, date: dt.date | None) -> Speaker:
    answer = sides.resolve(attribution.name, attribution.descriptions, date)
    return Speaker(
        name=attribution.name,
        mention=attribution.mention,
        side=answer.side,
        confidence=attribution.confidence,
        description=attribution.description,
        cue=attribution.cue,
        evidence=answer.evidence,
    )


def _guessed(speaker: Speaker, around: Surroundings, sides: SideTable, date: dt.date | None) -> tuple[Speaker, float]:
    """Return a speaker of an unknown side with the one that the text around speaks for, and how sure that is."""
    guess = sides.guess(speaker.name, around, date)
    return replace(speaker, side=guess.side, evidence=guess.evidence), guess.confidence


def _given(utterance: Utterance) -> str | None:
    """Return the speaker whom the caller names; blanks name nobody."""
    return utterance.speaker if utterance.speaker and utterance.speaker.strip() else None


def _named(name: str | None, descriptions: tuple[str, ...], sides: SideTable) -> Speaker:
    if not name:
        return Speaker()
    answer = sides.resolve(name, descriptions)
    return Speaker(name=name, side=answer.side, confidence=1.0, evidence=answer.evidence)


def example_of(text: str, quote: Quote, speaker: Speaker) -> Example:
    """Return what the network is given of a quote that stands in `text`."""
    assert quote.start is not None
    assert quote.end is not None
    before, after = (hide_speaker(text, shown, speaker) for shown in spans_around(text, quote.start, quote.end))
    return Example(text[quote.start : quote.end], before, after, speaker.side)
