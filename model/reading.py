"""From a text to what the classifier must know of each quote: the words, who speaks, and the text around them."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.hiding import hide_speaker
from model.inputs import Example, spans_around
from model.labels import Kind, Side
from model.quotes import scan
from model.quotes.legible import legible
from model.quotes.wrapping import SOFT_HYPHEN
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
    written = _written(utterance.text, context, flat)
    if written is None:
        quote = Quote(utterance.text, None, None)
        speaker = _named(utterance.speaker, (), sides)
        before = hide_speaker(context, Span(0, len(context)), speaker)
        return ReadQuote(quote, speaker, Example(quote.text, before, side=speaker.side))
    quotations = scan(context, flat)
    return _read_in_context(utterance, flat, _place(*written, quotations), quotations, sides)


class _Written(NamedTuple):
    """A pattern that finds some words in a context, and the context, as it is or as it is read."""

    pattern: str
    text: str


def _written(words: str, context: str, flat: str) -> _Written | None:
    """Say how words are to be sought in a context: as they are, or else whatever blanks and parted words it has."""
    if not words.replace(SOFT_HYPHEN, "").strip():
        return None
    if words in context:
        return _Written(re.escape(words), context)
    loose = r"\s+".join(map(_parted if SOFT_HYPHEN in flat else re.escape, words.replace(SOFT_HYPHEN, "").split()))
    return _Written(loose, flat) if re.search(loose, flat) else None


def _parted(word: str) -> str:
    """Return a pattern for a word that lines' ends may part; each break fits in one way, and so is tried once."""
    behind_hyphen = re.sub("(?<=[-\u2010])(?=\\w)", f"{SOFT_HYPHEN}*", re.escape(word))
    return re.sub(r"(?<=\w)(?=\w)", f"(?:[-\u2010]?{SOFT_HYPHEN}+)?", behind_hyphen)


def _place(pattern: str, text: str, quotations: Sequence[Quotation]) -> Span:
    """Return where the words stand: rather in a quotation than outside, rather as words than inside others."""
    words = re.compile(pattern)
    inside = (words.search(text, q.span.start, q.span.end) for q in quotations if q.depth == 0)
    found = next(filter(None, inside), None) or re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text) or words.search(text)
    assert found is not None
    return Span(*found.span())


def _read_in_context(
    utterance: Utterance, flat: str, span: Span, quotations: list[Quotation], sides: SideTable
) -> ReadQuote:
    around = next((q for q in quotations if q.depth == 0 and _overlap(q.span, span) > 0), None)
    if around is None:
        around = Quotation(span, Kind.DIRECT, ())
        quotations = sorted([*quotations, around], key=lambda quotation: quotation.span.start)
    elif around.kind is Kind.OTHER:  # the caller says that somebody said it
        said = replace(around, kind=Kind.DIRECT)
        quotations = [said if quotation is around else quotation for quotation in quotations]
        around = said
    attribution = attribute_one(flat, quotations, quotations.index(around), flat)
    if utterance.speaker:
        speaker = _named(utterance.speaker, attribution.descriptions, sides)
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


def _overlap(first: Span, second: Span) -> int:
    return min(first.end, second.end) - max(first.start, second.start)
