"""The runner: recipes are tried on articles, or whole outlets, of which nothing was learnt."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from model.cli import main
from model.errors import InputError
from model.progress import Progress
from model.sides import SideTable
from tests.tiny_world import KNOWN, recipe, rows, tiny_base, write
from training.config import Config, read_config
from training.data.examples import UNLABELLED
from training.data.folds import folds, outlets
from training.data.sources import Sources
from training.experiment import Outcome, experiment
from training.tuning.network import Tuned
from training.tuning.trainer import Material
from training.tuning.tune import tune

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
    assert [len(part.test) for part in parts] == [288, 144, 144], "two editions of one outlet, and two others"
    for part in parts:
        [outlet] = {row.unit.source.partition("-")[0] for row in part.test}
        assert not [row for row in (*part.train, *part.held_out) if row.unit.source.startswith(outlet)]
        assert len(part.test) + len(part.train) + len(part.held_out) == len(examples)


def test_a_quote_that_went_round_is_not_learnt_where_it_is_tried_on(files: tuple[Path, Path], tmp_path: Path) -> None:
    config = read_config(recipe(tmp_path, tmp_path / "base"))
    examples, _ = Sources((), (files[0],), (files[1],)).examples(SideTable.load())
    again = [replace(row, unit=replace(row.unit, id=f"c{n}", group=f"c{n}")) for n, row in enumerate(examples[:60])]
    for part in folds([*examples, *again], config, 3):
        tested, held_out, learnt = ({row.unit.quote for row in rows} for rows in (part.test, part.held_out, part.train))
        assert not tested & (held_out | learnt)
        assert not held_out & learnt


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


def test_quotes_whose_tone_alone_is_known_are_their_outlets_too(files: tuple[Path, Path], tmp_path: Path) -> None:
    config = read_config(recipe(tmp_path, tmp_path / "base"))
    examples, _ = Sources((), (files[0],), (files[1],)).examples(SideTable.load())
    told = ["herald:1", "herald_2015-11-11_an-election", "x1", "gazette:7", "hrld:2", "x2"]
    sources = ["", "", "herald-east", "gazette", "", ""]
    words = "Of number {} nobody heard anything else in the whole of that year."  # none of them is tried on
    tones = [
        replace(
            row,
            unit=replace(row.unit, id=f"t{number}", group=group, source=source, text=words.format(number)),
            stance=UNLABELLED,
        )
        for number, (row, group, source) in enumerate(zip(examples, told, sources, strict=False))
    ]
    renamed = replace(examples[1], unit=replace(examples[1].unit, id="r", group="hrld:1"))
    assert renamed.unit.source == "herald"
    [part] = [part for part in outlets([*examples, *tones, renamed], config) if len(part.test) == 145]
    assert {row.unit.id for row in part.train if row.only_tone} == {"t3", "t5"}


def test_without_a_source_an_outlet_is_known_by_its_articles(files: tuple[Path, Path], tmp_path: Path) -> None:
    config = read_config(recipe(tmp_path, tmp_path / "base"))
    examples, _ = Sources((), (files[0],), (files[1],)).examples(SideTable.load())
    bare = [replace(row, unit=replace(row.unit, source="", group=f"n{n % 2}yt:{n}")) for n, row in enumerate(examples)]
    assert [len(part.test) for part in outlets(bare, config)] == [288, 288]


def test_what_cannot_be_tried_is_said_before_anything_is_computed(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    authored = write(tmp_path / "authored.jsonl", rows(KNOWN, 2, 0, "a"))
    monkeypatch.setattr("training.cli.AUTHORED", (authored,))  # the shipped corpus takes seconds to read
    lines = files[0].read_text("utf-8").splitlines(keepends=True)
    few, none, one = (tmp_path / name for name in ("few.jsonl", "none.jsonl", "one.jsonl"))
    few.write_text("".join(lines[:3]), "utf-8")
    none.write_text("", "utf-8")
    one.write_text("".join(line for line in lines if '"herald"' in line), "utf-8")

    def told(real: Path, *more: object) -> str:
        shared = ["--real", real, "--articles", files[1], "--config", recipe(tmp_path, tmp_path / "nowhere")]
        assert main(["experiment", *map(str, [*shared, *more])]) == 2
        return " ".join(capsys.readouterr().err.split())

    assert "4 folds need labelled quotes of at least 4 articles, got 3" in told(few)
    assert "4 folds need labelled quotes of at least 4 articles, got 0" in told(none)
    assert "no outlet has 100 real quotes to be tried on, the largest" in told(few, "--outlets")
    assert "no outlet has 100 real quotes" in told(none, "--outlets")
    assert "too few to learn from and to hold real ones out" in told(one, "--outlets")
    assert "name=value, the value in YAML, got 'a=['" in told(few, "--set", "a=[")
    assert "name=value, the value in YAML, got 'a=[[[" in told(few, "--set", "a=" + "[" * 5000)
    assert f"there is no folder {tmp_path / 'gone'}" in told(few, "--append", tmp_path / "gone" / "table.md")


def test_an_interrupted_try_is_taken_up_and_leaves_nothing(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = read_config(recipe(tmp_path, tiny_base(tmp_path / "base"), epochs=1))
    sources, work = Sources((), (files[0],), (files[1],)), tmp_path / "experiment.work"
    real_tune, tuned = tune, list[str]()

    def once(config: Config, material: Material, folder: Path, progress: Progress) -> list[Tuned]:
        if tuned:
            raise KeyboardInterrupt
        tuned.append(folder.name)
        return real_tune(config, material, folder, progress)

    monkeypatch.setattr("training.experiment.tune", once)
    with pytest.raises(KeyboardInterrupt):
        experiment(config, sources, 3, 2, Said(), beside=work)
    [folder] = work.iterdir()
    first = json.loads((folder / "fold-1.json").read_text("utf-8"))

    def again(config: Config, material: Material, folder: Path, progress: Progress) -> list[Tuned]:
        tuned.append(folder.name)
        return real_tune(config, material, folder, progress)

    monkeypatch.setattr("training.experiment.tune", again)
    (folder / "fold-1.json").write_text("{", "utf-8")
    with pytest.raises(InputError, match=r"fold-1\.json is damaged: .*; remove it, and the fold is tried again"):
        experiment(config, sources, 3, 2, Said(), beside=work)
    (folder / "fold-1.json").write_text(json.dumps(first), "utf-8")
    outcome = experiment(config, sources, 3, 2, Said(), beside=work)
    assert tuned == ["fold-1", "fold-2"], "the first fold is not tried again"
    assert outcome.averaged[0] == first["averaged"]
    assert not work.exists()


def test_other_code_of_the_same_version_takes_nothing_up(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = read_config(recipe(tmp_path, tiny_base(tmp_path / "base"), epochs=1))
    folders = list[Path]()

    def stopped(_: Config, __: Material, folder: Path, ___: Progress) -> list[Tuned]:
        folders.append(folder)
        raise KeyboardInterrupt

    monkeypatch.setattr("training.experiment.tune", stopped)
    for code in ("one", "another", "one"):
        monkeypatch.setattr("training.work.code_sha256", lambda told=code: told)
        with pytest.raises(KeyboardInterrupt):
            experiment(config, Sources((), (files[0],), (files[1],)), 3, 1, Said(), beside=tmp_path / "work")
    assert folders[0] == folders[2]
    assert folders[0] != folders[1]


@pytest.mark.parametrize("before", ["", "| row é |", "| row |\n"])
def test_a_row_is_appended_as_a_line_of_its_own(
    before: str, files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, made = tmp_path / "table.md", Outcome([[1.0] * 3], [[1.0] * 3])
    table.write_text(before, "latin-1")  # a table that an editor saved so is no reason to lose what took hours
    monkeypatch.setattr("training.experiment.experiment", lambda *_, **__: made)
    asked = ["experiment", "--real", files[0], "--articles", files[1], "--append", table, "--title", "new"]
    assert main([*map(str, asked)]) == 0
    assert table.read_text("latin-1").splitlines() == [*before.splitlines(), made.line("new", 5)]


@pytest.mark.parametrize("count", [3, None])
def test_a_recipe_gets_its_row(count: int | None, files: tuple[Path, Path], tmp_path: Path) -> None:
    config = read_config(recipe(tmp_path, tiny_base(tmp_path / "base"), epochs=6))
    progress = Said()
    outcome = experiment(config, Sources((), (files[0],), (files[1],)), count, 1, progress, beside=tmp_path / "work")
    assert re.match(r"\| tiny \| 1 x 1 \| (1\.000|0\.9\d\d) \| ", outcome.line("tiny", 1))
    assert "best temperatures against those fitted on what was held out" in progress.lines[-1]


def test_several_runs_show_the_standard_deviation_of_a_sample_and_one_none() -> None:
    low, high = [0.5, 0.6, 0.7], [0.7, 0.6, 0.7]
    assert Outcome([low, high], [low]).line("two", 2) == (
        "| two | 2 x 1 | 0.600 ± 0.141 | 0.600 ± 0.000 | 0.700 ± 0.000 | 0.500 / 0.600 / 0.700 |"
    )
    assert Outcome([low], [low]).line("one", 1) == "| one | 1 x 1 | 0.500 | 0.600 | 0.700 | - |"
