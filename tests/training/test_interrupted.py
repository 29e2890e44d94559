"""What an interruption leaves behind, and what it must not look like."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from model.bundle import read_metadata
from model.errors import InputError
from model.progress import Progress
from tests.training.given import StopAfter
from training.config import Config
from training.run import train
from training.sources import Sources


def test_minutes_and_memory_are_those_of_all_processes_of_a_run(
    config: Config, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, most = [0.0], [900]

    class Slow(StopAfter):
        def say(self, line: str) -> None:
            clock[0] += 60
            super().say(line)

    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    monkeypatch.setattr("resource.getrusage", lambda _: SimpleNamespace(ru_maxrss=most[0] * 1024))
    for lines in (3, 2):
        with pytest.raises(KeyboardInterrupt):
            train(config, Sources((corpus,)), tmp_path / "m", Slow(lines))
        most[0] = 500
    training = read_metadata(train(config, Sources((corpus,)), tmp_path / "m", Progress())).training
    assert (training["minutes"], training["peak_memory_mb"]) == (7.0, 900)


def test_a_damaged_note_of_what_a_run_has_cost_is_named(config: Config, corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(config, Sources((corpus,)), tmp_path / "m", StopAfter(3))
    note = tmp_path / "m.work" / "spent.json"
    assert json.loads(note.read_text("utf-8"))["seconds"] > 0
    note.write_text("{", "utf-8")
    with pytest.raises(InputError, match=r"spent\.json is damaged: .*; remove it"):
        train(config, Sources((corpus,)), tmp_path / "m", Progress())
