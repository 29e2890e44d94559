"""Take the line breaks of a fixed width out of a text: mail, text copied from a PDF."""

from itertools import pairwise

from model.quotes.paragraphs import LONGEST_WRAPPED_LINE, SINGLE, lines_of, stops_short
from model.types import Span

_FULL = 0.75  # of the width, for a line to be full; and of the lines cut in mid-sentence, that must be so
_FEWEST = 2  # lines cut in mid-sentence
_BULLETS = ">-*•"


def unwrapped(text: str) -> str:
    """Return `text` with blanks for the breaks of wrapped lines; every other character keeps its place.

    Lines of a wrapped text are cut in mid-sentence where they are full, and few go on with a capital. Those of a poem
    or a list begin with capitals, and posts are of any length.
    """
    if any(len(line) > LONGEST_WRAPPED_LINE for line in text.splitlines()):  # most texts, told at once
        return text
    lines = [_without_blanks(text, line) for line in lines_of(text) if not text[line.start : line.end].isspace()]
    pairs = [(above, line) for above, line in pairwise(lines) if text[above.end : line.start].strip(" \t") in SINGLE]
    width = _width(text, pairs)
    if width is None:
        return text
    characters = list(text)
    for above, line in pairs:
        if _length(above) >= width and text[line.start] not in _BULLETS:
            characters[above.end : line.start] = " " * (line.start - above.end)
    return "".join(characters)


def _width(text: str, pairs: list[tuple[Span, Span]]) -> float | None:
    """Return from how many characters a line is full, or None where the lines are not those of a wrapped text."""
    cut = [(above, line) for above, line in pairs if stops_short(text, above.end)]
    capitals = sum(text[line.start].isupper() for _, line in cut)
    if len(cut) < _FEWEST or len(cut) * 2 <= len(pairs) or capitals * 2 > len(cut):
        return None
    lengths = sorted(_length(above) for above, _ in cut)
    width = _FULL * lengths[len(lengths) * 9 // 10]
    return width if sum(each >= width for each in lengths) >= _FULL * len(lengths) else None


def _without_blanks(text: str, line: Span) -> Span:
    return Span(line.start, line.start + len(text[line.start : line.end].rstrip(" \t")))


def _length(line: Span) -> int:
    return line.end - line.start
