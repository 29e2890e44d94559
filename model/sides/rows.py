"""Reading and checking the tables of knowledge: one set of columns for states, places, bodies and people.

`name,kind,role,country,side,from,to,aliases,weight`, of which only `name` and `side` must be filled. Dates are written
YYYY, YYYY-MM or YYYY-MM-DD; `from` is inclusive, `to` exclusive; aliases are parted by `|`.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from model.errors import InputError, RowError
from model.labels import Side
from model.sides.transliteration import DATA

T = TypeVar("T")
COLUMNS = ("name", "kind", "role", "country", "side", "from", "to", "aliases", "weight")
PEOPLE, BODIES, PLACES, STATES = "people.csv", "bodies.csv", "places.csv", "states.csv"
REQUIRED = ("name", "side")
_OTHER_MARKS = (";", "\t", "|")  # between the cells of tables that are not parted by commas
_EMPTY = dict.fromkeys(COLUMNS, "")


class RowKind(StrEnum):
    """What a row names; it decides how its name may stand in a description."""

    PERSON = "person"
    STATE = "state"  # a noun: "Ukraine"; before "analyst" it is the subject, not the allegiance
    DEMONYM = "demonym"  # an adjective: "Ukrainian"
    PLACE = "place"
    HELD = "held"  # how officials of a place stand while another state holds it
    BODY = "body"  # a ministry, army, party, firm, paper, institute


_KINDS = {str(kind): kind for kind in RowKind}
_SIDES = {str(side): side for side in Side}
BEST_KNOWN = 3  # the weight of who is meant by the surname alone
_WEIGHTS = {"1": 1, "2": 2, "3": 3}


@dataclass(frozen=True, slots=True)
class Row:
    """One checked line of a table; `file` and `line` say where it stands."""

    name: str
    kind: RowKind
    side: Side
    role: str = ""
    country: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    aliases: tuple[str, ...] = ()
    weight: int = 1  # 3: meant by the surname alone, before other bearers; 2: known by it inside other words
    file: str = ""
    line: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)

    def holds(self, date: dt.date | None) -> bool:
        """Say whether the row is in force on `date`; without a date, whether it is in force to this day."""
        if date is None:
            return self.until is None
        return (self.since is None or self.since <= date) and (self.until is None or date < self.until)

    def overlaps(self, other: "Row") -> bool:
        """Say whether there is a date on which both rows are in force."""
        first, last = dt.date.min, dt.date.max
        return max(self.since or first, other.since or first) < min(self.until or last, other.until or last)

    def describe(self) -> str:
        """Return the row in plain words, for evidence: "table people.csv: Jane Doe, minister of health"."""
        return f"table {self.file}: {self.name}" + (f", {self.role}" if self.role else "")


@cache
def shipped(table: str) -> tuple[Row, ...]:
    """Return the rows of a table that ships with the package, read on the first call; raises as `read_rows` does."""
    return tuple(read_rows(DATA / table))


def read_rows(path: Path) -> list[Row]:
    """Return the checked rows of a CSV file. Raises InputError for a missing file, RowError for a bad line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot read the table of sides {path}: {error}; give a readable CSV file in UTF-8"
        ) from error
    lines = _numbered(path, text)
    _, header = next(lines, (1, []))
    _check_header(path, header)
    return [_parse(path, began, header, values) for began, values in lines if any(values)]


def _numbered(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of cells, each with the number of its first line, since a quoted cell may go over several."""
    rows, began = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in rows:
            yield began, cells
            began = rows.line_num + 1
    except csv.Error as error:  # of an open quotation mark, which would else swallow the rows below
        what = "close the quotation mark of a cell that begins here, and double one inside it"
        raise RowError(path, began, f"not CSV: {error}; {what}") from error


def pairs(path: Path, allowed: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines of a CSV file of two columns below their head, the second one of `allowed`. Raises RowError."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        head = ",".join(next(rows, []))
        for line, row in enumerate(rows, start=2):
            if len(row) != 2 or row[1] not in allowed:  # noqa: PLR2004 - two columns
                raise RowError(path, line, f"a line is {head}, the second one of {', '.join(allowed)}; got {row!r}")
            yield row[0], row[1]


def _check_header(path: Path, header: list[str]) -> None:
    faults = (
        *(f"unknown column {column!r}{_parted(column)}" for column in header if column not in COLUMNS),
        *(f"no column {column!r}" for column in REQUIRED if column not in header),
        *(f"column {column!r} stands twice" for column in COLUMNS if header.count(column) > 1),
    )
    if faults:
        raise RowError(path, 1, f"{faults[0]}; the first line names columns from {','.join(COLUMNS)}")


def _parted(cell: str) -> str:
    """Return what to do about a line that was read as one cell, since other marks than commas part its own."""
    mark = next((mark for mark in _OTHER_MARKS if mark in cell), None)
    return "" if mark is None else f": separate the cells by commas, not by {mark!r}"


def _parse(path: Path, line: int, header: list[str], values: list[str]) -> Row:
    excess = len(values) - len(header)
    if excess:
        what = "many; quote cells with commas" if excess > 0 else f"few{_parted(values[0])}"
        raise RowError(path, line, f"{abs(excess)} cells too {what}")
    cells = _EMPTY | dict(zip(header, (" ".join(value.split()) for value in values), strict=True))
    try:
        return _row(cells, path.name, line)
    except ValueError as error:
        raise RowError(path, line, str(error)) from error


def _row(cells: dict[str, str], file: str, line: int) -> Row:
    if not cells["name"]:
        raise ValueError("the name is empty; give one or delete the line")
    since, until = _date(cells, "from"), _date(cells, "to")
    if since and until and until <= since:
        raise ValueError(f"from {since} is not before to {until}")
    return Row(
        name=cells["name"],
        kind=_choice(_KINDS, "kind", cells["kind"] or "person"),
        side=_choice(_SIDES, "side", cells["side"]),
        role=cells["role"],
        country=cells["country"],
        since=since,
        until=until,
        aliases=_aliases(cells["aliases"]),
        weight=_choice(_WEIGHTS, "weight", cells["weight"] or "1"),
        file=file,
        line=line,
    )


def _aliases(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, cell.split("|")))) if cell else ()


def _choice(allowed: dict[str, T], column: str, value: str) -> T:
    if value not in allowed:
        raise ValueError(f"{column} must be one of {', '.join(allowed)}, got {value!r}")
    return allowed[value]


def _date(cells: dict[str, str], column: str) -> dt.date | None:
    value = cells[column]
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value + "-01-01"[3 * value.count("-") :])
    except ValueError:
        raise ValueError(f"{column} must be a date YYYY, YYYY-MM or YYYY-MM-DD, got {value!r}") from None
