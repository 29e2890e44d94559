"""Files made from a model, kept between runs: named after what they were made from, never seen half written.

    NAME.onnx   what an engine runs
    NAME.json   its SHA-256 and how far its answers are from the reference; written last
    NAME.lock   held by the process that makes them

Anything in the folder may be deleted at any time.
"""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from model.artifacts.bundle import Bundle
from model.base import packaged_sha256
from model.errors import BundleError
from model.files.cache import cache_folder
from model.files.hashing import sha256_of
from model.network import Network


class Made(BaseModel):
    """A finished file's digest, and how its answers compare with the reference's (`model.engines.agreement`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sha256: str
    labels: float
    loss: float


def identity_of(bundle: Bundle, *others: str) -> str:
    """Return the SHA-256 of all that the files of an engine depend on, and of `others`.

    Weights that were checked on loading are known by their digest; otherwise the whole network is hashed.
    """
    metadata = bundle.metadata
    base = packaged_sha256(metadata.architecture.base)
    if isinstance(bundle.weights, Path) and base is not None:
        parts = (repr(metadata.architecture), base, metadata.weights_sha256, *others)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return digest_of(bundle.network, *others)


def digest_of(network: Network, *others: str) -> str:
    """Return the SHA-256 of every weight and the names of `others`: equal only where the files would be."""
    digest = hashlib.sha256("\n".join([repr(network.architecture), *others]).encode())
    for name, tensor in network.state_dict().items():
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().data)
    return digest.hexdigest()


def kept(name: str, make: Callable[[Path], Made]) -> tuple[Path, Made]:
    """Return the file of that name, made by `make(path)` where it is missing, damaged or not to be read.

    Processes that want the same file at once wait for the first. Raises OSError where the folder cannot be written.
    """
    folder = cache_folder()
    file = folder / f"{name}.onnx"
    made = _read(file)
    if made is None:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{name}.lock"):
            made = _read(file) or _write(file, make)
    return file, made


def _read(file: Path) -> Made | None:
    try:
        made = Made.model_validate_json(file.with_suffix(".json").read_bytes())
        return made if file.is_file() and sha256_of(file) == made.sha256 else None
    except (OSError, ValidationError, BundleError):
        return None


def _write(file: Path, make: Callable[[Path], Made]) -> Made:
    with tempfile.TemporaryDirectory(prefix=f".{file.stem[:12]}-", dir=file.parent) as name:
        beside = Path(name)
        made = make(beside / file.name)
        (beside / "made.json").write_text(made.model_dump_json(), "utf-8")
        (beside / file.name).replace(file)
        (beside / "made.json").replace(file.with_suffix(".json"))
    return made
