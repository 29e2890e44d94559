"""Which registry a command means: the one named last before it, else the environment's."""

from pathlib import Path

import pytest

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
