"""The tables that ship are valid, and a user's own table is merged over them or refused with the place of its fault."""

import csv
import datetime as dt
import re
from collections import defaultdict
from pathlib import Path

import pytest

from model.errors import InputError, RowError
from model.labels import Side
from model.sides import SideTable, normalise_name
from model.sides.name_forms import name_forms
from model.sides.people import surname
from model.sides.rows import COLUMNS, Row, RowKind, read_rows
from model.sides.table import TABLES
from model.sides.transliteration import DATA, fold, given_names
from model.sides.words import word_kinds


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own.csv"


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("table", TABLES)
def test_no_row_that_ships_repeats_another_on_the_same_dates(table: str) -> None:
    bearers: dict[tuple[RowKind, str], list[Row]] = defaultdict(list)
    for row in read_rows(DATA / table):
        bearers[row.kind, row.name].append(row)
    repeated = [
        (a.line, b.line) for rows in bearers.values() for i, a in enumerate(rows) for b in rows[:i] if a.overlaps(b)
    ]
    assert repeated == []


@pytest.mark.parametrize("table", TABLES)
def test_rows_that_ship_lie_within_living_memory(table: str) -> None:
    days = [day for row in read_rows(DATA / table) for day in (row.since, row.until) if day]
    assert all(dt.date(1900, 1, 1) <= day <= dt.date(2026, 12, 31) for day in days)


def test_every_person_that_ships_bears_a_role_and_a_side() -> None:
    people = [row for row in read_rows(DATA / "people.csv") if row.kind is RowKind.PERSON]
    assert [row.line for row in people if not row.role or row.side is Side.UNKNOWN] == []
    assert len(people) >= 4000
    assert sum(bool(row.since or row.until or re.search(r"\d{4}", row.role)) for row in people) >= 700


def test_every_person_that_ships_is_found_by_name_on_some_side() -> None:
    table = SideTable.load()
    lost = [row.name for row in read_rows(DATA / "people.csv") if table.resolve(row.name).side is Side.UNKNOWN]
    assert lost == []


def test_the_lists_of_words_and_given_names_ship_valid() -> None:
    assert word_kinds()
    assert given_names()[fold("Joe")] == given_names()[fold("Iosif")]
    with (DATA / "name_forms.csv").open(encoding="utf-8") as lines:
        forms = [row[0] for row in csv.reader(lines)][1:]
    assert len(forms) == len(set(forms)) == len(name_forms())
    assert all(form.isascii() and form == form.lower() for form in forms)


def test_a_users_row_replaces_no_other_name(own: Path) -> None:
    write(own, "name,kind,side", "Channel 4,body,west", "Channel 9,body,other", "Andrei Kostin,person,west")
    table, shipped = SideTable.load(own), SideTable.load()
    for name in ("Channel 5", "First Channel", "Andriy Kostin"):
        assert table.resolve(name) == shipped.resolve(name)
    assert table.resolve("Channel 4").side is table.resolve("Andrei Kostin").side is Side.WEST


def test_a_users_table_adds_and_replaces_rows(own: Path) -> None:
    write(own, "name,side,role", "Xyzzy Plugh,west,mayor of Nowhere", "Sergei Lavrov,other,somebody else")
    table = SideTable.load(own)
    assert table.resolve("Xyzzy Plugh").evidence == "table own.csv: Xyzzy Plugh, mayor of Nowhere"
    assert table.resolve("Sergey Lavrov").side is Side.OTHER
    assert SideTable.load().resolve("Sergei Lavrov").side is Side.RUSSIA


def test_a_users_row_may_name_two(own: Path) -> None:
    table = SideTable.load(write(own, "name,side", "Xyzzy and Plugh,west"))
    assert table.resolve("Xyzzy and Plugh").side is Side.WEST


def test_a_users_table_may_hold_bodies_aliases_and_dates(own: Path) -> None:
    write(own, "name,kind,side,from,to,aliases", "Plugh Council,body,west,2020,2021-06,Council of Plugh|PLGH")
    table = SideTable.load(own)
    assert table.resolve("spokesman for PLGH", (), dt.date(2021, 5, 31)).side is Side.WEST
    assert table.resolve("spokesman for PLGH", (), dt.date(2021, 6, 1)).side is Side.UNKNOWN


def test_a_users_person_may_change_sides(own: Path) -> None:
    write(own, "name,side,from,to", "Xyzzy Plugh,ukraine,,2014", "Xyzzy Plugh,russia,2014,")
    table = SideTable.load(own)
    assert table.resolve("Xyzzy Plugh", (), dt.date(2013, 12, 31)).side is Side.UKRAINE
    assert table.resolve("Xyzzy Plugh", (), dt.date(2014, 1, 1)).side is Side.RUSSIA


@pytest.mark.parametrize(
    ("lines", "line", "parts"),
    [
        (("name,side", "Xyzzy,east"), 2, ["side", "'east'", "ukraine, russia, west, other, unknown"]),
        (("name,side,kind", "Xyzzy,west,planet"), 2, ["kind", "'planet'", "person", "body"]),
        (("name,side,from", "Xyzzy,west,last year"), 2, ["from", "'last year'", "YYYY-MM-DD"]),
        (("name,side,to", "A,west,", "Xyzzy,west,2014-13"), 3, ["to", "'2014-13'"]),
        (("name,side,from,to", "Xyzzy,west,2015,2014"), 2, ["from 2015", "to 2014"]),
        (("name,side,weight", "Xyzzy,west,9"), 2, ["weight", "'9'", "1, 2, 3"]),
        (("name,side", ",west"), 2, ["name", "empty"]),
        (("name,side", "Xyzzy"), 2, ["1 cells too few"]),
        (("name,side", "Xyzzy, mayor,west"), 2, ["1 cells too many", "quote"]),
        (("name,colour", "Xyzzy,red"), 1, ["'colour'", ",".join(COLUMNS)]),
        (("name", "Xyzzy"), 1, ["'side'"]),
        (("name;side", "Xyzzy;west"), 1, ["'name;side'", "by commas, not by ';'"]),
        (("name\tside", "Xyzzy\twest"), 1, ["by commas, not by '\\t'"]),
        (("name,side", "Xyzzy;west"), 2, ["1 cells too few", "by commas, not by ';'"]),
        (("name,side,side", "Xyzzy,west,russia"), 1, ["'side' stands twice"]),
        (("name,side", "Serhiy Xyzzy,west", "Sergei Xyzzy,russia"), 3, ["'Sergei Xyzzy'", "own.csv:2"]),
        (("name,side,role", "A,west,", 'Xyzzy,west,"mayor', "B,west,"), 3, ["not CSV", "close the quotation mark"]),
        (("name,side,role", 'Xyzzy,west,"mayor', *["B,west,"] * 20_000), 2, ["not CSV", "close the quotation mark"]),
        (("name,side", '"Xyzzy "the Hawk" Plugh",west'), 2, ["not CSV", "double one inside"]),
        (('"name,side', "Xyzzy,west"), 1, ["not CSV"]),
    ],
)
def test_a_fault_in_a_users_table_is_named_with_its_place(
    own: Path, lines: tuple[str, ...], line: int, parts: list[str]
) -> None:
    with pytest.raises(RowError) as caught:
        SideTable.load(write(own, *lines))
    message = str(caught.value)
    assert message.startswith(f"{own}:{line}: ")
    assert [part for part in parts if part not in message] == []


def test_a_mark_inside_a_cell_that_begins_without_one_is_a_character(own: Path) -> None:
    [row] = read_rows(write(own, "name,side", 'Xyzzy "Hawk" Plugh,west'))
    assert row.name == 'Xyzzy "Hawk" Plugh'


def test_a_cell_over_two_lines_keeps_its_words_apart_and_the_count_of_lines(own: Path) -> None:
    table = ("name,side,role", '"Xyzzy', 'Plugh",russia,"mayor of', 'Colossal\u2028Cave"', "Frobozz Magic,west,")
    [first, second] = read_rows(write(own, *table))
    assert (first.name, first.role, first.file, first.line) == ("Xyzzy Plugh", "mayor of Colossal Cave", "own.csv", 2)
    assert (second.file, second.line) == ("own.csv", 5)
    with pytest.raises(RowError, match=r"own\.csv:5: side"):
        read_rows(write(own, *table[:-1], "Frobozz Magic,east,"))


def test_a_table_that_cannot_be_read_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.csv"):
        SideTable.load(tmp_path / "missing.csv")
    (tmp_path / "binary.csv").write_bytes(b"name,side\n\xff\xfe,west\n")
    with pytest.raises(InputError, match="UTF-8"):
        SideTable.load(tmp_path / "binary.csv")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Zelensky", "Zelenskyy"),
        ("Haidai", "Gaidai"),
        ("Gorbachev", "Gorbachov"),
        ("Yermak", "Ermak"),
        ("Sergei Shoigu", "Сергей Шойгу"),
        ("President Joe Biden", "Joe R. Biden"),
    ],
)
def test_variants_of_one_name_share_a_key(first: str, second: str) -> None:
    assert normalise_name(first) == normalise_name(second)


@pytest.mark.parametrize(("first", "second"), [("Lavrov", "Lavrin"), ("Ivan Petrenko", "Petro Petrenko")])
def test_different_names_keep_different_keys(first: str, second: str) -> None:
    assert normalise_name(first) != normalise_name(second)


def test_the_see_of_a_patriarch_is_nobody_s_surname() -> None:
    assert SideTable.load().resolve("Moscow").evidence.startswith("name:")
    assert SideTable.load().resolve("Xyzzy Moscow").side is Side.UNKNOWN


def test_a_particle_belongs_to_the_surname_however_many_letters_it_has() -> None:
    assert surname(normalise_name("Amélie della Torre")) == normalise_name("della Torre")
    assert surname(normalise_name("Ben Wallace")) == normalise_name("Wallace")
