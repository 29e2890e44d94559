"""A stage's checkpoint: written whole or not at all, and read back on the next call."""

import os
from pathlib import Path
from typing import Any

import torch

from model.errors import InputError, said


def write_checkpoint(checkpoint: Path, held: dict[str, Any]) -> None:
    """Write beside, then rename; raises InputError where it cannot be written."""
    beside = checkpoint.with_suffix(".part")
    try:
        torch.save(held, beside)  # by its name: given a file, torch tells an interruption as a write that failed
        with beside.open("rb") as file:
            os.fsync(file.fileno())  # or a power cut leaves a whole name for half a file
        beside.replace(checkpoint)
    except (OSError, RuntimeError) as error:
        beside.unlink(missing_ok=True)
        raise InputError(f"cannot write {checkpoint}: {said(error)}; make room and call it again") from error


def read_checkpoint(checkpoint: Path) -> dict[str, Any] | None:
    """Return what was written, None where nothing was; raises InputError where it is damaged or cannot be read."""
    if not checkpoint.is_file():
        return None
    try:
        held: dict[str, Any] = torch.load(checkpoint, weights_only=True)
    except OSError as error:
        raise InputError(f"cannot read {checkpoint}: {error.strerror or error}; mend that and call it again") from error
    except Exception as error:  # there is no end to what damaged files make the library raise, and advise
        raise InputError(
            f"{checkpoint} is damaged ({type(error).__name__}); remove it, and its stage begins anew"
        ) from error
    return held
