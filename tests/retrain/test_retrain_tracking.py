"""Retraining that is tracked: each version once, and a run that fails."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from model.artifacts.registry import Registry
from model.cli import main
from model.errors import SettingsError
from training.registry.tracking import track


class FakeMlflow:
    """As much of a client as tracking asks for; fails at a step where it is told to."""

    def __init__(self, fails: str = "") -> None:
        self.fails, self.runs, self.versions = fails, dict[str, dict[str, str]](), list[str]()

    def get_experiment_by_name(self, _: str) -> SimpleNamespace:
        return SimpleNamespace(experiment_id="1")

    def search_runs(self, _: list[str], wanted: str) -> list[SimpleNamespace]:
        held = {f"tags.version = '{one['version']}' and attributes.status = '{one['status']}'": name
                for name, one in self.runs.items()}  # fmt: skip
        return [SimpleNamespace(info=SimpleNamespace(run_id=held[wanted]))] if wanted in held else []

    def create_run(self, _: str, run_name: str, tags: dict[str, str]) -> SimpleNamespace:
        name = f"run {len(self.runs)}"
        self.runs[name] = tags | {"status": "RUNNING", "name": run_name}
        return SimpleNamespace(info=SimpleNamespace(run_id=name, artifact_uri="x"))

    def set_terminated(self, run: str, status: str = "FINISHED") -> None:
        self.runs[run]["status"] = status

    def search_registered_models(self, _: str) -> list[str]:
        return ["quotestance"]

    def create_model_version(self, *_: object, tags: dict[str, str]) -> None:
        self.versions.append(tags["version"])

    def log_param(self, *_: object) -> None:
        if self.fails == "log_param":
            raise OSError("disk full")

    def log_metric(self, *_: object) -> None: ...

    def log_artifact(self, *_: object) -> None: ...


def test_a_version_is_logged_once_and_a_run_that_fails_is_marked(
    tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mlflow = pytest.importorskip("mlflow", reason="MLflow is an optional extra: pip install -e '.[tracking]'")
    registry = Registry(tmp_path / "registry", create=True)
    registry.add(tiny_bundle, "one", {"seeds": [1]})
    client = FakeMlflow(fails="log_param")
    monkeypatch.setattr(mlflow, "MlflowClient", lambda **_: client)
    with pytest.raises(SettingsError, match=r"MLflow at sqlite:///x\.db did not take the run: disk full"):
        track("sqlite:///x.db", registry.folder, "one")
    client.fails = ""
    assert track("sqlite:///x.db", registry.folder, "one") == track("sqlite:///x.db", registry.folder, "one") == "run 1"
    assert [run["status"] for run in client.runs.values()] == ["FAILED", "FINISHED"]
    assert client.versions == ["one"]


def test_mlflow_is_missed_before_anything_is_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("training.registry.tracking.find_spec", lambda _: None)
    monkeypatch.setattr("training.retrain.run.retrain", lambda *_: pytest.fail("it was trained"))
    asked = ["retrain", "--on", str(tmp_path / "on.jsonl"), "--registry", str(tmp_path / "r")]
    assert main([*asked, "--mlflow", "sqlite:///x.db"]) == 2
    assert "--mlflow needs MLflow" in capsys.readouterr().err
