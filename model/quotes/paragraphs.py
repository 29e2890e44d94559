"""Cut a text into paragraphs: at line breaks and block tags, but not where a line is merely wrapped."""

import re
from collections.abc import Iterator

from model.types import Span

BREAK = re.compile(
    r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]"
    r"|<(?i:/?(?:p|br|li|ul|ol|div|h[1-6]|blockquote|tr|td|section|article)\b[^<>]{0,500}>)"
)
SINGLE = frozenset(["\n", "\r\n", "\r"])
BULLETS = "-*•"  # a line that begins with one goes on with no other
HYPHENS = "-\u2010\u00ad"  # one of them parts a word at a line's end
LONGEST_WRAPPED_LINE = 100
_FEWEST_WRAPPED_LINES = 3


def paragraphs(text: str) -> list[Span]:
    """Return the spans of the paragraphs of `text`, in order, without their breaks; linear in its length."""
    lines = list(lines_of(text))
    wrapped = _is_wrapped(text, lines)
    found: list[Span] = []
    for line in lines:
        if found and _is_soft(text, found[-1].end, line, wrapped=wrapped):
            found[-1] = Span(found[-1].start, line.end)
        else:
            found.append(line)
    return [each for each in found if not text[each.start : each.end].isspace()]


def lines_of(text: str) -> Iterator[Span]:
    """Yield the lines of `text` that hold anything, without their breaks."""
    start = 0
    for match in BREAK.finditer(text):
        if match.start() > start:
            yield Span(start, match.start())
        start = match.end()
    if start < len(text):
        yield Span(start, len(text))


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """Tell a text wrapped at a fixed width: short lines, most of which stop in mid-sentence."""
    if len(lines) < _FEWEST_WRAPPED_LINES or max(each.end - each.start for each in lines) > LONGEST_WRAPPED_LINE:
        return False
    unfinished = sum(stops_short(text, each.end) for each in lines)
    return unfinished * 2 > len(lines)


def stops_short(text: str, end: int) -> bool:
    """Tell whether `text[:end]` breaks off in mid-sentence."""
    return text[end - 1].isalnum() or text[end - 1] in f",{HYPHENS}"


def _is_soft(text: str, end: int, line: Span, *, wrapped: bool) -> bool:
    """Tell whether the break between `text[:end]` and `line` is one newline in mid-sentence."""
    gap, first = text[end : line.start], text[line.start]
    if gap not in SINGLE or not stops_short(text, end):
        return wrapped and gap in SINGLE and not first.isspace() and first not in BULLETS
    return first.islower() or (wrapped and first.isalnum())
