"""A command that is told to end does so at once, and cleanly."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from model.classifier import Classifier
from model.serial import to_json
from model.types import Utterance


def test_told_to_end_it_takes_away_what_is_half_written(tiny_bundle: Path, tmp_path: Path) -> None:
    words = ["quotestance", "classify", "-", "--output", str(tmp_path / "out.jsonl"), "--model", str(tiny_bundle)]
    code = f"import sys; sys.argv = {words!r}; from model.cli import run; run()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as process:
        until = time.monotonic() + 60
        while not list(tmp_path.rglob("lines")):  # it is at work
            assert time.monotonic() < until
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


STARTS = "model.cli.application = begun"
IMPORTS = """
def command(**_):
    with model.cli.importing():
        begun()
model.cli.application = lambda: command
"""


@pytest.mark.parametrize("way", [STARTS, IMPORTS])
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_told_to_end_while_it_imports_it_ends_at_once_and_says_nothing(
    number: signal.Signals, status: int, way: str
) -> None:
    code = f"""
import signal, time, model.cli
signal.signal(signal.SIGINT, signal.default_int_handler)
begun = lambda: (print("importing", flush=True), time.sleep(60))
{way}
model.cli.run()
"""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.send_signal(number)
        assert (process.wait(60), process.stderr.read()) == (status, b"")


@pytest.mark.parametrize("words", [["models", "add", "--registry", "new"], ["drift", "x", "--reference", "x"]])
def test_told_to_end_while_a_command_imports_it_says_nothing(
    words: list[str], tmp_path: Path, tiny_bundle: Path
) -> None:
    answered = to_json(Classifier.load(tiny_bundle).classify([Utterance("We wait.")])[0])
    (tmp_path / "x").write_text(f"{answered}\n" * 300, "utf-8")
    code = f"""
import signal, sys, model.cli
class Told:
    def find_spec(self, name, *_):
        if name in ("torch", "scipy"):
            try:
                signal.raise_signal(signal.SIGINT)
            except BaseException as error:
                raise ImportError("half a module") from error
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Told())
sys.argv = {["quotestance", *words]!r}
model.cli.run()
"""
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, cwd=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_told_to_end_it_does_not_wait_for_a_reader_that_stands_still(number: signal.Signals, status: int) -> None:
    code = """
import signal, sys, time, typer, model.cli
signal.signal(signal.SIGINT, signal.default_int_handler)
def command() -> None:
    print("left to print")
    print("begun", file=sys.stderr, flush=True)
    time.sleep(60)
app = typer.Typer()
app.command()(command)
model.cli.application = lambda: app
sys.argv = ["quotestance"]
model.cli.run()
"""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writing, b"full")
    os.set_blocking(writing, True)
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, env=buffered
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(number)
        try:
            assert (process.wait(20), process.stderr.read()) == (status, b"")
        finally:
            process.kill()
    os.close(reading)
    os.close(writing)


def test_nothing_heavy_is_imported_before_signals_are_heeded() -> None:
    code = "import sys, model.cli; sys.exit(any(name in sys.modules for name in ('torch', 'typer', 'pydantic')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
