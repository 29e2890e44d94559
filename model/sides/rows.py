"""Reading and checking the tables of knowledge: one set of columns for states, places, bodies and people.

`name,kind,role,country,side,from,to,aliases,weight`, of which only `name` and `side` must be filled. Dates are written
YYYY, YYYY-MM or YYYY-MM-DD; `from` is inclusive, `to` exclusive; aliases are parted by `|`.
"""

import csv
import datetime
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from model.errors import InputError, RowError
from model.labels import Side

COLUMNS = ("name", "kind", "role", "country", "side", "from", "to", "aliases", "weight")
REQUIRED = ("name", "side")


class RowKind(StrEnum):
    """What a row names; it decides how its name may stand in a description."""

    PERSON = "person"
    STATE = "state"  # a noun: "Ukraine"; before "analyst" it is the subject, not the allegiance
    DEMONYM = "demonym"  # an adjective: "Ukrainian"
    PLACE = "place"
    HELD = "held"  # how officials of a place stand while another state holds it
    BODY = "body"  # a ministry, army, party, firm, paper, institute


@dataclass(frozen=True, slots=True)
class Row:
    """One checked line of a table; `source` is "file:line"."""

    name: str
    kind: RowKind
    side: Side
    role: str = ""
    country: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    aliases: tuple[str, ...] = ()
    weight: int = 1
    source: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)

    def holds(self, date: datetime.date | None) -> bool:
        """Say whether the row is in force on `date`; without a date, whether it is in force to this day."""
        if date is None:
            return self.until is None
        return (self.since is None or self.since <= date) and (self.until is None or date < self.until)

    def describe(self) -> str:
        """Return the row in plain words, for evidence: "table people.csv: Sergei Lavrov, foreign minister of Russia"."""
        return f"table {self.source.rsplit(':', 1)[0]}: {self.name}" + (f", {self.role}" if self.role else "")


def read_rows(path: Path) -> list[Row]:
    """Return the checked rows of a CSV file. Raises InputError for a missing file, RowError for a bad line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the table of sides {path}: {error}; give a readable CSV file in UTF-8") from error
    lines = csv.reader(text.splitlines())
    header = next(lines, [])
    _check_header(path, header)
    return [_parse(path, line, dict(zip(header, values, strict=False)), len(values) - len(header))
            for line, values in enumerate(lines, start=2) if any(values)]


def _check_header(path: Path, header: list[str]) -> None:
    strange = [column for column in header if column not in COLUMNS]
    missing = [column for column in REQUIRED if column not in header]
    if strange or missing:
        problem = f"unknown column {strange[0]!r}" if strange else f"no column {missing[0]!r}"
        raise RowError(path, 1, f"{problem}; the first line names columns from {','.join(COLUMNS)}")


def _parse(path: Path, line: int, cells: dict[str, str], excess: int) -> Row:
    if excess:
        raise RowError(path, line, f"{abs(excess)} cells too {'many' if excess > 0 else 'few'}; quote cells with commas")
    try:
        return _row(cells, f"{path.name}:{line}")
    except ValueError as error:
        raise RowError(path, line, str(error)) from error


def _row(cells: dict[str, str], source: str) -> Row:
    name = cells["name"].strip()
    if not name:
        raise ValueError("the name is empty; give one or delete the line")
    since, until = _date(cells, "from"), _date(cells, "to")
    if since and until and until <= since:
        raise ValueError(f"from {since} is not before to {until}")
    return Row(
        name=name, kind=RowKind(_choice(cells, "kind", [*RowKind], RowKind.PERSON)),
        side=Side(_choice(cells, "side", [*Side], "")), role=cells.get("role", "").strip(),
        country=cells.get("country", "").strip(), since=since, until=until,
        aliases=tuple(alias.strip() for alias in cells.get("aliases", "").split("|") if alias.strip()),
        weight=_weight(cells), source=source,
    )


def _choice(cells: dict[str, str], column: str, allowed: list[str], default: str) -> str:
    value = cells.get(column, "").strip() or default
    if value not in allowed:
        raise ValueError(f"{column} must be one of {', '.join(allowed)}, got {value!r}")
    return value


def _date(cells: dict[str, str], column: str) -> datetime.date | None:
    value = cells.get(column, "").strip()
    if not value:
        return None
    try:
        return datetime.date.fromisoformat(value + "-01-01"[3 * (value.count("-")):])
    except ValueError:
        raise ValueError(f"{column} must be a date YYYY, YYYY-MM or YYYY-MM-DD, got {value!r}") from None


def _weight(cells: dict[str, str]) -> int:
    value = cells.get("weight", "").strip() or "1"
    if value not in ("1", "2", "3"):
        raise ValueError(f"weight must be 1, 2 or 3 (3: known by surname alone), got {value!r}")
    return int(value)
