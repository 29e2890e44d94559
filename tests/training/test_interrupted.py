"""What an interruption leaves behind, and what it must not look like."""

import errno
import json
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from model.artifacts.metadata import read_metadata
from model.errors import InputError
from model.progress import Progress
from tests.training.given import StopAfter
from training.config import Config
from training.data.sources import Sources
from training.run import train
from training.tuning.checkpoint import read_checkpoint, write_checkpoint
from training.work import drop


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of an alarm that met a destructor
def test_an_interruption_while_a_checkpoint_is_written_is_one_and_no_full_disk(tmp_path: Path) -> None:
    held = {str(number): torch.zeros(100_000) for number in range(60)}

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    def write_until_interrupted(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.02)  # again and again: one in a destructor is lost
        try:
            while True:
                write_checkpoint(tmp_path / "seed-1.pt", held)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    before = signal.signal(signal.SIGALRM, interrupted)
    try:
        for times in range(1, 9):
            with pytest.raises(KeyboardInterrupt):
                write_until_interrupted(0.001 * times)
    finally:
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
def test_whoever_interrupts_a_run_is_told_that_it_goes_on(
    end: type[BaseException], config: Config, corpus: Path, tmp_path: Path
) -> None:
    said: list[str] = []

    class Interrupted(Progress):
        def say(self, line: str) -> None:
            said.append(line)
            if "epoch 2" in line:
                raise end

    with pytest.raises(end):
        train(config, Sources((corpus,)), tmp_path / "m", Interrupted())
    assert said[-1] == f"{tmp_path / 'm.work'} keeps what is done; the same command goes on from there"


@pytest.mark.parametrize("left", [b"", b".", b"\x80", b"\x80\x02\x8c\x01\xff.", b"PK\x03\x04"])
def test_whatever_is_left_of_a_checkpoint_it_is_said_to_be_damaged(left: bytes, tmp_path: Path) -> None:
    (tmp_path / "seed-1.pt").write_bytes(left)
    with pytest.raises(InputError, match=r"seed-1\.pt is damaged \(\w+\); remove it, and its stage begins anew$"):
        read_checkpoint(tmp_path / "seed-1.pt")


def test_a_checkpoint_that_cannot_be_read_is_not_said_to_be_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    (tmp_path / "seed-1.pt").touch()
    monkeypatch.setattr("torch.load", refused)
    with pytest.raises(InputError, match=r"^cannot read .*seed-1\.pt: Permission denied; mend that"):
        read_checkpoint(tmp_path / "seed-1.pt")


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


def test_a_folder_that_is_no_half_done_run_is_left_alone(config: Config, corpus: Path, tmp_path: Path) -> None:
    own = tmp_path / "m.work" / "own.txt"
    own.parent.mkdir()
    own.write_text("mine", "utf-8")
    with pytest.raises(InputError, match=r"m\.work holds 'own\.txt' and is no half-done run"):
        train(config, Sources((corpus,)), tmp_path / "m", Progress())
    with pytest.raises(InputError, match="is no half-done run"):
        drop(own.parent)
    assert own.read_text("utf-8") == "mine"
