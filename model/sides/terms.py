"""Finding states, peoples, places and bodies in the words of a description."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from model.labels import Side
from model.sides.people import People
from model.sides.phrase import Token, cut, tokenize
from model.sides.plain import is_given
from model.sides.rows import Row, RowKind
from model.sides.words import word_kinds

_INDEXED = 2  # words of a name by which it is found
_PLACES = (RowKind.PLACE, RowKind.STATE)
_LEADING = frozenset({"in", "a", "an", "the"})  # before a place's name, not a given one: in Sofia Ivan Kell said
_PROPERTIES = frozenset(  # what a place has, and nobody is called
    "airport beach bridge cathedral city country dam embassy falls festival harbour hospital island lab media"
    " metro museum national news opera park police port prefecture prison railways region street tech today valley"
    " zoo".split()
)
_MONTHS = frozenset({"march", "april", "may", "june", "august"})  # those that are names of people too


@dataclass(frozen=True, slots=True)
class Term:
    """A row that stands at tokens [start, end)."""

    row: Row
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    keys: tuple[str, ...]
    word: int  # the first that is not "the"
    capital: bool  # that word must open with a capital, as the table writes it
    letters: str  # of one word in capitals, which must be so written: "WHO" is not "Who", "JIT" not "IT"
    written: str  # the last word, lower case
    row: Row

    @classmethod
    def of(cls, name: str, row: Row) -> "_Pattern":
        tokens = tokenize(name)
        word = int(len(tokens) > 1 and tokens[0].word == "the")
        capitals = len(tokens) == 1 and tokens[0].text.isupper()
        return cls(_keys(tokens), word, tokens[word].capital, tokens[0].word if capitals else "", tokens[-1].word, row)

    def fits(self, tokens: tuple[Token, ...]) -> bool:
        """Say whether these are the tokens of the name, of which the first two have its keys."""
        if (len(self.keys) > _INDEXED and _keys(tokens) != self.keys) or self._is_namesake(tokens):
            return False
        if self.letters:
            return tokens[0].text.isupper() and tokens[0].word == self.letters
        return tokens[self.word].capital or not self.capital

    def _is_namesake(self, tokens: tuple[Token, ...]) -> bool:
        """Say whether one word is a given name that only meets this name in its key: Hanna is not Ghana."""
        return len(tokens) == 1 and tokens[0].word != self.written and is_given(tokens[0].text)


class Terms:
    """An index of every row that is not a person, by its first words; the longest match wins."""

    def __init__(self, rows: Iterable[Row], people: People) -> None:
        self._people = people
        self._patterns: dict[tuple[str, ...], list[_Pattern]] = defaultdict(list)
        self._held: dict[str, list[Row]] = defaultdict(list)  # by the place
        for row in rows:
            if row.kind is RowKind.HELD:
                self._held[row.name].append(row)
                continue
            for name in dict.fromkeys(_forms(row)):
                pattern = _Pattern.of(name, row)
                self._patterns[pattern.keys[:_INDEXED]].append(pattern)
        self._firsts = {keys[0] for keys in self._patterns}
        for patterns in self._patterns.values():
            patterns.sort(key=lambda pattern: -len(pattern.keys))

    def seen(self, text: str, date: dt.date | None) -> tuple[tuple[Term, ...], tuple[Token, ...]]:
        """Return the terms of running text that stand on a side, and its tokens."""
        tokens = cut(text)
        terms = (term for term in self.find(tokens, date) if tokens[term.start].word != "soviet")  # of fifteen states
        return tuple(term for term in terms if term.row.side is not Side.UNKNOWN), tokens

    def find(self, tokens: tuple[Token, ...], date: dt.date | None) -> list[Term]:
        """Return the terms in order, none overlapping."""
        found: list[Term] = []
        index = 0
        while index < len(tokens):
            term = self._at(tokens, index, date) if tokens[index].key in self._firsts else None
            term = term or (self._person_at(tokens, index, date) if tokens[index].capital else None)
            if term:
                found.append(term)
            index = term.end if term else index + 1
        return found

    def held(self, term: Term, date: dt.date | None) -> Row | None:
        """Return the row that says who holds the place, if another state does on that date."""
        return next((row for row in self._held.get(term.row.name, ()) if row.holds(date)), None)

    def _at(self, tokens: tuple[Token, ...], index: int, date: dt.date | None) -> Term | None:
        pair = _keys(tokens[index : index + _INDEXED])
        longer = self._patterns.get(pair, ()) if len(pair) > 1 else ()
        for pattern in (*longer, *self._patterns.get(pair[:1], ())):
            end = index + len(pattern.keys)
            if (
                pattern.row.holds(date)
                and pattern.fits(tokens[index:end])
                and not (pattern.row.kind is RowKind.PLACE and self._goes_on(tokens, end))
                and not (pattern.row.kind in _PLACES and end == index + 1 and self._is_called(tokens, index))
            ):
                return Term(pattern.row, index, end)
        return None

    def _goes_on(self, tokens: tuple[Token, ...], end: int) -> bool:
        """Say whether a hyphen ties another unknown name to the one before `end`: "Novhorod-Siverskyi"."""
        if end >= len(tokens) or not tokens[end - 1].glued or not tokens[end].text[:1].isupper():
            return False
        return tokens[end].word not in word_kinds() and tokens[end].key not in self._firsts

    def _begins_name(self, tokens: tuple[Token, ...], index: int, row: Row) -> bool:
        """Say whether one word stands before another name: Elwood Mosher is not Tobias Ellwood."""
        unlike = _is_followed(tokens, index) and tokens[index].text not in row.name.split()
        return unlike or self._is_called(tokens, index)

    def _is_called(self, tokens: tuple[Token, ...], index: int) -> bool:
        """Say whether a word is somebody's given name before an unknown surname: Sofia Kell is not from Sofia."""
        if not is_given(tokens[index].text) or not _is_followed(tokens, index):
            return False
        if (index and tokens[index - 1].word in _LEADING) or _is_modifier(tokens, index):
            return False
        return tokens[index + 1].word not in word_kinds() and tokens[index + 1].key not in self._firsts

    def _person_at(self, tokens: tuple[Token, ...], index: int, date: dt.date | None) -> Term | None:
        for length in range(min(3, len(tokens) - index), 0, -1):
            if not self._people.with_surname(tokens[index + length - 1].key):
                continue
            run = tokens[index : index + length]
            if not all(token.capital for token in run) or _is_month(run):
                continue
            if length == 1 and index and tokens[index - 1].capital and is_given(tokens[index - 1].text):
                continue  # somebody else's surname: Pavlo Vance
            match = self._people.known(" ".join(token.text for token in run), date)
            if match and (length > 1 or not self._begins_name(tokens, index, match.row)):
                return Term(match.row, index, index + length)
        return None


def _keys(tokens: Iterable[Token]) -> tuple[str, ...]:
    return tuple([token.key for token in tokens])


def _is_followed(tokens: tuple[Token, ...], index: int) -> bool:
    """Say whether a word with a capital follows in the same phrase."""
    following = tokens[index + 1 : index + 2]
    return bool(following) and following[0].capital and not following[0].starts


def _is_modifier(tokens: tuple[Token, ...], index: int) -> bool:
    """Say whether the words with capitals from `index` tell whose or where something is: a Lyon Prefecture official."""
    end = index + 1
    while end < len(tokens) and tokens[end].capital and not tokens[end].starts and tokens[end].word not in _PROPERTIES:
        end += 1
    last = tokens[end] if end < len(tokens) and not tokens[end].starts else None
    return last is not None and (last.word in _PROPERTIES or last.word in word_kinds())


def _is_month(run: tuple[Token, ...]) -> bool:
    """Say whether a run is no more than the name of a month: "The May talks" are not Theresa May's."""
    before = (token.word for token in run[:-1])
    return run[-1].word in _MONTHS and all(word in ("the", "late") or word.isdecimal() for word in before)


def _forms(row: Row) -> Iterable[str]:
    yield from row.names
    if row.kind is RowKind.DEMONYM:
        yield from (name + "s" for name in row.names if name.endswith(("n", "i", "k")))
