"""Split quoted words into sentences, with offsets; the rules' words are data in `lexicon.toml`."""

import re

from model.quotes.lexicon import words
from model.quotes.marks import INVISIBLE, MARK
from model.types import Span

_END = re.compile(  # the look back keeps a long run of stops from being read once for each of them
    rf"(?<![.!?…])(?P<stop>[.!?…]+)(?P<tail>(?:{MARK}|[)\]])*)(?P<gap>\s+)(?P<next>(?:{MARK}|[(\[])*)(?=(?P<first>\S))"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_WORD_BEFORE = re.compile(r"[\w.’'-]+$")
_WORD_AFTER = re.compile(r"[\w’']+")
_LONGEST_WORD = 40


def split_sentences(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of the sentences of `text[start:end]`, stripped of white space; linear in its length."""
    ends = (match for match in _END.finditer(text, start, end) if _ends_sentence(text, start, match))
    cuts = [start, *(match.end("gap") for match in ends)]
    spans = (strip(text, a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True))
    return [span for span in spans if span.start < span.end]


def strip(text: str, start: int, end: int) -> Span:
    """Return `text[start:end]` without white space and invisible characters at its ends."""
    while start < end and _is_blank(text[start]):
        start += 1
    while end > start and _is_blank(text[end - 1]):
        end -= 1
    return Span(start, end)


def _is_blank(char: str) -> bool:
    return char.isspace() or _INVISIBLE.match(char) is not None


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    stop, first = match["stop"], match["first"]
    if first.islower() or first in ".…":  # . . . as agencies space it
        return False
    if stop != ".":
        return not (stop.startswith(("..", "…")) and not first.isupper())
    found = _WORD_BEFORE.search(text, max(start, match.start() - _LONGEST_WORD), match.start())
    return found is None or not _is_abbreviation(found[0], text, match)


def _is_abbreviation(word: str, text: str, match: re.Match[str]) -> bool:
    lower = word.lower().strip("'’")
    if lower in words("abbreviations", "leading"):
        return True
    if lower in words("abbreviations", "numbered"):
        return match["first"].isdigit()
    if len(lower) == 1 and lower.isalpha():
        return word != "I" and not _opens_sentence(text, match)
    return _may_go_on(word) and not _opens_sentence(text, match)


def _may_go_on(word: str) -> bool:
    lower = word.lower()
    dotted = len(lower) > 2 and all(len(part) == 1 for part in lower.split("."))  # noqa: PLR2004
    return dotted or lower in words("abbreviations", "trailing") or word in words("abbreviations", "states")


def _opens_sentence(text: str, match: re.Match[str]) -> bool:
    after = _WORD_AFTER.match(text, match.end())
    return after is not None and after[0].lower().replace("’", "'") in words("abbreviations", "openers")
