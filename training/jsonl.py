"""Lines of JSON in files that users give, each fault named by file and line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from model.errors import InputError, RowError, first_fault

Row = TypeVar("Row", bound=BaseModel)
UNREADABLE = "it holds a number of thousands of digits or is nested too deeply; mend it"


def rows(path: Path, schema: type[Row]) -> Iterator[tuple[int, Row]]:
    """Yield (line number, row) of a JSONL file; raises RowError for the first row that is not of the schema."""
    for number, line in lines(path):
        try:
            yield number, schema.model_validate_json(line)
        except ValidationError as error:
            raise RowError(path, number, first_fault(error)) from error


def parsed(line: str) -> Any:
    """Return the value that a line of JSON holds; raises ValueError that says in words why it cannot be read."""
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(UNREADABLE) from error


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line number, line) of a text file without its empty lines and byte order mark; raises InputError."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from ((number, line) for number, line in enumerate(file, 1) if line.strip())
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: {error}; save it as UTF-8") from error
