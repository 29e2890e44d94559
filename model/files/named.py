"""Reading what the user names and writing what he asks for."""

import os
import reprlib
import stat
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from pydantic import ValidationError

from model.errors import InputError, RowError, first_fault
from model.files.writing import replaceable, whole
from model.items import Item, check_lengths
from model.types import Utterance
from model.unique import read_unique

STDIN = "-"
WANTED = 'every line must be an item in JSON, such as {"text": "..."}'


def read_all(name: str) -> str:
    """Return the text of a file or, for "-", of standard input; raises InputError where it is not UTF-8 text."""
    with _reading(name) as file:
        data = file.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = f"byte {error.start} is {data[error.start]:#04x}"
        raise InputError(f"{_shown(name)} is not UTF-8 text: {said}; save it as UTF-8") from error


def read_items(name: str) -> Iterator[Utterance]:
    """Yield the items of a JSONL file, or for "-" of standard input, reading no further ahead than the next line.

    Raises InputError where nothing can be read, RowError that names file and line where a line is no item.
    """
    for number, line in read_lines(name):
        try:
            item = Item.model_validate_json(line)
            read_unique(line)
            check_lengths(item)
        except ValidationError as error:
            raise RowError(name, number, first_fault(error) + _hint(error)) from error
        except InputError as error:
            raise RowError(name, number, str(error)) from error
        yield item.utterance()


def _hint(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "missing":  # the field may be there under another name
        return f"; this line has {reprlib.repr(list(first['input']))}"
    return "" if first["loc"] else f"; {WANTED}"


def read_lines(name: str) -> Iterator[tuple[int, str]]:
    """Yield (line number, line) of a file or, for "-", of standard input, but for blank lines.

    Nothing but a line feed ends a line, since JSON lets all other such characters stand in a text. Raises InputError
    where nothing can be read, RowError where a line is not UTF-8 text.
    """
    with _reading(name) as file:
        for number, line in enumerate(file, 1):
            row = line.removeprefix(BOM_UTF8) if number == 1 else line
            if row.strip():
                yield number, _decoded(name, number, row)


def count_items(name: str) -> int | None:
    """Return how many items a file holds, every line of it checked, or None for what can be read only once.

    Raises what `read_items` raises.
    """
    return None if name == STDIN or _read_once(name) else sum(1 for _ in read_items(name))


def check_readable(*names: str | Path | None) -> None:
    """Raise InputError where one of the files named cannot even be opened; a pipe, read only once, is left alone."""
    for name in (str(name) for name in names if name is not None):
        if not _read_once(name):
            with _reading(name):
                pass


def check_files(*names: Path | None) -> None:
    """Raise InputError where one of the files named cannot be opened, or is a pipe or device.

    What is read a second time, to be hashed say, a pipe has no more, or only from the middle on.
    """
    for name in map(str, filter(None, names)):
        if name == STDIN or _read_once(name):
            raise InputError(f"{_shown(name)} must be a file, since it is read twice; write it to one first")
    check_readable(*names)


def _read_once(name: str) -> bool:
    try:
        mode = Path(name).stat().st_mode
    except OSError:  # what is wrong with the input is told when it is read
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _decoded(name: str, number: int, row: bytes) -> str:
    try:
        return row.decode()
    except UnicodeDecodeError as error:
        said = f"byte {error.start} of the line is {row[error.start]:#04x}"
        raise RowError(name, number, f"not UTF-8 text: {said}; save the file as UTF-8") from error


@contextmanager
def _reading(name: str) -> Iterator[BinaryIO]:
    try:
        if not name:  # which would else be the folder that one is in
            raise InputError("cannot read a file whose name is empty; name one, or - for standard input")
        if name != STDIN:
            with Path(name).open("rb") as file:
                yield file
        elif sys.stdin is None:  # what Python makes of a standard input that was closed
            raise InputError("standard input is closed; name a file, or pipe one in")
        else:
            yield sys.stdin.buffer
    except OSError as error:
        raise InputError(
            f"cannot read {_shown(name)}: {error.strerror or error}; mend that or name another file"
        ) from error


def _shown(name: str | Path) -> str:
    return "standard input" if name == STDIN else str(name)


def apart(output: Path | None, *inputs: str | Path | None) -> None:
    """Raise InputError where the output cannot be a file, or is one of the inputs, under whatever name or link."""
    if output is None:
        return
    with saying(output):
        replaceable(output)
        Path(os.path.realpath(output)).parent.stat()
    if not output.is_file():
        return
    for name in inputs:
        if name is not None and _same(name, output):
            raise InputError(f"{_shown(name)} is read and {output} written, and they are one file; name another output")


def _same(name: str | Path, output: Path) -> bool:
    try:
        read = os.fstat(sys.stdin.fileno()) if name == STDIN else Path(name).stat()
    except (OSError, AttributeError):  # what is wrong with the input is told when it is read
        return False
    return os.path.samestat(read, output.stat())


@contextmanager
def saying(path: Path) -> Iterator[None]:
    """Turn what the system has against writing a file into InputError."""
    try:
        yield
    except IsADirectoryError as error:
        raise InputError(f"cannot write {path}: it is a folder; name a file") from error
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}; name another file") from error


@contextmanager
def writing(path: Path | None) -> Iterator[TextIO]:
    """Open a file that appears whole, under its name, when the block ends without an error; None is standard output.

    Raises InputError where the file cannot be written, at once where it cannot even be opened.
    """
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with saying(path), whole(path) as file:
        yield file


def write_lines(path: Path | None, lines: Iterable[str]) -> None:
    """Write lines to a file, or to standard output as they come; none is asked for before the file is open."""
    with writing(path) as file:
        for line in lines:
            print(line, file=file, flush=path is None)
