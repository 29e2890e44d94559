"""Where a speaker stands by what stands around him, where nothing says so of himself: "the official", "the ministry".

The names of states, places, bodies and people near the mention are features of the sides that they belong to; a linear
score over features and a softmax pick a side. It is the weakest evidence of all. Quoted words are never looked at.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp

from model.labels import Side
from model.sides.rows import RowKind
from model.sides.terms import Term, Terms
from model.sides.transliteration import DATA
from model.sides.words import word_kinds
from model.types import Span

SIDES = (Side.UKRAINE, Side.RUSSIA, Side.WEST, Side.OTHER)
_BEFORE, _AFTER, _LEDE, _ARTICLE = 900, 150, 500, 4000  # characters
_GAPS = (2, 6, 15, 40, 90)  # tokens
_ENDINGS = ("enko", "chuk", "skyi", "sky", "ova", "eva", "ov", "ev", "in", "ina", "iy", "son", "er")
_WEIGHTS = "context.json"
_FORMAT = 1
_WORD = re.compile(r"[a-z]+")


class Means(StrEnum):
    """How the text tells of a speaker."""

    NOBODY = "nobody"  # it names none
    ELSEWHERE = "elsewhere"  # by a pronoun or an office, named elsewhere
    WHOLE = "whole"  # by the whole name
    SHORT = "short"  # by a part of it


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around a mention, quoted words blanked out."""

    before: str
    after: str
    article: str  # from its head on
    previous: Side = Side.UNKNOWN  # of the speaker before
    means: Means = Means.NOBODY
    cue: bool = False  # a word of speech ties the mention to the quotation

    @classmethod
    def of(
        cls, blanked: str, at: Span, previous: Side = Side.UNKNOWN, means: Means = Means.NOBODY, *, cue: bool = False
    ) -> "Surroundings":
        """Return the surroundings of the mention at `at`."""
        before = blanked[max(0, at.start - _BEFORE) : at.start]
        return cls(before, blanked[at.end : at.end + _AFTER], blanked[:_ARTICLE], previous, means, cue)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The names that were found before and after a mention, at the head of the text and all over it."""

    before: Sequence[Term]
    size: int  # tokens before the mention
    after: Sequence[Term]
    lede: Sequence[Term]
    article: Sequence[Term]
    previous: Side

    @classmethod
    def of(cls, around: Surroundings, terms: Terms, date: dt.date | None) -> "_Seen":
        before, size = terms.seen(around.before, date)
        texts = (around.after, around.article[:_LEDE], around.article)
        after, lede, article = (terms.seen(text, date)[0] for text in texts)
        return cls(before, size, after, lede, article, around.previous)


@dataclass(frozen=True, slots=True)
class Guess:
    """A side, its probability, and the names of that side in the text, the nearest before the mention first."""

    side: Side
    confidence: float
    names: tuple[str, ...]


def guess(name: str, around: Surroundings, terms: Terms, date: dt.date | None) -> Guess:
    """Return the likeliest of the four sides."""
    weigh = _weights().get
    found = features(name, around, terms, date)
    scores = {side: sum(weigh(feature, 0.0) for feature in of_side) for side, of_side in found.items()}
    top = max(scores, key=lambda side: scores[side])
    share = 1 / sum(exp(score - scores[top]) for score in scores.values())
    near = [*terms.seen(around.article, date)[0], *terms.seen(around.before, date)[0]]
    names = dict.fromkeys(term.row.name for term in reversed(near) if term.row.side is top)
    return Guess(top, round(share, 2), tuple(names)[:3])


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    stored = json.loads((DATA / _WEIGHTS).read_text(encoding="utf-8"))
    if stored["format"] != _FORMAT:
        raise ValueError(f"{_WEIGHTS}: format must be {_FORMAT}, got {stored['format']}")
    weights: Mapping[str, float] = stored["weights"]
    return weights


def features(name: str, around: Surroundings, terms: Terms, date: dt.date | None) -> Mapping[Side, tuple[str, ...]]:
    """Return what speaks for each side."""
    seen = _Seen.of(around, terms, date)
    own = (*_own(name), f"means:{around.means}:{'cue' if around.cue else 'no cue'}")
    return {side: (*(f"{feature}:{side}" for feature in own), *_of_side(side, seen)) for side in SIDES}


def _of_side(side: Side, seen: _Seen) -> Iterator[str]:
    for group in ("land", "body", "person"):
        last = next((t for t in reversed(seen.before) if t.row.side is side and _group(t) == group), None)
        if last is not None:
            yield f"before:{group}:{_bucket(seen.size - last.end)}"
    if seen.before and seen.before[-1].row.side is side:
        yield f"last:{_group(seen.before[-1])}"
    if seen.after and seen.after[0].row.side is side:
        yield f"next:{_bucket(seen.after[0].start)}"
    yield f"share:{_share(seen.before, side)}"
    yield f"lede:{_share(seen.lede, side)}"
    if seen.article:
        yield f"article:{_share(seen.article, side, 8)}"
    if seen.previous is side:
        yield "previous"


def _share(found: Sequence[Term], side: Side, steps: int = 4) -> int:
    return round(steps * sum(t.row.side is side for t in found) / max(1, len(found)))


def _group(term: Term) -> str:
    return {RowKind.BODY: "body", RowKind.PERSON: "person"}.get(term.row.kind, "land")


def _bucket(gap: int) -> int:
    return sum(gap > edge for edge in _GAPS)


def _own(name: str) -> Iterator[str]:
    """Yield what the name itself is: the kinds of a role's nouns, the ending of a surname."""
    words = name.split()
    if not words:
        yield "nobody"
        return
    personal = all(word[:1].isupper() for word in words)
    yield "personal" if personal else "nameless"
    if personal:
        yield from [f"ends:{e}" for e in _ENDINGS if words[-1].endswith(e)][:1]
    else:
        yield from sorted({f"word:{word}" for word in _WORD.findall(name.lower())})
    for kind in {kind for word in words for kind in word_kinds().get(word.lower(), ())}:
        yield f"kind:{kind}"
