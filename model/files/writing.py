"""Files and folders that appear whole under their name, or not at all."""

import errno
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from model.errors import StorageError

KEPT_OF_NAME = 40  # characters of a name in that of what is made beside it, which must not become too long
OURS = ".quotestance"  # ends the name of a file beside another, so that nobody's own file is taken for one
FORGOTTEN = 24 * 60 * 60.0  # seconds after which nobody can still be writing to a file beside another


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """Open a file that appears under its name when the block ends without an error, also when the power goes.

    Symbolic links are followed. A file that is there already gives its mode to the one that replaces it. A device or a
    pipe cannot be replaced, and is written to as the block goes. Raises OSError, IsADirectoryError at once.
    """
    mode = _mode(path)
    opened = _beside(path, mode) if replaceable(path) else path.open("w", encoding="utf-8")
    with opened as file:
        yield file


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes its name when the block ends without an error. Raises OSError."""
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name[:KEPT_OF_NAME]}-", dir=path.parent))
    try:
        yield beside
        beside.chmod(0o755)  # it was made for its owner alone; a service may be another user
        beside.rename(path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def write_whole(file: Path, text: str) -> None:
    """Write a file that appears whole or not at all, also when the power goes; raises StorageError."""
    with doing(f"write {file}"), whole(file) as out:
        out.write(text)


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Let what the system refuses in the block be a StorageError that says what was being done."""
    try:
        yield
    except shutil.Error as error:  # of a folder that was copied: a list of all that went wrong, or a text
        first = error.args[0][0]
        why = first[-1] if isinstance(first, tuple) else error
        raise StorageError(f"cannot {what}: {why}; mend that and try again") from error
    except OSError as error:
        raise StorageError(f"cannot {what}: {error.strerror or error}; mend that and try again") from error


def replaceable(path: Path) -> bool:
    """Tell a file, or nothing yet, from a device or a pipe; raises OSError, IsADirectoryError for a folder."""
    mode = _mode(path)
    if mode is not None and stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    return mode is None or stat.S_ISREG(mode)


@contextmanager
def _beside(path: Path, mode: int | None) -> Iterator[TextIO]:
    target = Path(os.path.realpath(path))
    _tidy(target)
    beside = target.with_name(f".{target.name[:KEPT_OF_NAME]}-{secrets.token_hex(4)}{OURS}")
    try:
        with beside.open("x", encoding="utf-8") as file:
            if mode is not None:
                beside.chmod(stat.S_IMODE(mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        with suppress(OSError):  # the first error is the one to tell
            beside.unlink()
        raise


def _tidy(target: Path) -> None:
    """Remove what a process that was killed left beside a file long ago."""
    left = re.compile(rf"\.{re.escape(target.name[:KEPT_OF_NAME])}-[0-9a-f]{{8}}{re.escape(OURS)}")
    with suppress(OSError):  # another may have removed it; what is wrong with the folder is told when it is written to
        for file in target.parent.iterdir():
            if left.fullmatch(file.name) and time.time() - file.stat().st_mtime > FORGOTTEN:
                file.unlink()


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
