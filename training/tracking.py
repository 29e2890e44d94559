"""Runs and models in MLflow as well, where the extra `tracking` is installed; the registry folder needs none of it."""

import json
from pathlib import Path
from typing import Any

from model.errors import SettingsError
from model.registry import Registry
from training.compare.report import Comparison

EXPERIMENT = "quotestance"


def track(uri: str, registry: Path, version: str) -> str:
    """Log one registered model as an MLflow run and as a version of MLflow's registered model of the same name.

    The run holds recipe, counts, figures, comparisons and the model folder. Returns the run's id; raises SettingsError
    where MLflow is not installed or does not take the URI.
    """
    try:
        from mlflow import MlflowClient  # noqa: PLC0415 (an optional extra)
        from mlflow.exceptions import MlflowException  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError("--mlflow needs MLflow; install it with `pip install 'quotestance[tracking]'`") from error
    held = Registry(registry)
    try:
        client = MlflowClient(tracking_uri=uri, registry_uri=uri)
        run = client.create_run(_experiment(client), run_name=version).info
        _log(client, run.run_id, held, version)
        client.set_terminated(run.run_id)
        _register(client, run, version)
    except MlflowException as error:
        raise SettingsError(f"MLflow at {uri} did not take the run: {error.message}") from error
    return str(run.run_id)


def _log(client: Any, run: str, held: Registry, version: str) -> None:
    for name, value in _flat(held.lineage(version)).items():
        client.log_param(run, name, str(value)[:500])
    for name, figure in {**_flat(held.metadata(version).figures), **_compared(held, version)}.items():
        if isinstance(figure, int | float):
            client.log_metric(run, name, figure)
    for file in _files(held, version):
        client.log_artifact(run, str(file), "model")


def _register(client: Any, run: Any, version: str) -> None:
    if not client.search_registered_models(f"name = '{EXPERIMENT}'"):
        client.create_registered_model(EXPERIMENT)
    client.create_model_version(EXPERIMENT, f"{run.artifact_uri}/model", run.run_id, tags={"version": version})


def _compared(held: Registry, version: str) -> dict[str, float]:
    """Return the macro-F1 of the model, from the comparisons in which it was the challenger."""
    files = sorted((held.folder / "comparisons").glob(f"*..{version}.json"))
    found = [Comparison.model_validate_json(file.read_bytes()).tasks for file in files]
    return {f"{task}.macro_f1": one.macro_f1.challenger for tasks in found for task, one in tasks.items()}


def _experiment(client: Any) -> str:
    found = client.get_experiment_by_name(EXPERIMENT)
    return str(found.experiment_id if found else client.create_experiment(EXPERIMENT))


def _files(held: Registry, version: str) -> list[Path]:
    comparisons = (held.folder / "comparisons").glob(f"*..{version}.json")
    return [*sorted(path for path in held.path(version).iterdir() if path.is_file()), *sorted(comparisons)]


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return leaves by dotted names that MLflow takes; lists become JSON."""
    leaves: dict[str, Any] = {}
    for name, value in tree.items():
        clean = f"{prefix}{''.join(c if c.isalnum() or c in '_-./ ' else '_' for c in name)}"
        if isinstance(value, dict):
            leaves |= _flat(value, f"{clean}.")
        else:
            leaves[clean] = json.dumps(value) if isinstance(value, list) else value
    return leaves
