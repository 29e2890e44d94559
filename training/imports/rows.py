"""From a file in any of the formats to flat rows, each with the line it began in."""

import json
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from model.errors import InputError
from model.unique import DECODER
from training.imports import argilla, label_studio
from training.imports.raw import Fields, Raw
from training.imports.spreadsheet import read_csv
from training.jsonl import UNREADABLE, parsed

__all__ = ["Format", "Raw", "read_rows"]
CSV_NAMES = {".csv", ".tsv"}
_VALUE = re.compile(r"[^, \t\r\n]")


class Format(StrEnum):
    """How labels are written down; `auto` looks at the name and the first object."""

    AUTO = "auto"
    JSONL = "jsonl"
    CSV = "csv"
    LABEL_STUDIO = "label-studio"
    ARGILLA = "argilla"


def read_rows(path: Path, wanted: Format = Format.AUTO) -> Iterator[Raw]:
    """Yield the rows of a file; raises InputError where the file cannot be read at all."""
    text = _text(path)
    if (wanted is Format.AUTO and path.suffix.lower() in CSV_NAMES) or wanted is Format.CSV:
        yield from read_csv(path, text)
        return
    for raw in _objects(path, text):
        if raw.problem:
            yield raw
        else:
            yield from _flat(raw, _opener(raw.fields) if wanted is Format.AUTO else OPENERS[wanted])


def _flat(raw: Raw, opener: Callable[[Fields], list[Fields]]) -> Iterator[Raw]:
    try:
        yield from (Raw(raw.line, fields) for fields in opener(raw.fields))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        yield Raw(raw.line, {}, f"not of the expected shape: {type(error).__name__}: {error}")


OPENERS: dict[Format, Callable[[Fields], list[Fields]]] = {
    Format.JSONL: lambda fields: [fields],
    Format.LABEL_STUDIO: label_studio.answers,
    Format.ARGILLA: argilla.answers,
}


def _opener(fields: Fields) -> Callable[[Fields], list[Fields]]:
    if "data" in fields and ("annotations" in fields or "completions" in fields):
        return label_studio.answers
    if "fields" in fields or any(name.endswith(".responses") for name in fields):
        return argilla.answers
    return OPENERS[Format.JSONL]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: {error}; save it as UTF-8, a table as CSV") from error


def _objects(path: Path, text: str) -> Iterator[Raw]:
    """Yield the objects of JSONL, or of one JSON array, with the lines they begin in."""
    if text.lstrip().startswith("["):
        yield from _array(path, text)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _object(number, line)


def _object(number: int, line: str) -> Raw:
    try:
        return _checked(number, parsed(line))
    except ValueError as error:
        return Raw(number, {}, str(error))


def _array(path: Path, text: str) -> Iterator[Raw]:
    position = text.index("[") + 1
    line, counted = 1, 0  # counted on from row to row: from the beginning each time, long files would take hours
    while True:
        position = _next(text, position)
        line, counted = line + text.count("\n", counted, position), position
        if text.startswith("]", position):
            rest = text[position + 1 :].lstrip()
            if rest:
                line += text.count("\n", position, len(text) - len(rest))
                raise InputError(f"{path}:{line}: something follows the array's ]; put all rows into one array")
            return
        try:
            found, position = DECODER.raw_decode(text, position)
        except json.JSONDecodeError as error:
            # What follows a broken object in an array cannot be told apart any more.
            raise InputError(f"{path}:{line}: not JSON: {error.msg} (line {error.lineno})") from error
        except InputError as error:  # of a doubled key
            raise InputError(f"{path}:{line}: {error}") from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}:{line}: {UNREADABLE}") from error
        yield _checked(line, found)


def _checked(line: int, found: Any) -> Raw:
    return Raw(line, found) if isinstance(found, dict) else Raw(line, {}, f"must be an object, got {str(found)[:60]!r}")


def _next(text: str, position: int) -> int:
    """Return where the next value or bracket stands: past blanks and commas."""
    found = _VALUE.search(text, position)
    return found.start() if found else len(text)
