"""Shared by all tests: a real but untrained model folder, made once."""

from pathlib import Path

import pytest
import torch

from model.base import DEFAULT_BASE
from model.bundle import Bundle, Metadata
from model.network import Architecture, Network


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a saved model folder with random heads: right in form, meaningless in its answers."""
    torch.manual_seed(0)
    architecture = Architecture(DEFAULT_BASE, tuned_layers=1)
    metadata = Metadata(version="0.0.test", created="2024-01-01", code_version="test", architecture=architecture)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    Bundle(metadata, Network(architecture).eval(), "# An untrained model for tests\n").save(folder)
    return folder
