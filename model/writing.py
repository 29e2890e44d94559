"""Files that appear whole under their name, or not at all."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

KEPT_OF_NAME = 40  # characters of a file's name in that of the one beside it, which must not become too long


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """Open a file that appears under its name when the block ends without an error, also when the power goes.

    Symbolic links are followed. A file that is there already gives its mode to the one that replaces it. A device or a
    pipe cannot be replaced, and is written to as the block goes. Raises OSError, IsADirectoryError at once.
    """
    mode = _mode(path)
    opened = path.open("w", encoding="utf-8") if mode and not stat.S_ISREG(mode) else _beside(path, mode)
    with opened as file:
        yield file


@contextmanager
def _beside(path: Path, mode: int | None) -> Iterator[TextIO]:
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name[:KEPT_OF_NAME]}-{secrets.token_hex(4)}")
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


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
