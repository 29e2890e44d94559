"""The identity of the installed code: a run that other code began is not continued."""

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

from model.files.hashing import sha256_of

NAME = "quotestance"
ROOT = Path(__file__).parents[1]
CODE = ("model/**/*.py", "model/data/**/*", "training/**/*.py")


def files() -> list[Path]:
    """Return every module and table of `model` and `training`, sorted.

    How articles are read and speakers found decides what is learnt as much as training does. The shipped model and the
    probes of the engines decide nothing of it, and are left out.
    """
    found = {file for pattern in CODE for file in ROOT.glob(pattern) if file.is_file()}
    return sorted(file for file in found if "__pycache__" not in file.parts)


@cache
def code_sha256() -> str:
    """Return the SHA-256 of the version, and of these files with their names."""
    told = [(str(file.relative_to(ROOT)), sha256_of(file)) for file in files()]
    return hashlib.sha256(json.dumps([version(NAME), told]).encode()).hexdigest()
