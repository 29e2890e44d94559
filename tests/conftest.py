"""Shared by all tests: a real but untrained model folder, made once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from model.artifacts.bundle import Bundle
from model.artifacts.metadata import Architecture, Metadata
from model.base import SMALL_BASE
from model.network import Network

# Small tensors are slower on several threads, most of all where other work shares the machine.
torch.set_num_threads(1)
# Tests report to nobody either; some import ONNX Runtime before the product does.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


@pytest.fixture(scope="session", autouse=True)
def _reference_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let torch compute unless asked otherwise, so that no test waits for an export; leave the user's cache alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUOTESTANCE_ENGINE", "torch")
        patch.setenv("QUOTESTANCE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a saved model folder with random heads: right in form, meaningless in its answers."""
    torch.manual_seed(0)
    architecture = Architecture(SMALL_BASE, tuned_layers=1)
    metadata = Metadata(version="0.0.test", created="2024-01-01", code_version="test", architecture=architecture)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    Bundle(metadata, Network(architecture).eval(), "# An untrained model for tests\n").save(folder)
    return folder
