"""Where a speaker stands by what stands around him, where nothing says so of himself: "the official", "the ministry".

The names of states, places, bodies and people near the mention are features of the sides that they belong to; a linear
score over features and a softmax pick a side. It is the weakest evidence of all. Quoted words are never looked at.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from model.labels import Side
from model.sides.phrase import tokenize
from model.sides.rows import RowKind
from model.sides.terms import Term, Terms
from model.sides.transliteration import DATA
from model.sides.words import word_kinds

SIDES = (Side.UKRAINE, Side.RUSSIA, Side.WEST, Side.OTHER)
_BEFORE, _AFTER, _LEDE = 900, 150, 500  # characters
_GAPS = (2, 6, 15, 40, 90)  # tokens
_ENDINGS = ("enko", "chuk", "skyi", "sky", "ova", "eva", "ov", "ev", "in", "ina", "iy", "son", "er")
_WEIGHTS = "context.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around a mention, quoted words blanked out."""

    before: str
    after: str
    lede: str
    previous: Side = Side.UNKNOWN  # of the speaker before

    @classmethod
    def of(cls, blanked: str, start: int, end: int, previous: Side = Side.UNKNOWN) -> "Surroundings":
        """Return the surroundings of `blanked[start:end]`."""
        return cls(blanked[max(0, start - _BEFORE) : start], blanked[end : end + _AFTER], blanked[:_LEDE], previous)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The names that were found before and after a mention and at the head of the text."""

    before: Sequence[Term]
    size: int  # tokens before the mention
    after: Sequence[Term]
    lede: Sequence[Term]
    previous: Side


@dataclass(frozen=True, slots=True)
class Guess:
    """A side, its probability, and the names near the mention that stand on that side."""

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
    near = [term.row.name for term in _terms(around.before, terms, date)[0] if term.row.side is top]
    return Guess(top, round(share, 2), tuple(dict.fromkeys(reversed(near)))[:3])


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    stored = json.loads((DATA / _WEIGHTS).read_text(encoding="utf-8"))
    if stored["format"] != _FORMAT:
        raise ValueError(f"{_WEIGHTS}: format must be {_FORMAT}, got {stored['format']}")
    weights: Mapping[str, float] = stored["weights"]
    return weights


def features(name: str, around: Surroundings, terms: Terms, date: dt.date | None) -> Mapping[Side, tuple[str, ...]]:
    """Return what speaks for each side."""
    before, size = _terms(around.before, terms, date)
    after, _ = _terms(around.after, terms, date)
    lede, _ = _terms(around.lede, terms, date)
    seen = _Seen(before, size, after, lede, around.previous)
    own = tuple(_own(name))
    return {side: (*(f"{feature}:{side}" for feature in own), *_of_side(side, seen)) for side in SIDES}


def _terms(text: str, terms: Terms, date: dt.date | None) -> tuple[list[Term], int]:
    tokens = tokenize(text)
    return [term for term in terms.find(tokens, date) if term.row.side in SIDES], len(tokens)


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
    if seen.previous is side:
        yield "previous"


def _share(found: Sequence[Term], side: Side) -> int:
    return round(4 * sum(t.row.side is side for t in found) / max(1, len(found)))


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
    for kind in {kind for word in words for kind in word_kinds().get(word.lower(), ())}:
        yield f"kind:{kind}"
