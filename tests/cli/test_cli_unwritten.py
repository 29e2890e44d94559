"""A command whose results cannot be written says so, whatever it is and however its output is kept together."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = "import sys; sys.argv = {words!r}; {before}; from model.cli import run; run()"
FULL = "quotestance: cannot write all that was found: No space left on device; mend that or let it go elsewhere\n"
CLOSED = "quotestance: cannot write all that was found: Bad file descriptor; mend that or let it go elsewhere\n"


def ended(words: list[str], output: int | None, before: str = "pass") -> tuple[int, str]:
    """Return status and messages of a command that writes where it is told, in blocks as Python does by itself."""
    code = CODE.format(words=["quotestance", *words], before=before)
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        stdout=output,
        stderr=subprocess.PIPE,
        env=buffered,
        check=False,
        encoding="utf-8",
    )
    return ran.returncode, ran.stderr


@pytest.fixture
def suggest(tmp_path: Path, tiny_bundle: Path) -> list[str]:
    items = tmp_path / "items.jsonl"
    items.write_text("".join(json.dumps({"text": f"Bus {n} leaves."}) + "\n" for n in range(9)), "utf-8")
    return ["suggest", str(items), "--n", "3", "--model", str(tiny_bundle), "--device", "cpu"]


def test_a_full_disk_is_told_once_with_the_status_of_an_error(suggest: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        for words in (["--version"], ["config"], suggest):
            assert ended(words, full.fileno()) == (2, FULL)


def test_an_output_that_nobody_reads_is_no_error_but_ends_as_a_signal_would(suggest: list[str]) -> None:
    for words in (["--version"], ["config"], suggest):
        reading, writing = os.pipe()
        os.close(reading)
        assert ended(words, writing) == (141, "")
        os.close(writing)


def test_an_output_that_was_closed_takes_nothing_and_a_command_that_writes_nothing_there_does_without(
    suggest: list[str], tmp_path: Path
) -> None:
    shut = "import os; os.close(1); sys.stdout = None"  # as Python finds what `>&-` leaves
    for words in (["--version"], ["config"], suggest):
        assert ended(words, None, shut) == (2, CLOSED)
    assert ended([*suggest, "--output", str(tmp_path / "out")], None, shut)[0] == 0
    assert len((tmp_path / "out").read_text("utf-8").splitlines()) == 3
