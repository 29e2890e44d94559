"""The table of sides, and the order in which its answers are sought."""

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from model.errors import RowError
from model.labels import Side
from model.memory import LONGEST
from model.sides.clues import best_clue
from model.sides.context import Surroundings, features, guess
from model.sides.description import Clue
from model.sides.name_forms import FORMS, SURE, side_of_form
from model.sides.nearby import look
from model.sides.people import Match, People
from model.sides.phrase import PREPOSITIONS, tokenize
from model.sides.plain import is_given, is_kin
from model.sides.rows import BODIES, PEOPLE, PLACES, STATES, Row, RowKind, read_rows, shipped
from model.sides.terms import Terms
from model.sides.transliteration import fold, name_words, normalise_name
from model.sides.words import word_kinds

TABLES = (STATES, PLACES, BODIES, PEOPLE)
FIRM = 0.75  # from here on the article's own description goes before the table
GUESSED = 0.6  # below this every other guess is wrong (docs/sides.md), and a wrong side is worse than none
GUESS = "guess:"  # how the evidence for a guessed side begins
_FULL_NAME_WORDS = 4
_TORN = ("and ", "or ", "but ")  # the rest of a list, which tells of somebody else
_NAMED = re.compile(r"([^,(]+)(.*)", re.DOTALL)
_OF_KIN = re.compile(r"((?:[A-Z][\w’'-]* ){0,2}[A-Z][\w-]*)['’]s (?:\w+ )?([\w-]+)")


@dataclass(frozen=True, slots=True)
class SideAnswer:
    """Where a speaker stands, the words that decided it, and the probability that it is right."""

    side: Side
    evidence: str
    confidence: float


UNKNOWN = SideAnswer(Side.UNKNOWN, "", 0.0)


class SideTable:
    """States, places, bodies and people, and where they stand."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._people = People(row for row in rows if row.kind is RowKind.PERSON)
        self._terms = Terms((row for row in rows if row.kind is not RowKind.PERSON), self._people)
        self._look = lru_cache(maxsize=64)(partial(look, self._terms))  # quotations of one article share its head
        self._resolve = lru_cache(maxsize=1 << 15)(self._decide)

    @classmethod
    def load(cls, extra: Path | str | None = None) -> "SideTable":
        """Read the shipped tables, and `extra` over them: its rows replace shipped ones of the same name.

        Raises InputError where `extra` cannot be read, RowError naming file and line where a line of it is wrong.
        """
        rows = [row for table in TABLES for row in shipped(table)]
        return cls(rows if extra is None else _merge(rows, read_rows(Path(extra)), extra))

    def resolve(self, name: str, descriptions: Sequence[str] = (), date: dt.date | None = None) -> SideAnswer:
        """Return where the speaker stands.

        `name` is a person, a role or a body, with or without a description after a comma; `descriptions` are the
        article's own words for the speaker. A firm description decides, then the table, then the name read as a
        description, then a weak description, last the form of the given name; what none of them proves stays unknown.
        """
        short = len(name) + sum(map(len, descriptions)) <= LONGEST
        return (self._resolve if short else self._decide)(name, tuple(descriptions), date)

    def guess(self, name: str, around: Surroundings, date: dt.date | None = None) -> SideAnswer:
        """Return the likeliest side by what the text names near the speaker, for one whom `resolve` leaves unknown.

        Where the text names nobody and nothing of that side there is no evidence, and the side stays unknown.
        """
        found = guess(name, around, self._look, date)
        if found.confidence < GUESSED or not found.names:
            return UNKNOWN
        names = f": {', '.join(found.names)}"
        return SideAnswer(found.side, f"{GUESS} by the text around{names}", found.confidence)

    def features(self, name: str, around: Surroundings) -> Mapping[Side, tuple[str, ...]]:
        """Return what a guess is weighed from, for fitting."""
        return features(name, around, self._look, None)

    def _decide(self, name: str, descriptions: tuple[str, ...], date: dt.date | None) -> SideAnswer:
        bare, inner = _split(name)
        described, text = self._best((*descriptions, *inner), date)
        first, both, _ = bare.partition(" and ")  # of two who speak together
        match = self._find(first, date) or (self._find(bare, date) if both else None)
        if described and (_is_firm(described, text, match) or (match and _is_namesake(first, match, described))):
            return _by_article(described, text)
        if match:
            return _by_table(match)
        own = self._read_name(bare, date)
        if own and own.kind is RowKind.PLACE and _is_described_otherwise(bare, descriptions):
            own = None
        if own:
            return SideAnswer(own.side, f"name: ‘{bare}’ ({own.names})", own.score)
        if described:
            return _by_article(described, text)
        kin = _OF_KIN.fullmatch(bare)  # Olena Koval's mother stands where she does, unless something is told of herself
        return self._decide(kin[1], (), date) if kin and is_kin(kin[2]) else _by_form(first)

    def _best(self, texts: Sequence[str], date: dt.date | None) -> tuple[Clue | None, str]:
        """Return the strongest clue of several descriptions, and the one that it stands in."""
        whole = (text for text in texts if not text.startswith(_TORN))
        clues = [(clue, text) for text in whole if (clue := best_clue(text, self._terms, date))]
        return max(clues, key=lambda pair: pair[0].score, default=(None, ""))

    def _find(self, bare: str, date: dt.date | None) -> Match | None:
        """Look up the name, and the name that follows a role: "Foreign Minister Sergei Lavrov"."""
        words = bare.split()
        start = len(words)
        while start and words[start - 1][:1].isupper():
            start -= 1
        if any(word.lower() in PREPOSITIONS for word in words[:start]):  # "critics of Vladimir Putin"
            start = len(words)
        for name in dict.fromkeys((bare, *(" ".join(words[-n:]) for n in (3, 2) if n <= len(words) - start))):
            match = self._people.find(name, date)
            if match:
                return match
        return None

    def _read_name(self, bare: str, date: dt.date | None) -> Clue | None:
        """Return what a name proves by its own words: "Russian soldier", but not "Jack London"."""
        clue = best_clue(bare, self._terms, date)
        if clue is None or clue.names == bare or not _is_personal(bare):
            return clue
        given = is_given(bare.split(maxsplit=1)[0])  # Olha Holod, not the outlet
        surname = clue.kind is RowKind.BODY and given and bare.endswith(clue.names)
        return clue if clue.kind in (RowKind.DEMONYM, RowKind.BODY, None) and not surname else None


def _is_firm(clue: Clue, text: str, match: Match | None) -> bool:
    """Say whether what the clue in the description `text` proves goes before what the table has."""
    if clue.score < FIRM or match is None or not match.whole:
        return clue.score >= FIRM
    # A headline runs on: "... just getting started in Ukraine Vladimir Putin has said".
    stray = clue.names == text
    return not stray and not _is_post(clue, match)


def _is_post(clue: Clue, match: Match) -> bool:
    """Say whether a clue is but the held place where somebody is, which does not tell whom he serves there.

    Ivan Fedorov too was called "mayor of occupied Melitopol", and whom Moscow appointed "governor of Kherson".
    """
    there = clue.kind is RowKind.PLACE and clue.names.split()[0] in match.row.role
    return there or clue.kind is RowKind.HELD


def _is_namesake(name: str, match: Match, clue: Clue) -> bool:
    """Say whether spelling and article together speak against the table: an Andriy of Kyiv is no Andrey of Moscow."""
    spelt = name_words(name)[0] in {name_words(other)[0] for other in match.row.names}
    form = side_of_form(name)
    against = form is not None and form[0] is clue.side is not match.row.side
    return against and not spelt and not _is_post(clue, match)


def _is_described_otherwise(bare: str, descriptions: tuple[str, ...]) -> bool:
    """Say whether one word is somebody's name, whatever place is called so: Denver, a medic; Captain Lyon."""
    return bool(descriptions) and " " not in bare and not any(bare in text for text in descriptions)


def _is_personal(bare: str) -> bool:
    """Say whether a name looks like a person's: "Jack London" is not a word about London."""
    tokens, kinds = tokenize(bare), word_kinds()
    plain = all(token.capital and not token.possessive and token.word not in kinds for token in tokens)
    return plain and 1 < len(tokens) <= _FULL_NAME_WORDS


def _split(name: str) -> tuple[str, tuple[str, ...]]:
    """Part a name from the description that follows a comma or stands in brackets."""
    match = _NAMED.match(name.strip())
    if not match:
        return name, ()
    rest = match[2].strip(" ,()")
    return match[1].strip(), (rest,) if rest else ()


def _by_article(clue: Clue, text: str) -> SideAnswer:
    return SideAnswer(clue.side, f"article: ‘{text}’", clue.score)


def _by_table(match: Match) -> SideAnswer:
    confidence = (0.95 if match.whole else 0.85) * (1.0 if match.current else 0.9)
    return SideAnswer(match.row.side, match.row.describe(), round(confidence, 2))


def _by_form(bare: str) -> SideAnswer:
    found = side_of_form(bare) if len(bare.split()) <= _FULL_NAME_WORDS else None
    if not found:
        return UNKNOWN
    side, given = found
    return SideAnswer(side, f"given name: ‘{given}’ is a {FORMS[side]} form", SURE[side])


def _merge(rows: list[Row], own: list[Row], path: Path | str) -> list[Row]:
    named: dict[tuple[RowKind, str], list[Row]] = {}
    for row in own:
        same = named.setdefault(_key(row), [])
        for other in same:
            if row.overlaps(other):
                raise RowError(
                    path,
                    row.line,
                    f"name {row.name!r} repeats {other.file}:{other.line} for the"
                    " same dates; delete one of them or part their dates with from and to",
                )
        same.append(row)
    spelt = {(row.kind, row.name) for row in rows}
    return [row for row in rows if not _replaces(named.get(_key(row), []), row, spelt)] + own


def _replaces(own: Sequence[Row], row: Row, spelt: Collection[tuple[RowKind, str]]) -> bool:
    """Say whether a user's row takes the place of a shipped one of its key: one spelt just so, if any is."""
    return any(other.name == row.name or (other.kind, other.name) not in spelt for other in own)


def _key(row: Row) -> tuple[RowKind, str]:
    """Return what rows of one kind and name share; of bodies and places each word tells: "Channel 4", "Channel 5"."""
    person = row.kind is RowKind.PERSON
    return row.kind, normalise_name(row.name) if person else " ".join(map(fold, row.name.split()))
