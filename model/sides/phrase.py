"""Cutting a description into words and into parts that hang on prepositions: "head of | the UN office in | Ukraine"."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from anyascii import anyascii

from model.memory import remembered
from model.sides.transliteration import fold

_TOKEN = re.compile(
    r"(?P<short>(?:[^\W\d_]\.){2,})|(?P<word>[^\W_]+(?:[’'ʼ&.][^\W_]+)*)(?P<plural>[’'](?!\w))?|(?P<stop>[,;:()\"“”—–/]|\.(?=\s))"
)
_POSSESSIVE = re.compile(r"[’'ʼ]s$", re.IGNORECASE)
PREPOSITIONS = frozenset(
    """of for at with from in to on by under against about over near inside within behind into between towards after
    during before outside across who which whose that where when than as via through among since amid around despite
    without above off out like""".split(),
)


class Token(NamedTuple):
    text: str
    word: str  # lower case, ASCII, without 's
    key: str  # the spelling key of `word`
    possessive: bool
    glued: bool  # a hyphen ties it to the next token
    starts: bool  # a comma, bracket or stop stands before it
    capital: bool  # it begins with no small letter


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens [start, end) that hang on `relation`: "" for what opens an apposition, else a preposition."""

    relation: str
    start: int
    end: int


@remembered(entries=1 << 13)
def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of a name or description; names recur, so they are kept."""
    return cut(text)


def cut(text: str) -> tuple[Token, ...]:
    """Return the tokens of running text."""
    tokens: list[Token] = []
    starts = True
    for match in _TOKEN.finditer(text):
        short, word, plural, stop = match.groups()
        if stop:
            starts = True
            continue
        following = text[match.end() : match.end() + 2]
        glued = following[:1] in ("-", "‑") and following[1:].isalnum()
        tokens.append(_token(short or word, plural is not None, glued, starts))
        starts = False
    return tuple(tokens)


@remembered(entries=1 << 14)
def _token(raw: str, plural: bool, glued: bool, starts: bool) -> Token:  # noqa: FBT001 - kept by place, for speed
    """Return the token of a word as it is written; `plural` says that an apostrophe ends it. Most words recur."""
    bare = _POSSESSIVE.sub("", raw.replace(".", ""))
    possessive = _POSSESSIVE.search(raw) is not None or (plural and raw.endswith("s"))
    return Token(bare, anyascii(bare).lower(), fold(bare), possessive, glued, starts, not bare[:1].islower())


def parts_of(tokens: tuple[Token, ...]) -> list[Part]:
    """Return the parts in order; the prepositions themselves belong to no part."""
    parts: list[Part] = []
    relation, start = "", 0
    for index, token in enumerate(tokens):
        glued = token.glued or (index > 0 and tokens[index - 1].glued)
        if token.word in PREPOSITIONS and token.text != "WHO" and not glued:
            parts.append(Part(relation, start, index))
            relation, start = token.word, index + 1
        elif token.starts and index:
            parts.append(Part(relation, start, index))
            relation, start = "", index
    parts.append(Part(relation, start, len(tokens)))
    return [part for part in parts if part.end > part.start or part.relation]
