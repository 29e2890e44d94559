"""What a name means in a registry now, and every move that led there."""

import getpass
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from model.errors import RegistryError, first_fault
from model.files.writing import doing


class Move(BaseModel):
    """One change of what an alias means."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["promote", "rollback"]
    version: str
    at: str
    by: str
    reason: str = ""
    forced: bool = False


class Alias(BaseModel):
    """A name with all its moves, oldest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    moves: tuple[Move, ...]

    @model_validator(mode="after")
    def _means_something(self) -> "Alias":
        if not self.standing:
            raise ValueError("it holds no moves")
        return self

    @property
    def version(self) -> str:
        return self.moves[-1].version

    @property
    def standing(self) -> tuple[str, ...]:
        """Return the promoted versions that were not rolled back, oldest first; the last one is current."""
        stack: list[str] = []
        for move in self.moves:
            if move.kind == "promote":
                stack.append(move.version)
            elif len(stack) > 1:
                stack.pop()
            else:
                raise ValueError("a rollback in it has nothing to go back to")
        return tuple(stack)


def read_alias(file: Path) -> Alias:
    """Return the alias that a file holds; raises RegistryError where it is damaged, StorageError."""
    try:
        with doing(f"read {file}"):
            return Alias.model_validate_json(file.read_bytes())
    except ValidationError as error:
        why = first_fault(error)
        raise RegistryError(f"{file} is damaged: {why}; remove it, then promote a model again") from error


def made(kind: Literal["promote", "rollback"], version: str, reason: str, *, forced: bool = False) -> Move:
    """Return a move that is made now, by who runs this."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Move(kind=kind, version=version, at=now, by=_user(), reason=reason, forced=forced)


def _user() -> str:
    """Return who runs this: his name, or his number where the system has no name for it, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # which of the two depends on the version of Python
        return f"uid {os.getuid()}"
