"""MLflow, where the extra is installed: the run and the model are there, and nothing of ours depends on it."""

import builtins
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from model.artifacts.registry import Registry
from model.errors import SettingsError
from training.registry.tracking import track


@pytest.fixture
def registry(tmp_path: Path, tiny_bundle: Path) -> Path:
    made = Registry(tmp_path / "registry", create=True)
    made.add(tiny_bundle, "one", {"seeds": [1, 2], "counts": {"in conflict": 3}, "parent": None})
    return made.folder


@pytest.mark.filterwarnings("ignore")  # of MLflow's own making
def test_a_registered_model_becomes_a_run_and_a_model_version(registry: Path, tmp_path: Path) -> None:
    mlflow = pytest.importorskip("mlflow", reason="MLflow is an optional extra: pip install -e '.[tracking]'")
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    client = mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri)
    client.create_experiment("quotestance", artifact_location=(tmp_path / "artifacts").as_uri())
    run = client.get_run(track(uri, registry, "one"))
    assert run.info.run_name == "one"
    assert (run.data.params["counts.in conflict"], run.data.params["seeds"]) == ("3", "[1, 2]")
    assert {"model/metadata.json", "model/lineage.json"} <= {
        one.path for one in client.list_artifacts(run.info.run_id, "model")
    }
    [version] = client.search_model_versions("name = 'quotestance'")
    assert version.tags == {"version": "one"}


def test_without_mlflow_one_is_told_how_to_get_it(registry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name.startswith("mlflow"):
            raise ImportError(name)
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingsError, match=r"\.\[tracking\]"):
        track("sqlite:///x.db", registry, "one")
