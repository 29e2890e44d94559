"""The commands of the registry, and which one they mean: that named last before them, else the environment's."""

from pathlib import Path

import pytest

from model.artifacts.registry import Registry
from model.cli import main


@pytest.mark.parametrize("environment", [False, True])
def test_a_registry_named_before_the_subcommand_is_the_one(
    *, environment: bool, tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if environment:
        monkeypatch.setenv("QUOTESTANCE_REGISTRY", "named-by-the-environment")
    assert main(["models", "--registry", "mine", "add", str(tiny_bundle)]) == 0
    assert main(["models", "--registry", "mine", "log"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_registry_named_after_the_subcommand_goes_first(
    tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["models", "--registry", "before", "add", str(tiny_bundle), "--registry", "after"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["after"]


def test_the_environment_names_the_registry_of_a_subcommand(
    tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTESTANCE_REGISTRY", "named")
    assert main(["models", "add", str(tiny_bundle)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["named"]


@pytest.mark.parametrize("wrong", [["nowhere", "--version", "mine"], ["BUNDLE", "--version", "../mine"]])
def test_what_cannot_be_added_makes_no_registry(
    wrong: list[str], tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["models", "add", *(str(tiny_bundle) if word == "BUNDLE" else word for word in wrong)]) == 2
    assert list(tmp_path.iterdir()) == []


def test_the_commands_list_log_and_refuse_politely(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = Registry(tmp_path / "registry", create=True)
    registry.add(tiny_bundle, "one")
    registry.promote("one", reason="the first")
    where = ["--registry", str(registry.folder)]
    for command in (["models", *where], ["models", "log", *where]):
        assert main(command) == 0
    shown = capsys.readouterr().out
    assert "champion" in shown
    assert "promote one by" in shown
    assert main(["models", "log", *where, "--alias", "champoin"]) == 0
    assert capsys.readouterr().err == "nothing was ever promoted to 'champoin'\n"
    assert main(["rollback", *where]) == 2
    assert main(["models", "--registry", str(tmp_path / "none")]) == 2
    assert "is not a model registry" in capsys.readouterr().err


def test_a_version_is_one_word_in_the_list_however_long_it_is(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry, names = Registry(tmp_path / "registry", create=True), ("a" * 60, "b" * 60)
    registry.add(tiny_bundle, names[0])
    registry.add(tiny_bundle, names[1], {"parent": names[0]})
    assert main(["models", "--registry", str(registry.folder)]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["version", "alias", "created", "from", "units"]
    assert [row.split()[0] for row in rows] == [*names]
    assert names[0] in rows[1].split()
