"""Finding people by name, whole or by surname, in whatever spelling."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from model.sides.plain import is_given, is_noun, is_title, names_place
from model.sides.rows import BEST_KNOWN, Row
from model.sides.transliteration import PARTICLES, fold, name_words, normalise_name

SURNAME_ALONE = 2  # the weight from which a person is meant by the bare surname inside other words
_PARTICLES = frozenset(map(fold, PARTICLES - {"ben"}))  # a given name as often: Ben Wallace


@dataclass(frozen=True, slots=True)
class Match:
    row: Row
    whole: bool  # the given name agrees too
    current: bool  # the row is in force on the date asked for


class People:
    """An index of persons. Rows of one name that differ in years are one person at different times."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._whole: dict[str, list[Row]] = defaultdict(list)
        self._surname: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self._add(row)

    def _add(self, row: Row) -> None:
        keys = dict.fromkeys(map(normalise_name, row.names))
        for key in keys:
            self._whole[key].append(row)
        for key in dict.fromkeys(surname(key) for key in keys if " of " not in key):  # not "Moscow": Kirill of Moscow
            self._surname[key].append(row)

    def find(self, name: str, date: dt.date | None = None) -> Match | None:
        """Return the person whom `name` most likely means, or None where nobody or too many fit.

        A given name that differs is another person; a surname alone finds somebody where all its bearers stand on
        one side or one of them is by far the best known; one that is a given name or a noun too ("Kelly", "Baker"),
        only the best known.
        """
        key = normalise_name(name)
        rows = self._whole.get(key) or self._whole.get(_ends(key), [])
        if rows and " " in key:
            return _match(rows, date, given=name_words(name)[0])
        rows = rows or (self._surname.get(key, []) if surname(key) == key else [])
        return _match(_prominent(_meant(name, rows)), date)

    def known(self, name: str, date: dt.date | None = None) -> Match | None:
        """Return the person meant by `name` inside other words: a whole name, or the surname of a well-known one."""
        match = self.find(name, date)
        return match if match and (match.whole or match.row.weight >= SURNAME_ALONE) else None

    def with_surname(self, key: str) -> bool:
        """Say whether a folded word is a surname or a whole name here; a cheap first test."""
        return len(key) > 2 and key in self._surname  # noqa: PLR2004 - "II", "al"


def surname(key: str) -> str:
    """Return the last word of a normalised name with the particles before it: "von der leien"."""
    words = key.split()
    start = len(words) - 1
    while start > 0 and words[start - 1] in _PARTICLES:
        start -= 1
    return " ".join(words[start:])


def _ends(key: str) -> str:
    """Return the given name and the surname without what stands between."""
    words = key.split()
    return f"{words[0]} {surname(key)}" if len(words) > 1 else key


def _meant(name: str, rows: list[Row]) -> list[Row]:
    """Return the rows that a name of one word may mean: of given names and nouns only the best known bearers."""
    word = name_words(name)[-1:]
    if not rows or not word or word[0][:1].islower() or is_title(name) or names_place(name):
        return []
    if not is_given(word[0]) and not is_noun(word[0]):
        return rows
    return [row for row in rows if row.weight >= BEST_KNOWN or _is_written(name, row)]


def _is_written(name: str, row: Row) -> bool:
    """Say whether a row is called just so: "Prince William", and "Onufriy" of him who has no other name."""
    return name == row.name or (name in row.names and (row.weight >= SURNAME_ALONE or " " in name))


def _prominent(rows: list[Row]) -> list[Row]:
    """Return the rows of one side, or of the one bearer who outweighs all others; empty where neither is so."""
    if len({row.side for row in rows}) <= 1 or len({row.name for row in rows}) == 1:
        return rows
    top = max(row.weight for row in rows)
    best = [row for row in rows if row.weight == top]
    return best if len({row.name for row in best}) == 1 else []


def _match(rows: list[Row], date: dt.date | None, given: str = "") -> Match | None:
    """Return the best row; of namesakes (Andriy Kostin, Andrei Kostin) the one spelt like `given`."""
    if not rows:
        return None
    current = [row for row in rows if row.holds(date)]

    def rank(row: Row) -> tuple[bool, int, dt.date]:
        return row.name.startswith(f"{given} "), row.weight, row.since or dt.date.min

    return Match(max(current or rows, key=rank), bool(given), bool(current))
