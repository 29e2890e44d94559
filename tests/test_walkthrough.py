"""docs/retraining.md is a session that runs: its blocks are sound bash, and its commands and options exist."""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from bench.walkthrough import PAGE, blocks, main, script
from model.cli import application

TEXT = PAGE.read_text("utf-8")


def commands() -> Iterator[list[str]]:
    """Yield the words of every command of ours on the page."""
    for line in "\n".join(blocks(TEXT)).splitlines():
        if line.startswith("quotestance "):
            yield shlex.split(re.split(r" [<>&]| # status", line)[0], comments=True)[1:]


def test_the_page_is_one_bash_session() -> None:
    done = subprocess.run(["bash", "-n", "-c", script(TEXT)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_page_shows_every_command_of_retraining() -> None:
    shown = {words[0] for words in commands()}
    assert shown >= {"models", "promote", "serve", "retrain", "compare", "rollback", "suggest", "import", "drift"}


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_commands_and_options_of_the_page_exist(words: list[str]) -> None:
    command: Any = typer.main.get_command(application())
    rest = list(words)
    while rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest.pop(0)]
    known = {name for parameter in command.params for name in parameter.opts}
    assert rest != words, "there is no such command"
    assert {word for word in rest if word.startswith("--")} <= known


def test_a_status_that_the_page_does_not_expect_stops_the_session() -> None:
    page = "```bash\ntest 1 = 2  # status {}\n```\n"
    found = [subprocess.run(["bash", "-c", script(page.format(code))], check=False).returncode for code in ("1", "2")]
    assert found == [0, 1]


def test_a_command_without_a_status_must_succeed_and_addresses_are_moved() -> None:
    assert subprocess.run(["bash", "-c", script("```bash\nfalse\ntrue\n```\n")], check=False).returncode == 1
    assert "localhost:9000/readyz" in script(TEXT, port=9000)


@pytest.mark.skipif("QUOTESTANCE_WALKTHROUGH" not in os.environ, reason="takes minutes: `make walkthrough`")
def test_the_page_runs_from_beginning_to_end() -> None:
    assert main([]) == 0
