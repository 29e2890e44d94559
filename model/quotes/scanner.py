"""From marks to quotations: pair them, carry a quotation over its paragraphs, split it into sentences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from model.labels import Kind
from model.quotes.clauses import is_clause
from model.quotes.kinds import kinds_of, overall
from model.quotes.legible import legible
from model.quotes.marks import Family, Mark, find_marks
from model.quotes.pairing import MAX_DEPTH, Pair, Pairing, pair_marks
from model.quotes.paragraphs import paragraphs
from model.quotes.sentences import split_sentences, strip
from model.types import Quotation, Quote, Span

_LONGEST_INDENT = 200
_MOST_UNMARKED = 10  # paragraphs without any mark that a quotation may run through
_ENDS = (".", "!", "?", "…", ":", ";", ",", "—")
_BULLETS = ("*", "-", "–", "•")
_CREDIT = re.compile(r", (?:(?:[\w.'’-]+ ){1,6}(?:said|says|added)|(?:said|says|added) [^\n”\"»]{1,80})\.\Z")
_LONGEST_CREDIT = 100


@dataclass(slots=True)
class _Draft:
    """A quotation that is being put together, one part a paragraph."""

    parts: list[Span]
    depth: int
    closed: bool
    family: Family
    at_start: bool  # its mark is the first thing in the paragraph
    at_end: bool = False  # unclosed, and running to the end of the paragraph


def scan(text: str, flat: str | None = None) -> list[Quotation]:
    """Return every quotation in `text`, in order of the opening marks, the nested ones after the one they stand in.

    `flat` is `legible(text)`, for who has it already. Never raises and never changes the text; time and memory are
    linear in its length.
    """
    flat = legible(text) if flat is None else flat
    return [_quotation(text, flat, draft) for draft in _joined(flat, _drafts(flat))]


def find_quotes(text: str) -> list[Quote]:
    """Return one Quote a sentence of the outermost quotations, in order.

    Words inside a nested quotation belong to the sentence they stand in and are not given again. A quotation that opens
    with a fragment and goes on with whole sentences gives a `partial` Quote and `direct` ones.
    """
    return [quote for quotation in scan(text) if quotation.depth == 0 for quote in quotation.sentences]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph's quotations, and its first mark where that one closes what none of them opened."""

    span: Span
    drafts: list[_Draft]
    closes: Mark | None = None


def _drafts(text: str) -> Iterator[_Paragraph]:
    """Yield the quotations of each paragraph, in order."""
    for paragraph in paragraphs(text):
        marks = find_marks(text, paragraph.start, paragraph.end)
        pairing = pair_marks(marks) if marks else Pairing((), 0)
        yield _Paragraph(paragraph, _nest(text, paragraph, pairing.pairs), pairing.closes)


def _nest(text: str, paragraph: Span, pairs: tuple[Pair, ...]) -> list[_Draft]:
    drafts: list[_Draft] = []
    around: list[_Draft] = []
    for pair, limit in zip(pairs, _limits(text, paragraph, pairs), strict=True):
        while around and around[-1].parts[0].end <= pair.open.start:
            around.pop()
        outer = around[-1].parts[0].end if around else paragraph.end
        span = _inside(text, pair, min(limit, outer))
        if pair.close is None and span.start == span.end:
            continue
        _widen(around, span.end)
        at_end = pair.close is None and limit == outer == paragraph.end
        at_start = _begins(text, paragraph, pair)
        around.append(_Draft([span], len(around), pair.close is not None, pair.open.family, at_start, at_end))
        drafts.append(around[-1])
    return [draft for draft in drafts if draft.depth < MAX_DEPTH]


def _widen(around: list[_Draft], end: int) -> None:
    """Let the quotations round another reach to its end; only unclosed ones, whose end is a guess, fall short."""
    for draft in reversed(around):
        if draft.parts[0].end >= end:
            return
        draft.parts[0] = Span(draft.parts[0].start, end)


def _begins(text: str, paragraph: Span, pair: Pair) -> bool:
    """Tell whether the paragraph begins with the pair's opening mark, but for an indent."""
    indent = pair.open.start - paragraph.start
    return indent <= _LONGEST_INDENT and not text[paragraph.start : pair.open.start].strip(" \t\xa0\u200b\ufeff")


def _limits(text: str, paragraph: Span, pairs: tuple[Pair, ...]) -> list[int]:
    """For each pair, where an unclosed quotation stops: where the next of its family opens, or the paragraph ends.

    One that begins its paragraph may be a long quotation with others inside it; it stops where the same shape opens.
    """
    family: dict[Family, int] = {}
    shape: dict[tuple[Family, bool], int] = {}
    found = []
    for pair in reversed(pairs):
        mark = pair.open
        limit = family.get(mark.family, paragraph.end)
        if limit > mark.end and pair.close is None and _begins(text, paragraph, pair):
            limit = shape.get((mark.family, mark.straight), paragraph.end)
        found.append(limit)
        family[mark.family] = shape[mark.family, mark.straight] = mark.start
    return found[::-1]


def _inside(text: str, pair: Pair, limit: int) -> Span:
    if pair.close is not None:
        return Span(pair.open.end, pair.close.start)
    return Span(pair.open.end, max(pair.open.end, strip(text, pair.open.end, limit).end))


def _joined(text: str, read: Iterable[_Paragraph]) -> Iterator[_Draft]:
    """Join what is continued: left unclosed at a paragraph's end, with the mark repeated at the start of the next.

    Some writers do not repeat it, so a paragraph whose first mark closes ends what was left open further up.
    """
    kept: list[_Draft] = []
    pending: _Draft | None = None
    unmarked: list[Span] = []
    for paragraph in read:
        drafts = paragraph.drafts
        first = drafts[0] if drafts else None
        if pending and not drafts and not paragraph.closes and len(unmarked) < _MOST_UNMARKED:
            unmarked.append(strip(text, paragraph.span.start, paragraph.span.end))
            continue
        if pending and not unmarked and first and first.at_start and first.family is pending.family:
            pending.parts += first.parts
            pending.closed = first.closed
            kept += drafts[1:]
            still_open = first.at_end
        else:
            last = pending and _ending(text, paragraph, pending)
            if pending and last:
                pending.parts += [*(span for span in unmarked if _goes_on(text, span)), last]
                pending.closed = True
            kept += drafts
            pending, still_open = next((each for each in drafts if each.at_end and each.depth == 0), None), True
        unmarked = []
        if not (pending and still_open):
            pending = None
    # A single mark that nothing closes or takes up again is rather an apostrophe.
    return (d for d in kept if d.closed or d.at_start or len(d.parts) > 1 or d.family is not Family.SINGLE)


def _ending(text: str, paragraph: _Paragraph, pending: _Draft) -> Span | None:
    """Return what a paragraph's first mark adds to `pending`: a clause, not the name under a pull quote.

    Where the speaker is told at the end of what is left open, its mark was forgotten there: “We left, a nurse said.
    """
    closes, open_end = paragraph.closes, pending.parts[-1].end
    if closes is None or closes.family is not pending.family:
        return None
    if _CREDIT.search(text, max(pending.parts[-1].start, open_end - _LONGEST_CREDIT), open_end):
        return None
    words = Span(strip(text, paragraph.span.start, closes.start).start, closes.start)
    return words if is_clause(text[words.start : words.end]) else None


def _goes_on(text: str, paragraph: Span) -> bool:
    """Tell a paragraph of a quotation from what stands between two: Advertisement; Photo: Ivan Kell."""
    words = text[paragraph.start : paragraph.end]
    return words.endswith(_ENDS) or words.startswith(_BULLETS) or is_clause(words)


def _quotation(text: str, flat: str, draft: _Draft) -> Quotation:
    span = Span(draft.parts[0].start, draft.parts[-1].end)
    read = (each for part in draft.parts for each in _sentences(flat, part, opens=part is draft.parts[0]))
    sentences = tuple(Quote(text[at.start : at.end], at.start, at.end, kind) for at, kind in read)
    parts = tuple(draft.parts) if len(draft.parts) > 1 else ()
    return Quotation(span, overall(sentences), sentences, draft.depth, draft.closed, parts)


def _sentences(text: str, part: Span, *, opens: bool) -> Iterator[tuple[Span, Kind]]:
    spans = split_sentences(text, part.start, part.end)
    yield from zip(spans, kinds_of(text, part, spans, opens=opens), strict=True)
