"""What needs no model answers before what takes seconds to import is imported."""

import json
import subprocess
import sys
from pathlib import Path

from typer.main import get_group

from model.artifacts.metadata import SHIPPED
from model.artifacts.registry import Registry
from model.cli import application

HEAVY = ("torch", "transformers", "sklearn", "scipy", "skactiveml", "onnxruntime", "sqlalchemy", "fastapi")
ASKED = """
import json, sys
from model.cli import main
statuses = [main(words) for words in json.loads(sys.argv[1])]
heavy = sorted(set(sys.modules) & set(json.loads(sys.argv[2])))
print(json.dumps([statuses, heavy]), file=sys.stderr)
"""


CLIENT = """
import json, sys
from service.client import AsyncClient, Client
print(sorted(set(sys.modules) & set(json.loads(sys.argv[1]))))
"""


def started(folder: Path, asked: list[list[str]]) -> tuple[list[int], list[str]]:
    """Return the statuses of commands, called one after the other, and what of `HEAVY` they imported."""
    words = [sys.executable, "-c", ASKED, json.dumps(asked), json.dumps(HEAVY)]
    ran = subprocess.run(words, capture_output=True, check=True, cwd=folder, encoding="utf-8")
    statuses, imported = json.loads(ran.stderr.splitlines()[-1])
    return statuses, imported


def test_every_help_is_shown_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    commands = [[name] for name in get_group(application()).commands]
    assert ["evaluate"] in commands
    asked = [[*words, "--help"] for words in ([], *commands, ["models", "add"], ["models", "log"])]
    assert started(tmp_path, asked) == ([0] * len(asked), [])


def test_wrong_use_is_told_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    asked = [
        ["articel", "x.txt"],
        ["article", "x.txt", "--colour"],
        ["article", "x.txt"],
        ["article", "x.txt", "--threshold", "2"],
        ["classify", "x.jsonl"],
        ["classify", "-", "--sides", "x.csv"],
        ["info", "--model", "x"],
        ["behave", "--model", "x"],
        ["suggest", "x.jsonl"],
        ["evaluate", "x.jsonl"],
        ["train", "--out", "x", "--real", "x.jsonl"],
        ["experiment", "--real", "x.jsonl", "--articles", "x.jsonl"],
        ["import", "x.csv", "--out", "y.jsonl", "--fill", "x"],
        ["compare", "x", "y", "--on", "x.jsonl"],
        ["retrain", "--on", "x.jsonl"],
        ["models", "--registry", "x"],
        ["promote", "x"],
        ["drift", "x.jsonl"],
    ]
    assert started(tmp_path, asked) == ([2] * len(asked), [])
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_cannot_be_written_is_told_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "x").touch()
    asked = [
        ["classify", "x", "--output", "there"],
        ["classify", "x", "--output", "nowhere/y"],
        ["suggest", "x", "--output", "there"],
        ["import", "x", "--out", "there", "--fill", str(SHIPPED)],
        ["train", "--out", "there"],
    ]
    assert started(tmp_path, asked) == ([2] * len(asked), [])


def test_a_version_that_is_taken_is_told_before_anything_heavy_is_imported(tmp_path: Path, tiny_bundle: Path) -> None:
    Registry(tmp_path, create=True).add(tiny_bundle, "taken")
    asked = [["models", "--registry", str(tmp_path), "add", "--version", name] for name in ("taken", "champion", "a/b")]
    asked += [["models", "--registry", str(tmp_path / "new"), "add", folder] for folder in ("x", str(tmp_path))]
    assert started(tmp_path, asked) == ([2] * len(asked), [])
    assert not (tmp_path / "new").exists()


def test_the_settings_are_listed_without_a_model(tmp_path: Path) -> None:
    # It takes SQLAlchemy to read the address of the corrections, and to hide its password.
    assert started(tmp_path, [["config"]]) == ([0], ["sqlalchemy"])


def test_a_client_imports_nothing_heavy() -> None:
    ran = subprocess.run([sys.executable, "-c", CLIENT, json.dumps(HEAVY)], capture_output=True, check=True, text=True)
    assert ran.stdout == "[]\n"
