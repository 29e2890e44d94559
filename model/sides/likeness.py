"""Which side's people are called so: how often the given name and the end of the surname are borne on each side.

Counted in the table of people, the bearer of the name itself left out. It is weak, and only one voice in a guess.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import log

from anyascii import anyascii

from model.labels import Side
from model.memory import remembered
from model.sides.plain import is_given, is_noun
from model.sides.rows import PEOPLE, shipped
from model.sides.transliteration import name_words
from model.weights import softmax

Form = tuple[str, str]
Bearer = tuple[Side, frozenset[Form]]
SIDES = (Side.UKRAINE, Side.RUSSIA, Side.WEST, Side.OTHER)
_ENDS = (2, 3, 4)  # letters
_ENOUGH = 40  # bearers of an end of a surname
_SMOOTH = 1.0  # bearers that every form is given on every side beforehand, in shares of all
_LONGEST = 4  # words of a name
_NOBODY: Counter[Side] = Counter()


@remembered(entries=1 << 12)
def likeness(name: str) -> Mapping[Side, float]:
    """Return the share of each side among those called so; nothing for what is no personal name."""
    forms = tuple(_forms(name))
    if not forms:
        return {}
    own = _bearers().get(_key(name), ())
    told = _telling(forms, own)
    scores = {side: sum(log(_rate(form, side, own)) for form in told) for side in SIDES}
    return dict(zip(scores, softmax(list(scores.values())), strict=True))


def _telling(forms: Sequence[Form], own: Sequence[Bearer]) -> Sequence[Form]:
    """Return the given name, and of the ends of the surname the longest that enough others bear.

    The ends say nearly the same, so that all of them together would be surer than any is right.
    """
    counts, _ = _counted()
    ends = [form for form in forms if form[0] == "end"]
    longest = next((end for end in reversed(ends) if counts.get(end, _NOBODY).total() - len(own) >= _ENOUGH), None)
    return [form for form in forms if form not in ends or form is longest]


def _rate(form: Form, side: Side, own: Sequence[Bearer]) -> float:
    """Return how often a form is borne on a side, but for the bearer of the name."""
    counts, sizes = _counted()
    borne = counts.get(form, _NOBODY)[side] - sum(other is side and form in forms for other, forms in own)
    return (borne + _SMOOTH * sizes[side] / sizes.total()) / sizes[side]


def _forms(name: str) -> Iterator[Form]:
    """Yield the given name, and the ends of the surname from the longest."""
    words = name_words(name)
    if not 0 < len(words) <= _LONGEST or not all(word[:1].isupper() and not is_noun(word) for word in words):
        return
    first, last = anyascii(words[0]).lower(), anyascii(words[-1]).lower()
    given = is_given(words[0])
    if len(words) > 1 or given:
        yield "given", first
    if len(words) > 1 or not given:
        yield from (("end", last[-size:]) for size in _ENDS if len(last) > size)


def _key(name: str) -> str:
    return anyascii(" ".join(name_words(name))).lower()


@lru_cache(maxsize=1)
def _bearers() -> Mapping[str, Sequence[Bearer]]:
    """Return the side and the forms of everybody in the table, by name and by surname."""
    found: dict[str, list[Bearer]] = defaultdict(list)
    for row in shipped(PEOPLE):
        keys = {key for name in row.names for key in (_key(name), _key(name).rsplit(" ", 1)[-1])}
        for key in keys:
            found[key].append((row.side, frozenset(_forms(row.name))))
    return found


@lru_cache(maxsize=1)
def _counted() -> tuple[Mapping[Form, Counter[Side]], Counter[Side]]:
    counts: dict[Form, Counter[Side]] = defaultdict(Counter)
    sizes: Counter[Side] = Counter()
    for row in shipped(PEOPLE):
        sizes[row.side] += 1
        for form in set(_forms(row.name)):
            counts[form][row.side] += 1
    return counts, sizes
