"""Where a speaker stands by what stands around him, where nothing says so of himself: "the official", "the ministry".

The names of states, places, bodies and people near the mention are features of the sides that they belong to; a linear
score over features and a softmax pick a side, helped by how people of each side are called. It is the weakest evidence
of all. Quoted words are never looked at.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from model.labels import Side
from model.sides.likeness import SIDES, likeness
from model.sides.nearby import Dateline, Group, Look, Near
from model.sides.words import word_kinds
from model.types import Span
from model.weights import read_weights, score, softmax

_LIKENESS = 8  # steps into which the share of those called so is cut
_BEFORE, _AFTER, _LEDE, _ARTICLE = 900, 150, 500, 4000  # characters
_GAPS = (2, 6, 15, 40, 90)  # tokens
_ENDINGS = ("enko", "chuk", "skyi", "sky", "ova", "eva", "ov", "ev", "in", "ina", "iy", "son", "er")
_WORD = re.compile(r"[a-z]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")
_NAMED = frozenset({Group.PERSON, Group.LAND, Group.PLACE})
_OWN = frozenset({Group.LAND, Group.PLACE, Group.BODY, Group.PERSON})  # papers and weapons are apart


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around a mention, quoted words blanked out."""

    before: str
    after: str
    article: str  # from its head on
    previous: Side = Side.UNKNOWN  # of the speaker before

    @classmethod
    def of(cls, blanked: str, at: Span, previous: Side = Side.UNKNOWN) -> "Surroundings":
        """Return the surroundings of the mention at `at`."""
        before = blanked[max(0, at.start - _BEFORE) : at.start]
        return cls(before, blanked[at.end : at.end + _AFTER], blanked[:_ARTICLE], previous)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The names found before and after a mention, in its sentence, at the head of the text and all over it."""

    before: Sequence[Near]
    size: int  # tokens before the mention
    sentence: Sequence[Near]
    after: Sequence[Near]
    lede: Sequence[Near]
    article: Sequence[Near]
    dateline: Dateline
    previous: Side

    @classmethod
    def of(cls, around: Surroundings, look: Look, date: dt.date | None) -> "_Seen":
        before, size = look(around.before, date)
        texts = (_SENTENCE.split(around.before)[-1], around.after, around.article[:_LEDE], around.article)
        head = Dateline.of(around.article, look, date)
        sentence, after, lede, article = (head.placed(look(text, date)[0]) for text in texts)
        return cls(head.placed(before), size, sentence, after, lede, article, head, around.previous)


@dataclass(frozen=True, slots=True)
class Guess:
    """A side, its probability, and the names of that side in the text, the nearest before the mention first."""

    side: Side
    confidence: float
    names: tuple[str, ...]


def guess(name: str, around: Surroundings, look: Look, date: dt.date | None) -> Guess:
    """Return the likeliest of the four sides."""
    seen = _Seen.of(around, _of_others(name, look), date)
    found = _features(name, seen)
    scores = {side: score(_weights(), of_side) for side, of_side in found.items()}
    top = max(scores, key=lambda side: scores[side])
    share = max(softmax(list(scores.values())))
    around_it = reversed([*seen.article, *seen.before])
    names = dict.fromkeys(near.name for near in around_it if near.side is top and near.group in _OWN)
    return Guess(top, round(share, 2), tuple(names)[:3])


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    return read_weights("sides/context.json")


def features(name: str, around: Surroundings, look: Look, date: dt.date | None) -> Mapping[Side, tuple[str, ...]]:
    """Return what speaks for each side."""
    return _features(name, _Seen.of(around, _of_others(name, look), date))


def _of_others(name: str, look: Look) -> Look:
    """Return `look` without what the speaker's own surname is taken for: Daria Paris is not from Paris."""
    words = name.split()
    personal = len(words) > 1 and all(word[0].isupper() for word in words)

    def seen(text: str, date: dt.date | None) -> tuple[Sequence[Near], int]:
        found, size = look(text, date)
        if personal:
            found = [near for near in found if near.group not in _NAMED or near.name.split()[-1] != words[-1]]
        return found, size

    return seen


def _features(name: str, seen: _Seen) -> Mapping[Side, tuple[str, ...]]:
    own, like = tuple(_own(name)), likeness(name)
    found: dict[Side, tuple[str, ...]] = {}
    for side in SIDES:
        alike = _steps("named", round(like[side] * _LIKENESS)) if like else ()
        found[side] = (*(f"{feature}:{side}" for feature in own), *alike, *_of_side(side, seen))
    return found


def _of_side(side: Side, seen: _Seen) -> Iterator[str]:
    yield from _nearest(side, seen)
    kept = [near for near in seen.before if near.group in _OWN]
    if kept and kept[-1].side is side:
        yield f"last:{kept[-1].group}"
    if seen.sentence:
        yield from _steps("sentence", _share(seen.sentence, side, 2))
    follows = next((near for near in seen.after if near.group in _OWN), None)
    if follows is not None and follows.side is side:
        yield f"next:{_bucket(follows.start)}"
    yield from _steps("share", _share(seen.before, side))
    yield from _steps("lede", _share(seen.lede, side))
    yield from _steps("article", _share(seen.article, side, 8))
    if seen.dateline.place is side:
        yield "dateline"
    if seen.dateline.agency is not Side.UNKNOWN:
        yield f"agency:{seen.dateline.agency}:{side}"
    if seen.previous is side:
        yield "previous"


def _nearest(side: Side, seen: _Seen) -> Iterator[str]:
    """Yield how near before the mention a name of each group stands."""
    for group in Group:
        last = next((near for near in reversed(seen.before) if near.side is side and near.group is group), None)
        if last is not None:
            suffix = f":{side}" if group in (Group.PAPER, Group.FORCE) else ""
            yield f"before:{group}:{_bucket(seen.size - last.end)}{suffix}"
    force = next((near.side for near in reversed(seen.before) if near.group is Group.FORCE), None)
    if force is not None:
        yield f"weapons:{force}:{side}"
    voice = next((near for near in reversed(seen.before) if near.voice and near.group in _OWN), None)
    if voice is not None and voice.side is side:
        yield f"voice:{_bucket(seen.size - voice.end)}"


def _share(found: Sequence[Near], side: Side, steps: int = 4) -> int:
    kept = [near for near in found if near.group in _OWN]
    return round(steps * sum(near.side is side for near in kept) / max(1, len(kept)))


def _steps(name: str, steps: int) -> Iterator[str]:
    """Yield one feature for each step that is reached, so that what lies between two steps weighs between them."""
    for step in range(1, steps + 1):
        yield f"{name}:{step}"


def _bucket(gap: int) -> int:
    return sum(gap > edge for edge in _GAPS)


def _own(name: str) -> Iterator[str]:
    """Yield what the name itself is: the words of a role, the ending of a surname."""
    words = name.split()
    if not words:
        yield "nobody"
        return
    personal = all(word[:1].isupper() for word in words)
    yield "personal" if personal else "nameless"
    if personal:
        yield from [f"ends:{e}" for e in _ENDINGS if words[-1].endswith(e)][:1]
    else:
        found = _WORD.findall(name.lower())
        yield from sorted({f"word:{word}" for word in found})
        yield from sorted({f"kind:{kind}" for word in found for kind in word_kinds().get(word, ())})
