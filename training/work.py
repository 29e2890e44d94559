"""The folder of a half-done run: whose it is, and held by one process at a time."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from model.errors import InputError
from model.files.locking import alone
from model.files.writing import write_whole
from model.progress import Progress
from training.config import Config
from training.data.examples import Labelled
from training.program import code_sha256

RUN, LOCK = "run.sha256", "run.lock"


@contextmanager
def holding(folder: Path, progress: Progress | None = None) -> Iterator[Path]:
    """Hold a work folder, made where there is none; raises InputError where another process holds it.

    The system drops the lock when the process ends, however it ends. `progress` is told where the work of an
    interrupted block is kept.
    """
    _made(folder)
    with alone(folder / LOCK, InputError(f"another run is at work in {folder}; wait until it has ended")):
        try:
            yield folder
        except (KeyboardInterrupt, SystemExit):  # Ctrl-C and SIGTERM; an error says itself what to do
            if progress:
                progress.say(f"{folder} keeps what is done; the same command goes on from there")
            raise


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make {folder}: {error.strerror}") from error


def drop(folder: Path) -> None:
    """Remove a half-done run, if there is one; raises InputError where another process is at work, or it is no run."""
    if folder.is_dir():
        with holding(folder):
            _check_own(folder)
            shutil.rmtree(folder)


def _check_own(folder: Path) -> None:
    """Raise InputError for a folder with contents that no run has marked: a run removes its folder when it ends."""
    held = sorted(path.name for path in folder.iterdir() if path.name != LOCK and not path.name.startswith(f".{RUN}-"))
    if held and RUN not in held:
        raise InputError(f"{folder} holds {held[0]!r} and is no half-done run; move it, or choose another --out")


def claim(folder: Path, digest: str) -> None:
    """Mark a held folder as that of the run of this digest.

    Raises InputError where a run of another recipe, other data or other code began it, or it is no run's folder.
    """
    _check_own(folder)
    marker = folder / RUN
    if not marker.is_file():
        write_whole(marker, digest + "\n")
    elif marker.read_bytes().strip() != digest.encode():
        raise InputError(
            f"{folder} holds a half-done run of another recipe, other data or another version of the program; "
            "remove it, use --restart, or choose another --out"
        )


def digest_of(config: Config, rows: Sequence[Labelled]) -> str:
    """Return the SHA-256 of the recipe, the code, and every example with all that is known of it."""
    digest = hashlib.sha256(config.model_dump_json().encode() + code_sha256().encode())
    for row in rows:
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
