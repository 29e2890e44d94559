"""The program as it is installed, by what it is known: a run that other code began is not gone on with."""

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

from model.base import sha256_of

NAME = "quotestance"
ROOT = Path(__file__).parents[1]
CODE = ("model/**/*.py", "model/data/**/*", "training/**/*.py")


def files() -> list[Path]:
    """Return every module and table of `model` and `training`, in their order.

    Reading an article, finding its speakers and their sides decide what is learnt as much as training does. A trained
    model decides nothing of it, and the sentences on which engines are compared decide how an answer is computed.
    """
    found = {file for pattern in CODE for file in ROOT.glob(pattern) if file.is_file()}
    return sorted(file for file in found if "__pycache__" not in file.parts)


@cache
def code() -> str:
    """Return the SHA-256 of the version, and of these files with their names."""
    told = [(str(file.relative_to(ROOT)), sha256_of(file)) for file in files()]
    return hashlib.sha256(json.dumps([version(NAME), told]).encode()).hexdigest()
