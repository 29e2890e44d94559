"""A small recipe, its corpus and what it trains, made once."""

from pathlib import Path

import pytest

from model.progress import Progress
from tests.tiny_world import KNOWN, recipe, rows, tiny_base, write
from training.config import Config, read_config
from training.data.sources import Sources
from training.run import train


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("corpus") / "corpus.jsonl", rows(KNOWN, 20, 0, "u"))


@pytest.fixture(scope="session")
def config(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    return read_config(recipe(tmp_path_factory.mktemp("recipe"), base, epochs=14))


@pytest.fixture(scope="session")
def trained(config: Config, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(config, Sources((corpus,)), tmp_path_factory.mktemp("models") / "one", Progress())
