"""Reading what the user names and writing what he asks for."""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pydantic import BaseModel, ConfigDict, ValidationError

from model.errors import InputError, RowError
from model.types import Utterance

STDIN = "-"


class Item(BaseModel):
    """One line of the input of `classify`."""

    model_config = ConfigDict(extra="forbid", strict=True)
    id: str | int | None = None
    text: str
    context: str | None = None
    speaker: str | None = None

    def utterance(self) -> Utterance:
        name = None if self.id is None else str(self.id)
        return Utterance(text=self.text, speaker=self.speaker, context=self.context, id=name)


def read_all(name: str) -> str:
    """Return the text of a file or, for "-", of standard input; raises InputError where it is not UTF-8 text."""
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text: byte {error.start} is {data[error.start]:#04x}") from error


def read_items(name: str) -> Iterator[Utterance]:
    """Yield the items of a JSONL file; raises RowError that names file and line."""
    lines = read_all(name).splitlines() if name == STDIN else _lines(Path(name))
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _item(name, number, line)


def _item(name: str, number: int, line: str) -> Utterance:
    try:
        return Item.model_validate_json(line).utterance()
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise RowError(name, number, f"{field + ': ' if field else ''}{first['msg']}, got {line[:80]}") from error


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from file
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: {error}") from error


@contextmanager
def writing(path: Path | None) -> Iterator[TextIO]:
    """Open a file that appears whole, under its name, when the block ends without an error; None is standard output."""
    if path is None:
        yield sys.stdout
        return
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield file
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def write_lines(path: Path | None, lines: Iterable[str]) -> None:
    """Write lines to a file, or to standard output as they come."""
    with writing(path) as file:
        for line in lines:
            print(line, file=file, flush=path is None)
