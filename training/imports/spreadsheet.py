"""CSV, as programs for tables write it: cells parted by commas, semicolons or tabs, columns named in any case."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from model.corrections import unguarded
from model.errors import InputError
from training.imports.raw import JUDGED, WORDS, Raw

DELIMITERS = (",", ";", "\t")
WHO = {"speaker", "annotator"}  # enough for a row that names the speaker and judges nothing
KNOWN = {*WORDS, *JUDGED, *WHO, "context", "paragraph"}
# What a spreadsheet shows for words that begin with a dash or a plus, which it takes for a formula.
FAILED = {"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#N/A", "#ERROR!"}


def read_csv(path: Path, text: str) -> Iterator[Raw]:
    """Yield the rows; raises InputError where the first line does not name the columns that are wanted."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a whole article may stand in one cell
    # Not csv.DictReader, which makes something of rows that are too short or too long; here they are bad.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text), strict=True)
    header = _checked(path, next(filter(_filled, reader)))
    began = reader.line_num + 1
    try:
        for cells in reader:
            if _filled(cells):
                yield _row(began, header, cells)
            began = reader.line_num + 1
    except csv.Error as error:
        yield Raw(began, {}, f"not CSV: {error}")


def _delimiter(path: Path, text: str) -> str:
    """Return the delimiter that splits the first line into the most columns that we know, or else into the most."""
    headers: dict[str, list[str]] = {}
    wrong = ""
    for delimiter in DELIMITERS:
        try:
            headers[delimiter] = _header(text, delimiter)
        except csv.Error as error:
            wrong = wrong or str(error)
    best = max(headers, key=lambda one: (len(KNOWN & set(headers[one])), len(headers[one])), default="")
    found = headers.get(best, [])
    if wrong and not KNOWN & set(found):
        raise InputError(f"{path}:1: the first line must name the columns, and is not CSV: {wrong}")
    if not found:
        raise InputError(f"{path} is empty; its first line must name the columns")
    return best


def _header(text: str, delimiter: str) -> list[str]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return _names(next(filter(_filled, reader), []))


def _filled(cells: Iterable[str]) -> bool:
    return any(map(str.strip, cells))


def _names(cells: Iterable[str]) -> list[str]:
    """Return the columns' names as we write them: "Stance Text" is `stance_text`."""
    return ["_".join(cell.casefold().replace("-", " ").split()) for cell in cells]


def _checked(path: Path, cells: Iterable[str]) -> list[str]:
    header = _names(cells)
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice:
        raise InputError(f"{path}:1: the column {twice!r} is named twice; keep one of them")
    named = set(header)
    if not named & set(WORDS) or not (named & set(JUDGED) or named >= WHO):
        raise InputError(
            f"{path}:1: the columns wanted are {' or '.join(WORDS)}, and at least one of {', '.join(JUDGED)}; "
            f"found {', '.join(name for name in header if name)}; name them so in the first line"
        )
    return header


def _row(line: int, header: list[str], cells: list[str]) -> Raw:
    if len(cells) != len(header):
        return Raw(line, {}, f"has {len(cells)} cells, the first line names {len(header)} columns")
    fields = {name: unguarded(cell) for name, cell in zip(header, cells, strict=True) if cell != ""}
    failed = next((name for name in WORDS if fields.get(name) in FAILED), None)
    if failed:
        return Raw(line, {}, f"{failed}: a formula that failed, got {fields[failed]!r}; write the words as text")
    return Raw(line, fields)
