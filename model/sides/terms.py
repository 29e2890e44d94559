"""Finding states, peoples, places and bodies in the words of a description."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from model.labels import Side
from model.sides.people import People
from model.sides.phrase import Token, cut, tokenize
from model.sides.rows import Row, RowKind


@dataclass(frozen=True, slots=True)
class Term:
    """A row that stands at tokens [start, end)."""

    row: Row
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    keys: tuple[str, ...]
    capital: bool  # must open with a capital, as the table writes it
    row: Row


class Terms:
    """An index of every row that is not a person, by its first word; the longest match wins."""

    def __init__(self, rows: Iterable[Row], people: People) -> None:
        self._people = people
        self._patterns: dict[str, list[_Pattern]] = defaultdict(list)
        for row in rows:
            for name in dict.fromkeys(_forms(row)):
                tokens = tokenize(name)
                keys = tuple(token.key for token in tokens)
                self._patterns[keys[0]].append(_Pattern(keys, tokens[0].capital, row))
        for patterns in self._patterns.values():
            patterns.sort(key=lambda pattern: -len(pattern.keys))
        self.seen = lru_cache(maxsize=64)(self._seen)  # quotations of one article share its head

    def _seen(self, text: str, date: dt.date | None) -> tuple[tuple[Term, ...], int]:
        """Return the terms of running text that stand on a side, and the number of its tokens."""
        tokens = cut(text)
        return tuple(term for term in self.find(tokens, date) if term.row.side is not Side.UNKNOWN), len(tokens)

    def find(self, tokens: tuple[Token, ...], date: dt.date | None) -> list[Term]:
        """Return the terms in order, none overlapping."""
        found: list[Term] = []
        index = 0
        while index < len(tokens):
            term = self._at(tokens, index, date) or self._person_at(tokens, index, date)
            if term:
                found.append(term)
            index = term.end if term else index + 1
        return found

    def held(self, term: Term, date: dt.date | None) -> Row | None:
        """Return the row that says who holds the place, if another state does on that date."""
        return next(
            (
                pattern.row
                for pattern in self._patterns[tokenize(term.row.name)[0].key]
                if pattern.row.kind is RowKind.HELD and pattern.row.name == term.row.name and pattern.row.holds(date)
            ),
            None,
        )

    def _at(self, tokens: tuple[Token, ...], index: int, date: dt.date | None) -> Term | None:
        for pattern in self._patterns.get(tokens[index].key, ()):
            end = index + len(pattern.keys)
            if (
                pattern.row.kind is not RowKind.HELD
                and pattern.capital <= tokens[index].capital
                and pattern.row.holds(date or dt.date.max)
                and tuple(token.key for token in tokens[index:end]) == pattern.keys
            ):
                return Term(pattern.row, index, end)
        return None

    def _person_at(self, tokens: tuple[Token, ...], index: int, date: dt.date | None) -> Term | None:
        if not tokens[index].capital:
            return None
        for length in (3, 2, 1):
            run = tokens[index : index + length]
            if len(run) == length and self._people.with_surname(run[-1].key) and all(t.capital for t in run):
                match = self._people.known(" ".join(token.text for token in run), date)
                if match:
                    return Term(match.row, index, index + length)
        return None


def _forms(row: Row) -> Iterable[str]:
    yield from row.names
    if row.kind is RowKind.DEMONYM:
        yield from (name + "s" for name in row.names if name.endswith(("n", "i", "k")))
