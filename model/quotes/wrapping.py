"""Take the line breaks of a fixed width out of a text: mail, text copied from a PDF."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from model.quotes.lexicon import words
from model.quotes.paragraphs import BULLETS, HYPHENS, LONGEST_WRAPPED_LINE, SINGLE, lines_of, stops_short
from model.types import Span

_FULL = 0.9  # of the width, for a line with the first word of the next: a full one has no room for it
_MOST = 0.75  # of the lines cut in mid-sentence, that must be full
_FEWEST = 2  # lines cut in mid-sentence
_ENOUGH = 5  # lines cut in mid-sentence that may be of any width; fewer narrow ones are those of a post
_NARROW = 50  # characters of a line
_MAIL = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_LONGEST_TAG = 500  # characters
SOFT_HYPHEN = "\u00ad"
_OPENING = "\"'“„‘«([$€£"  # with what a line goes on as well as with a small letter
_CAPITAL = re.compile(r"(?:\A|[.!?…][^\w\s]{0,3}\s)\W{0,3}[^\W\d_a-z]")  # at the start of a text or of a sentence


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its characters [start, end) but for blanks at its ends; `depth` > before them say that it is mail."""

    left: int
    start: int
    end: int
    depth: int


_Pairs = list[tuple[_Line, _Line]]


def unwrapped(text: str) -> str:
    """Return `text` with blanks for the breaks of wrapped lines, and for the > before lines of quoted mail.

    Where a hyphen parts a word, soft ones stand for the break. Every other character keeps its place.

    Lines of a wrapped text are cut in mid-sentence where they are full, and most go on with a small letter. Those of a
    poem or a list begin with a capital, a number or a sign, and posts are of any length; where sentences begin with no
    capital, a small letter says nothing.
    """
    mail = ">" in text and _MAIL.search(text) is not None
    if not mail and any(len(line) > LONGEST_WRAPPED_LINE for line in text.splitlines()):  # most texts, told at once
        return text
    lines = [_read_line(text, line) for line in lines_of(text)]
    characters = list(text)
    for line in lines:
        if line.depth:
            characters[line.left : line.start] = " " * (line.start - line.left)
    for quoted in (False, True):
        own = [line for line in lines if text[line.start : line.end].strip() and (line.depth > 0) is quoted]
        for above, line in _joined(text, own):
            filling = SOFT_HYPHEN if _parts_word(text, above, line) else " "
            characters[above.end : line.start] = filling * (line.start - above.end)
    return "".join(characters)


def _read_line(text: str, line: Span) -> _Line:
    kept = text[line.start : line.end]
    sign = _MAIL.match(kept)
    depth = sign[0].count(">") if sign and not _ends_tag(text, line.start) else 0
    left = kept[sign.end() if sign and depth else 0 :].lstrip(" \t")
    return _Line(line.start, line.end - len(left), line.end - len(left) + len(left.rstrip(" \t")), depth)


def _ends_tag(text: str, start: int) -> bool:
    """Whether a > at the start of a line closes a tag that the line before opens."""
    opened = text.rfind("<", max(0, start - _LONGEST_TAG), start)
    return text[opened + 1 : opened + 2].isalpha() and text.find(">", opened, start) < 0 if opened >= 0 else False


def _joined(text: str, lines: Sequence[_Line]) -> Iterator[tuple[_Line, _Line]]:
    """Yield the lines that are wrapped and go on with the next, both of mail or both not."""
    pairs = [
        (above, line)
        for above, line in pairwise(lines)
        if above.depth == line.depth and text[above.end : line.left].strip(" \t") in SINGLE
    ]
    long = any(line.end - line.start > LONGEST_WRAPPED_LINE for line in lines)
    width = None if long or not _CAPITAL.search(text) else _width(text, pairs)
    joined = -1
    for above, line in pairs:
        headed = joined != above.start and _is_headline(text, above, line)
        full = width is not None and _with_next_word(text, above, line) >= width and not headed
        cut = line.depth and stops_short(text, above.end) and text[line.start].islower()  # few lines of mail, too
        if (full or cut) and text[line.start] not in BULLETS:
            yield above, line
            joined = line.start


def _parts_word(text: str, above: _Line, line: _Line) -> bool:
    """Whether a word is parted between two lines: govern-, ment."""
    hyphened = text[above.end - 1] in HYPHENS and text[above.end - 2 : above.end - 1].isalpha()
    return hyphened and text[line.start].islower()


def _width(text: str, pairs: _Pairs) -> float | None:
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


def _is_headline(text: str, above: _Line, line: _Line) -> bool:
    """Whether a full line that opens a paragraph is a headline: behind it a sentence begins, though none has ended.

    A sentence that goes on has no "The" or "He" in it but in names, which rather follow a small word: in The Hague.
    """
    first = text[line.start : line.end].split(maxsplit=1)[0]
    begins = first.istitle() and first != "I" and first.lower() in words("abbreviations", "openers")
    last = text[above.start : above.end].rsplit(maxsplit=1)[-1]
    return begins and last[-1].isalnum() and last not in words("other", "function")


def _with_next_word(text: str, above: _Line, line: _Line) -> int:
    """Return how long a line would be with the first word of the next."""
    return above.end - above.start + 1 + len(text[line.start : line.end].split(maxsplit=1)[0])
