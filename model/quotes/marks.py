"""Find every quotation mark in a text, with what its shape and its surroundings say it does.

A mark is one character (“), a doubled one (``) or an HTML entity (&ldquo;); offsets are those of the raw text.
Marks that are surely apostrophes (inside a word, before an elision) or measures (6'2") are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from html import unescape

from model.quotes.lexicon import words


class Family(StrEnum):
    """Marks that may pair with one another, whatever their exact shape."""

    DOUBLE = "double"
    SINGLE = "single"
    ANGLE = "angle"
    SMALL_ANGLE = "small angle"
    CORNER = "corner"
    WHITE_CORNER = "white corner"


class Role(Enum):
    """What a mark does: the shape gives one opinion, the neighbours another."""

    OPEN = "open"
    CLOSE = "close"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Mark:
    """One quotation mark at `text[start:end]`; `before` and `after` are its neighbours, "" at a paragraph's edge."""

    start: int
    end: int
    family: Family
    shape: Role
    context: Role
    before: str
    after: str
    low: bool = False  # „ or ‚: its partner is shaped like an English opening mark

    @property
    def straight(self) -> bool:
        return self.shape is Role.EITHER


_SHAPES: dict[str, tuple[Family, Role]] = {
    **dict.fromkeys(("“", "„", "‟", "``", "‘‘", "〝"), (Family.DOUBLE, Role.OPEN)),
    **dict.fromkeys(("”", "’’", "〞", "〟"), (Family.DOUBLE, Role.CLOSE)),
    **dict.fromkeys(('"', "＂", "''"), (Family.DOUBLE, Role.EITHER)),
    **dict.fromkeys(("‘", "‚", "‛", "`"), (Family.SINGLE, Role.OPEN)),
    **dict.fromkeys(("’", "´"), (Family.SINGLE, Role.CLOSE)),
    **dict.fromkeys(("'", "＇"), (Family.SINGLE, Role.EITHER)),
    "«": (Family.ANGLE, Role.OPEN),
    "»": (Family.ANGLE, Role.CLOSE),
    "‹": (Family.SMALL_ANGLE, Role.OPEN),
    "›": (Family.SMALL_ANGLE, Role.CLOSE),
    "「": (Family.CORNER, Role.OPEN),
    "」": (Family.CORNER, Role.CLOSE),
    "『": (Family.WHITE_CORNER, Role.OPEN),
    "』": (Family.WHITE_CORNER, Role.CLOSE),
}
CLOSING = "\"'”’»」"  # marks that may end quoted words, for a class of them
_TWO_SINGLES = frozenset({"''", "’’", "‘‘"})
_ENTITY = (
    r"&(?:amp;)?(?:quot|QUOT|apos|[lr]dquor?|[lr]squor?|[bs]dquo|sbquo|lsquor|ldquor|[lr]aquo|[lr]saquo|grave|acute"
    r"|\#0*(?:34|39|96|171|180|187|821[6-9]|822[0-3]|8249|8250)"
    r"|\#[xX]0*(?:22|27|60|ab|AB|b4|B4|bb|BB|201[89a-fA-F]|2039|203[aA]));"
)
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0f"  # characters, for a class of them
_LESSER = (Family.SINGLE, Family.SMALL_ANGLE)
# Each glyph -> the straight mark of its kind.
STRAIGHT = {glyph: "'" if family in _LESSER else '"' for glyph, (family, _) in _SHAPES.items() if len(glyph) == 1}
_GLYPHS = "".join(STRAIGHT)
MARK = rf"(?:[{_GLYPHS}]|{_ENTITY})"  # any quotation mark, however it is written
_TOKEN = re.compile(
    rf"(?=[<&′{INVISIBLE}{_GLYPHS}])(?:"  # with which all that follows begins: most characters are passed over at once
    rf"(?P<skip></?[a-zA-Z][^<>]{{0,2000}}>|[{INVISIBLE}]+"
    r"|(?<=\d)['’′]\s?\d{1,2}(?:''|’’|[\"”″]))"
    rf"|(?P<entity>{_ENTITY})"
    rf"|``|''|‘‘|’’|[{_GLYPHS}])"
)
_DECADE = re.compile(r"\d0s\b|\d\d\b(?!\s*(?:%|per\b|[-–,]?\d))")
_COUNT = re.compile(r"\d\d [a-z]")
_LETTERS = re.compile(r"[^\W\d_]{1,8}")
_OPENING, _DASHES, _CLOSING = frozenset("([{<¿¡>"), frozenset("-–—−―‒/=*_|•·~"), frozenset(".,;:!?…)]}%")


def find_marks(text: str, start: int, end: int) -> list[Mark]:
    """Return the marks of the paragraph `text[start:end]` in order; linear in its length."""
    tokens = list(_TOKEN.finditer(text, start, end))
    before = list(_neighbours(text, start, tokens))
    after = list(_followers(text, end, tokens))
    marks = (_mark(text, *each) for each in zip(tokens, before, after, strict=True))
    return [mark for mark in marks if mark is not None]


def _neighbours(text: str, start: int, tokens: list[re.Match[str]]) -> Iterator[str]:
    """Yield the character before each token; a token that touches another looks past it."""
    edge, char = start, ""
    for token in tokens:
        if token.start() > edge:
            char = text[token.start() - 1]
        edge = token.end()
        yield char


def _followers(text: str, end: int, tokens: list[re.Match[str]]) -> list[str]:
    edge, char, found = end, "", []
    for token in reversed(tokens):
        if token.end() < edge:
            char = text[token.end()]
        edge = token.start()
        found.append(char)
    return found[::-1]


def plain(text: str) -> str:
    """Return a text without entities, those that were escaped twice (&amp;quot;) included."""
    return unescape(unescape(text)) if "&" in text else text


def _mark(text: str, token: re.Match[str], before: str, after: str) -> Mark | None:
    if token["skip"]:
        return None
    glyph = plain(token[0]) if token["entity"] else token[0]
    family, shape = _SHAPES[glyph]
    if glyph in _TWO_SINGLES and before.isalnum() and after.isalnum():  # Wolf''s, a slip
        return None
    if family is Family.SINGLE and _is_apostrophe(text, token, before, after):
        return None
    return Mark(*token.span(), family, shape, _context(before, after), before, after, low=glyph in "„‚")


def _is_apostrophe(text: str, token: re.Match[str], before: str, after: str) -> bool:
    """Tell don't, O’Brien, ’90s and rock ’n’ roll from marks."""
    if before.isalnum() and after.isalnum():
        return True
    if before.isalnum():
        return False
    word = _LETTERS.match(text, token.end())
    plain = word is not None and (token[0] == "’" or word[0].islower())
    elided = plain and word is not None and word[0].lower() in words("apostrophes", "elided")
    return elided or (_DECADE.match(text, token.end()) is not None and not _begins_with_number(text, token))


def _begins_with_number(text: str, token: re.Match[str]) -> bool:
    """Tell ‘70 people died from the year ’98: a count, where a sentence may begin."""
    before = text[max(0, token.start() - 2) : token.start()].rstrip(" ")
    return (not before or before[-1] in "\n\r.:!?,") and _COUNT.match(text, token.end()) is not None


def _side(char: str) -> str:
    """Class a neighbour: Space or edge, Opening, Dash, Punctuation or Word."""
    if not char or char.isspace():
        return "S"
    if char in _OPENING:
        return "O"
    if char in _DASHES:
        return "D"
    return "P" if char in _CLOSING else "W"


_OPENS = frozenset({"SW", "SO", "SD", "OW", "OO", "OD", "DW", "DO"})
_CLOSES = frozenset({"WS", "WP", "WD", "PS", "PP", "PD", "DS", "DP", "SP", "OP"})


def _context(before: str, after: str) -> Role:
    """Say what the neighbours of a mark make of it: `said "we` opens, `win," he` closes, `a"b` may do either."""
    sides = _side(before) + _side(after)
    if sides == "SS" and bool(before) != bool(after):  # a mark alone at one edge of its paragraph
        return Role.CLOSE if before else Role.OPEN
    if sides in _OPENS or (sides in {"SP", "OP"} and after in ".…"):
        return Role.OPEN
    return Role.CLOSE if sides in _CLOSES else Role.EITHER
