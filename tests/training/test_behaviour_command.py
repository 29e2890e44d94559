"""The command that runs the behaviour suite."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from model.artifacts.metadata import SHIPPED
from model.classifier import Classifier
from model.errors import InputError, SettingsError
from model.labels import Stance
from tests.training.test_behaviour_runner import PAIR, made
from training.behaviour.cli import app


@pytest.fixture
def small(tmp_path: Path) -> Path:
    fields = made(kind="MFT", cases=[{"text": PAIR, "label": label} for label in Stance]).model_dump(mode="json")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "t.yaml").write_text(yaml.safe_dump(fields), "utf-8")
    (tmp_path / "limits.yaml").write_text("t: {target: 0.1, release: 0.1}", "utf-8")
    return tmp_path


def behave(bundle: Path, folder: Path, *more: str) -> Result:
    where = ["--cases", str(folder / "cases"), "--limits", str(folder / "limits.yaml")]
    return CliRunner().invoke(app, ["--model", str(bundle), "--device", "cpu", *where, *more])


def test_the_command_prints_json_and_its_status_tells_of_a_breach(tiny_bundle: Path, small: Path) -> None:
    result = behave(tiny_bundle, small, "--json")
    plain = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (plain["checks"], plain["tests"][0]["test"]) == (6, "t")
    assert len(plain["breaches"]) == 1


def test_the_command_prints_a_table_with_examples(tiny_bundle: Path, small: Path) -> None:
    (small / "limits.yaml").write_text("t: {target: 0.1, release: 1.0}", "utf-8")
    result = behave(tiny_bundle, small, "--examples", "1")
    assert result.exit_code == 0
    assert "of 6 checks" in result.stdout
    assert "expected" in result.stdout


def test_the_command_refuses_a_folder_without_cases_before_loading_a_model(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Classifier, "load", None)
    (small / "cases" / "t.yaml").unlink()
    result = behave(SHIPPED, small)
    assert isinstance(result.exception, InputError)
    assert "holds no cases" in str(result.exception)


def test_a_limit_for_a_test_that_there_is_not_is_refused(tiny_bundle: Path, small: Path) -> None:
    (small / "limits.yaml").write_text("tens: {target: 0, release: 0}", "utf-8")
    result = behave(tiny_bundle, small)
    assert isinstance(result.exception, SettingsError)
    assert "'tens' is no test of" in str(result.exception)
