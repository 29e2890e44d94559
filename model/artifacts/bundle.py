"""A trained model as a folder: what it holds, how it is checked, read and written.

    weights.safetensors   what training changed: the tuned layers, the condition vectors, the heads, the linear model
    metadata.json         format, labels, base and its hash, input settings, calibration, corpora, figures, code version
    MODEL_CARD.md         for people

Nothing is pickled. The base's own weights are not in it; metadata.json says which they are.
"""

import dataclasses
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from model.artifacts.metadata import METADATA, SHIPPED, Metadata, read_metadata
from model.base import local_sha256, packaged_sha256
from model.errors import BundleError, said
from model.files.hashing import sha256_of
from model.files.writing import whole_folder
from model.network import Network

WEIGHTS, CARD = "weights.safetensors", "MODEL_CARD.md"


@dataclasses.dataclass(frozen=True)
class Bundle:
    """A model: metadata and a network, or the checked file of its weights, from which it is built when asked for.

    An engine whose file is kept does without the network, which takes a second and a hundred megabytes.
    """

    metadata: Metadata
    weights: Network | Path
    card: str = ""

    @cached_property
    def network(self) -> Network:
        """Return the network in evaluation mode on the CPU.

        Raises BundleError where its weights do not fit, or the base is not the one that it was trained on.
        """
        return _network(self.metadata, self.weights) if isinstance(self.weights, Path) else self.weights

    @classmethod
    def load(cls, path: Path | str | None = None) -> "Bundle":
        """Read and check a model folder, by default the shipped one; raises BundleError that says what is wrong."""
        folder = Path(path) if path is not None else SHIPPED
        metadata = read_metadata(folder)
        digest = sha256_of(folder / WEIGHTS)
        if digest != metadata.weights_sha256:
            raise BundleError(
                f"{folder / WEIGHTS} is damaged or not this model's: SHA-256 is {digest}, "
                f"{METADATA} says {metadata.weights_sha256}; copy the folder again"
            )
        _check_base(metadata, packaged_sha256)
        return cls(metadata, folder / WEIGHTS, _card(folder / CARD))

    def save(self, folder: Path) -> "Bundle":
        """Write the folder beside its place and rename it, so that no half-written model is ever seen.

        Raises BundleError where `folder` exists already or cannot be written. Returns the bundle with the hash of its
        weights.
        """
        if folder.exists():
            raise BundleError(f"{folder} exists already; choose another folder or remove it")
        try:
            return self._saved(folder)
        except (OSError, SafetensorError) as error:
            raise BundleError(f"cannot write {folder}: {said(error)}; mend that and call it again") from error

    def _saved(self, folder: Path) -> "Bundle":
        folder.parent.mkdir(parents=True, exist_ok=True)
        with whole_folder(folder) as beside:
            half = {name: tensor.half().contiguous() for name, tensor in self.network.tuned_state().items()}
            save_file(half, beside / WEIGHTS)
            digest = {"weights_sha256": sha256_of(beside / WEIGHTS)}
            saved = dataclasses.replace(self, metadata=self.metadata.model_copy(update=digest))
            (beside / METADATA).write_text(saved.metadata.model_dump_json(indent=1) + "\n", "utf-8")
            (beside / CARD).write_text(self.card, "utf-8")
            (beside / WEIGHTS).chmod(0o644)  # safetensors writes for the owner alone; a service may be another user
        return saved


def _card(file: Path) -> str:
    try:
        return file.read_text("utf-8") if file.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(f"cannot read {file}: {said(error)}; mend or remove it") from error


def _check_base(metadata: Metadata, sha256: Callable[[str], str | None]) -> None:
    """Raise BundleError where the base, by its digest, is another than the model was trained on, as far as is known."""
    base, trained_on = metadata.architecture.base, metadata.base_sha256
    found = sha256(base) if trained_on else None
    if found and found != trained_on:
        raise BundleError(
            f"{base} is not the base that {metadata.name} {metadata.version} was trained on: SHA-256 of its weights is "
            f"{found}, {METADATA} says {trained_on}; bring that base back or retrain the model"
        )


def _network(metadata: Metadata, weights: Path) -> Network:
    _check_base(metadata, local_sha256)  # here, since hashing takes long and these weights are read in any case
    network = Network(metadata.architecture)
    try:
        state = {name: tensor.to(torch.float32) for name, tensor in load_file(weights).items()}
    except SafetensorError as error:
        raise BundleError(f"{weights} cannot be read: {error}; copy the folder again") from error
    expected = network.tuned_state()
    wrong = sorted(set(expected) ^ set(state)) or [n for n in expected if expected[n].shape != state[n].shape]
    if wrong:
        raise BundleError(
            f"{weights} does not fit its {METADATA}: {wrong[0]} is missing, unknown or of another shape; "
            "retrain the model"
        )
    network.load_state_dict(state, strict=False)
    return network.eval()
