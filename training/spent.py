"""What a run has cost over all processes that it took: each that is interrupted leaves its share to the next.

One that is killed outright (SIGKILL, a power cut) leaves nothing, and its time is not counted.
"""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from model.errors import InputError, StorageError, first_fault
from model.files.writing import write_whole

SPENT = "spent.json"


class Cost(BaseModel):
    """Seconds of all processes, and the most memory that one of them held."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    seconds: float = 0.0
    memory_mb: int = 0


class Spent:
    """Counts what this process costs beside those before it."""

    def __init__(self, before: Cost, began: float) -> None:
        self._before, self._began = before, began

    def cost(self) -> Cost:
        """Return the cost up to now."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return Cost(
            seconds=self._before.seconds + time.monotonic() - self._began,
            memory_mb=max(self._before.memory_mb, memory),
        )


@contextmanager
def spending(folder: Path, began: float) -> Iterator[Spent]:
    """Count the cost of a block; where the block fails, the cost is left in the folder of its half-done work.

    `began`: the monotonic second since which this process counts. Raises InputError where what was left is damaged.
    """
    spent = Spent(_left(folder / SPENT), began)
    try:
        yield spent
    except BaseException:
        with suppress(StorageError):  # the first error is the one to tell
            write_whole(folder / SPENT, spent.cost().model_dump_json())
        raise


def _left(file: Path) -> Cost:
    try:
        return Cost.model_validate_json(file.read_bytes()) if file.is_file() else Cost()
    except ValidationError as error:
        raise InputError(f"{file} is damaged: {first_fault(error)}; remove it, and its time is not counted") from error
