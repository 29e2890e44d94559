"""Take the line breaks of a fixed width out of a text: mail, text copied from a PDF."""

import re
from itertools import pairwise

from model.quotes.lexicon import words
from model.quotes.paragraphs import BULLETS, LONGEST_WRAPPED_LINE, SINGLE, lines_of, stops_short
from model.types import Span

_FULL = 0.9  # of the width, for a line with the first word of the next: a full one has no room for it
_MOST = 0.75  # of the lines cut in mid-sentence, that must be full
_FEWEST = 2  # lines cut in mid-sentence
_ENOUGH = 5  # lines cut in mid-sentence that may be of any width; fewer narrow ones are those of a post
_NARROW = 50  # characters of a line
_OPENING = "\"'“„‘«([$€£"  # with what a line goes on as well as with a small letter
_CAPITAL = re.compile(r"(?:\A|[.!?…][^\w\s]{0,3}\s)\W{0,3}[^\W\d_a-z]")  # at the start of a text or of a sentence


def unwrapped(text: str) -> str:
    """Return `text` with blanks for the breaks of wrapped lines; every other character keeps its place.

    Lines of a wrapped text are cut in mid-sentence where they are full, and most go on with a small letter. Those of a
    poem or a list begin with a capital, a number or a sign, and posts are of any length; where sentences begin with no
    capital, a small letter says nothing.
    """
    if any(len(line) > LONGEST_WRAPPED_LINE for line in text.splitlines()):  # most texts, told at once
        return text
    lines = [_without_blanks(text, line) for line in lines_of(text) if not text[line.start : line.end].isspace()]
    pairs = [(above, line) for above, line in pairwise(lines) if text[above.end : line.start].strip(" \t") in SINGLE]
    width = _width(text, pairs)
    if width is None or not _CAPITAL.search(text):
        return text
    characters, joined = list(text), -1
    for above, line in pairs:
        headed = joined != above.start and _is_headline(text, above, line)
        if _with_next_word(text, above, line) >= width and text[line.start] not in BULLETS and not headed:
            characters[above.end : line.start] = " " * (line.start - above.end)
            joined = line.start
    return "".join(characters)


def _width(text: str, pairs: list[tuple[Span, Span]]) -> float | None:
    """Return from how many characters a line is full, or None where the lines are not those of a wrapped text."""
    cut = [(above, line) for above, line in pairs if stops_short(text, above.end)]
    going_on = sum(text[line.start].islower() or text[line.start] in _OPENING for _, line in cut)
    if len(cut) < _FEWEST or len(cut) * 2 <= len(pairs) or going_on * 2 < len(cut):
        return None
    lengths = sorted(above.end - above.start for above, _ in cut)
    widest = lengths[len(lengths) * 9 // 10]
    full = sum(_with_next_word(text, above, line) >= _FULL * widest for above, line in cut)
    few = len(cut) < _ENOUGH and widest < _NARROW
    return None if few or full < _MOST * len(cut) else _FULL * widest


def _is_headline(text: str, above: Span, line: Span) -> bool:
    """Whether a full line that opens a paragraph is a headline: behind it a sentence begins, though none has ended.

    A sentence that goes on has no "The" or "He" in it but in names, which rather follow a small word: in The Hague.
    """
    first = text[line.start : line.end].split(maxsplit=1)[0]
    begins = first.istitle() and first != "I" and first.lower() in words("abbreviations", "openers")
    last = text[above.start : above.end].rsplit(maxsplit=1)[-1]
    return begins and last[-1].isalnum() and last not in words("other", "function")


def _with_next_word(text: str, above: Span, line: Span) -> int:
    """Return how long a line would be with the first word of the next."""
    return above.end - above.start + 1 + len(text[line.start : line.end].split(maxsplit=1)[0])


def _without_blanks(text: str, line: Span) -> Span:
    left = text[line.start : line.end].lstrip(" \t")
    return Span(line.end - len(left), line.end - len(left) + len(left.rstrip(" \t")))
