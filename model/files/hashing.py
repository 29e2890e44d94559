"""A file by what is in it."""

import hashlib
from pathlib import Path

from model.errors import BundleError


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; raises BundleError where the file cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BundleError(f"cannot read {path}: {error.strerror}; mend that or name another file") from error
