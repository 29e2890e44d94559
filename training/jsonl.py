"""Lines of JSON in files that users give, each fault named by file and line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from model.errors import InputError, RowError, first_fault
from model.files.named import read_lines
from model.unique import read_unique

Row = TypeVar("Row", bound=BaseModel)
UNREADABLE = "it holds a number of thousands of digits or is nested too deeply; mend it"


def rows(path: Path, schema: type[Row]) -> Iterator[tuple[int, Row]]:
    """Yield (line number, row) of a JSONL file.

    Raises InputError where it cannot be read, RowError for the first line that is not of the schema.
    """
    for number, line in read_lines(str(path)):
        try:
            row = schema.model_validate_json(line)
            parsed(line)  # which finds doubled keys
        except ValidationError as error:
            raise RowError(path, number, first_fault(error) + _expected(error, schema)) from error
        except ValueError as error:
            raise RowError(path, number, str(error)) from error
        yield number, row


def _expected(error: ValidationError, schema: type[BaseModel]) -> str:
    """Return what a line must have and what it has, where it lacks a field: the file may be of another kind."""
    first = error.errors()[0]
    if first["type"] != "missing" or len(first["loc"]) > 1:
        return ""
    wanted = ", ".join(name for name, field in schema.model_fields.items() if field.is_required())
    return f"; every line must have {wanted}; this one has {', '.join(first['input']) or 'nothing'}"


def parsed(line: str) -> Any:
    """Return the value that a line of JSON holds; raises ValueError that says in words why it cannot be read.

    A key that stands twice in one object is such a reason: which of two labels was meant nobody can tell.
    """
    try:
        return read_unique(line)
    except InputError as error:  # of a doubled key
        raise ValueError(str(error)) from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(UNREADABLE) from error
