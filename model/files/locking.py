"""One process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from model.errors import QuotestanceError


@contextmanager
def alone(file: Path, busy: QuotestanceError, seconds: float = 0) -> Iterator[None]:
    """Hold a lock file for the block; raises `busy` where another process still holds it after some seconds.

    The system drops the lock when the process ends, however it ends. Raises OSError where the file cannot be made.
    """
    try:
        held = FileLock(file).acquire(timeout=seconds)
    except Timeout as error:
        raise busy from error
    with held:
        yield
