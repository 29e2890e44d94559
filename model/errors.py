"""Everything that a user can do wrong, in one tree; each message names what was wrong, what came, and what to do.

QuotestanceError
├── InputError          a text, item or file of the user's is not what it must be
│   └── RowError        the same, in one line of a file
├── BundleError         a model folder is missing, damaged or of another format
├── RegistryError       a folder of models does not hold what was asked for, or refuses what was asked of it
├── StorageError        the system refuses to read, make or write what the program keeps
├── SettingsError       a setting or configuration is out of its bounds
└── DeviceError         the device or engine asked for is not to be had

What one package alone raises hangs on the same tree and stands there: RefusedError, below RegistryError, of the
registry, BusyError and, an InputError, BadRowsError of retraining, ServiceError of the service's client.
"""

import reprlib
from pathlib import Path

from pydantic import ValidationError


class QuotestanceError(Exception):
    """The root: caught once at each border and shown without a traceback."""


class InputError(QuotestanceError):
    """A text, item or file of the user's is not what it must be."""


class RowError(InputError):
    """One line of a file is wrong; `file:line` comes first, so that editors can jump to it."""

    def __init__(self, path: Path | str, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path, self.line, self.problem = str(path), line, problem


class BundleError(QuotestanceError):
    """A model folder is missing, damaged or of another format."""


class RegistryError(QuotestanceError):
    """The registry does not hold what was asked for, or refuses what was asked of it."""


class StorageError(QuotestanceError):
    """The system refuses to read, make or write what the program keeps."""


class SettingsError(QuotestanceError):
    """A setting or configuration is out of its bounds."""


class DeviceError(QuotestanceError):
    """The device or engine asked for is not to be had."""


def first_fault(error: ValidationError, whole: str = "") -> str:
    """Return in words what pydantic found wrong first: the place, the rule, and the value unless it is an object.

    `whole` is the place where no single field is at fault.
    """
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"])) or whole
    rule = first["msg"].removeprefix("Value error, ")
    got = "" if isinstance(first["input"], dict) else f", got {reprlib.repr(first['input'])}"
    return f"{place + ': ' if place else ''}{rule}{got}"


def said(error: Exception) -> str:
    """Return the first line of what an error of another library says, with its kind, which often says more."""
    first = str(error).partition("\n")[0].rstrip(": ")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
