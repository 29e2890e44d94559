"""A small recipe with its corpus, and the gates that tell it fit."""

from pathlib import Path

import pytest

from tests.retrain.given import BOTH
from tests.tiny_world import KNOWN, recipe, rows, tiny_base, write
from training.compare.gates import read_gates
from training.retrain.types import Inputs, Options


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_base(tmp_path_factory.mktemp("base"))


@pytest.fixture
def inputs(tmp_path: Path, base: Path) -> Inputs:
    corpus = write(tmp_path / "corpus.jsonl", rows(KNOWN, 8, 0, "known"))
    frozen = write(tmp_path / "frozen.jsonl", rows(BOTH, 9, 9, "frozen"))
    return Inputs(recipe(tmp_path, base, epochs=2), (corpus,), (), (frozen,))


@pytest.fixture
def options(tmp_path: Path) -> Options:
    few = read_gates().model_copy(update={"behaviour_tests": ("tense", "plain stance")})
    return Options(tmp_path / "registry", few, device="cpu")
