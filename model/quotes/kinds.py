"""Say how a quotation stands in the reporter's text: direct, partial or other."""

import re
from collections.abc import Sequence

from model.labels import Kind
from model.quotes.clauses import governs, is_clause
from model.quotes.lexicon import words
from model.quotes.marks import CLOSING, INVISIBLE, MARK
from model.quotes.other import is_shown, reports_nobody
from model.types import Quote, Span

_WINDOW = 60
_FREE = ".:!?…”’)>\n\r,\"'"  # what may stand before a quotation that begins a sentence of its own
_STOPS = ".!?"
_ENDS = ".,!?…-—"
_LEADING = "[(…. \"'“„‘’«‚`#@$£€¡¿—-"  # what may stand before the first letter of a sentence
_STANDS_ALONE = 3  # words
_OPENING_MARK = re.compile(rf"{MARK}*\Z")
_BLANKS = re.compile(rf"[\s{INVISIBLE}]*\Z")
_CLOSED = rf"(?:[{CLOSING}]|&[#\w]{{2,8}};)"
_GOES_ON = re.compile(rf"{_CLOSED}+ to ")
_PAUSES = re.compile(rf"{_CLOSED}*+(?:\s*(?:[,.;)\]!?–—-]|$|[A-Z\"“])|\s+(?:said|says|read|reads|he|she|I|we)\b)")


def kinds_of(text: str, part: Span, sentences: list[Span], *, opens: bool) -> list[Kind]:
    """Return the kind of each sentence of `part`; `opens` is False where it continues an earlier paragraph's words."""
    if not sentences:
        return []
    first = _first(text, part, sentences) if opens else Kind.DIRECT
    return [first, *(Kind.DIRECT for _ in sentences[1:])]


def overall(sentences: Sequence[Quote]) -> Kind:
    """Return the kind of a whole quotation: direct where any sentence is; other where there is nothing in it."""
    kinds = {quote.kind for quote in sentences}
    return next((kind for kind in (Kind.DIRECT, Kind.PARTIAL) if kind in kinds), Kind.OTHER)


def _first(text: str, part: Span, sentences: list[Span]) -> Kind:
    said = text[sentences[0].start : sentences[0].end]
    before = text[max(0, part.start - _WINDOW) : part.start]
    after = text[part.end : part.end + _WINDOW]
    alone = len(sentences) == 1
    if alone and is_shown(text, sentences[0]):
        return Kind.OTHER
    if _is_free(before, said, after, alone=alone):
        return Kind.DIRECT
    woven = governs(_trimmed(before)) or _GOES_ON.match(after)
    if not woven and is_clause(said):
        return Kind.DIRECT
    return Kind.OTHER if alone and reports_nobody(text, sentences[0]) else Kind.PARTIAL


def _is_free(before: str, said: str, after: str, *, alone: bool) -> bool:
    """Tell a sentence that the reporter's does not embrace: a capital after a stop, and an end of its own."""
    opening = said.lstrip(_LEADING)[:1]
    trimmed = _trimmed(before)
    broken = "\n" in before[len(trimmed) :] or "\r" in before[len(trimmed) :]
    last = "\n" if broken else trimmed[-1:]
    if not (opening.isupper() or opening.isdigit()):
        return False
    if last and last not in _FREE:
        return said[-1:] in _STOPS and not _is_title(said) and _is_said(trimmed)
    if said[-1:] in _ENDS or not alone:
        return True
    return last != "," and len(said.split()) >= _STANDS_ALONE and _PAUSES.match(after) is not None


def _is_title(said: str) -> bool:
    """Whether every word of several has a capital: “What Is Art?”."""
    first = [word[0] for word in said.split() if word[0].isalpha()]
    return len(first) > 1 and all(letter.isupper() for letter in first)


def _is_said(before: str) -> bool:
    """Whether the reporter's words end with a verb that a whole sentence follows: he shouted “Run!”."""
    tail = before.lower().split()[-2:]
    return not words("reporting", "saying").isdisjoint((" ".join(tail), *tail[-1:]))


def _trimmed(before: str) -> str:
    """Return the reporter's words before a quotation, without its opening mark."""
    return _BLANKS.sub("", _OPENING_MARK.sub("", before))
