"""The runner: recipes are tried on articles, or whole outlets, of which nothing was learnt."""

from pathlib import Path

import pytest

from model.sides import SideTable
from tests.tiny_world import KNOWN, recipe, rows, tiny_base, write
from training.config import read_config
from training.experiment import experiment, folds, outlets
from training.progress import Progress
from training.sources import Sources

OUTLETS = ("courier-east", "herald", "courier-west", "gazette")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Real quotes by reference: half of them from two editions of one outlet, a quarter each from two others."""
    folder = tmp_path_factory.mktemp("real")
    labels, articles = [], []
    for number, row in enumerate(rows(KNOWN, 48, 3, "r")):
        start = row["paragraph"].index(row["quote"])
        place = {"article": f"a{number}", "start": start, "end": start + len(row["quote"])}
        labels.append(row | place | {"source": OUTLETS[number % len(OUTLETS)]})
        articles.append({"article": f"a{number}", "text": row["paragraph"]})
    return write(folder / "labels.jsonl", labels), write(folder / "articles.jsonl", articles)


def test_an_outlet_that_is_tried_on_is_not_learnt_from(files: tuple[Path, Path], tmp_path: Path) -> None:
    config = read_config(recipe(tmp_path, tmp_path / "base"))
    examples, _ = Sources((), (files[0],), (files[1],)).examples(SideTable.load())
    parts = list(outlets(examples, config))
    assert len(parts) == sum(len(part.test) >= 100 for part in parts)
    for part in parts:
        [outlet] = {row.unit.source.partition("-")[0] for row in part.test}
        assert not [row for row in (*part.train, *part.held_out) if row.unit.source.startswith(outlet)]
        assert len(part.test) + len(part.train) + len(part.held_out) == len(examples)


def test_every_real_quote_is_tried_on_once(files: tuple[Path, Path], tmp_path: Path) -> None:
    config = read_config(recipe(tmp_path, tmp_path / "base"))
    examples, _ = Sources((), (files[0],), (files[1],)).examples(SideTable.load())
    tried = [row.unit.id for part in folds(examples, config, 3) for row in part.test]
    assert sorted(tried) == sorted(row.unit.id for row in examples)


class Said(Progress):
    """Keeps what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def say(self, text: str) -> None:
        self.lines.append(text)


@pytest.mark.parametrize("count", [3, None])
def test_a_recipe_gets_its_row(count: int | None, files: tuple[Path, Path], tmp_path: Path) -> None:
    config = read_config(recipe(tmp_path, tiny_base(tmp_path / "base"), epochs=6))
    progress = Said()
    outcome = experiment(config, Sources((), (files[0],), (files[1],)), count, 1, progress)
    assert outcome.line("tiny", 1).startswith("| tiny | 1 x 1 | 1.000 ± 0.000 | ")
    assert "best temperatures against those fitted on what was held out" in progress.lines[-1]
