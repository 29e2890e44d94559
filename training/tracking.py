"""Runs and models in MLflow as well, where the extra `tracking` is installed; the registry folder needs none of it."""

import json
from pathlib import Path
from typing import Any

from model.errors import SettingsError
from model.registry import Registry

EXPERIMENT = "quotestance"


def track(uri: str, registry: Path, version: str) -> str:
    """Log one registered model as an MLflow run: recipe, counts, figures, comparisons and the model folder.

    Returns the run's id; raises SettingsError where MLflow is not installed or does not take the URI.
    """
    try:
        from mlflow import MlflowClient  # noqa: PLC0415 (an optional extra)
        from mlflow.exceptions import MlflowException  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError("--mlflow needs MLflow; install it with `pip install 'quotestance[tracking]'`") from error
    held = Registry(registry, create=True)
    try:
        client = MlflowClient(tracking_uri=uri)
        run = client.create_run(_experiment(client), run_name=version).info.run_id
        for name, value in _flat(held.lineage(version)).items():
            client.log_param(run, name, str(value)[:500])
        for name, figure in _flat(held.metadata(version).figures).items():
            if isinstance(figure, int | float):
                client.log_metric(run, name, figure)
        for file in _files(held, version):
            client.log_artifact(run, str(file), "model")
        client.set_terminated(run)
    except MlflowException as error:
        raise SettingsError(f"MLflow at {uri} did not take the run: {error.message}") from error
    return str(run)


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
