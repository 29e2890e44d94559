"""Runs and models in MLflow as well, where the extra `tracking` is installed; the registry folder needs none of it."""

import json
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from model.artifacts.registry import Registry
from model.errors import SettingsError
from training.compare.kept import kept_of

EXPERIMENT = "quotestance"


def needs_mlflow() -> None:
    """Raise SettingsError where MLflow is not installed, before anything is trained."""
    if find_spec("mlflow") is None:
        raise SettingsError("--mlflow needs MLflow; install it with `pip install -e '.[tracking]'`")


def track(uri: str, registry: Path, version: str) -> str:
    """Log one registered model as an MLflow run and as a version of MLflow's registered model of the same name.

    The run holds recipe, counts, figures, comparisons and the model folder. Returns the run's id, that of the earlier
    run where the model was logged before; raises SettingsError where MLflow is not installed or does not take the run.
    """
    needs_mlflow()
    try:
        from mlflow import MlflowClient  # noqa: PLC0415 (an optional extra)
        from mlflow.exceptions import MlflowException  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(f"--mlflow needs MLflow, which does not load: {error}; install it again") from error
    held = Registry(registry)
    try:
        client = MlflowClient(tracking_uri=uri, registry_uri=uri)
        experiment = _experiment(client)
        return _logged(client, experiment, version) or _new(client, experiment, held, version)
    except (MlflowException, OSError) as error:
        raise SettingsError(f"MLflow at {uri} did not take the run: {error}") from error


def _logged(client: Any, experiment: str, version: str) -> str | None:
    """Return the id of the run that holds a version whole, if there is one."""
    found = client.search_runs([experiment], f"tags.version = '{version}' and attributes.status = 'FINISHED'")
    return str(found[0].info.run_id) if found else None


def _new(client: Any, experiment: str, held: Registry, version: str) -> str:
    """Log a run and register its model; a run that does not come to its end is marked as failed."""
    run = client.create_run(experiment, run_name=version, tags={"version": version}).info
    try:
        _log(client, run.run_id, held, version)
        _register(client, run, version)
    except BaseException:
        with suppress(Exception):  # the first error is the one to tell
            client.set_terminated(run.run_id, "FAILED")
        raise
    client.set_terminated(run.run_id)
    return str(run.run_id)


def _log(client: Any, run: str, held: Registry, version: str) -> None:
    for name, value in _flat(held.lineage(version)).items():
        client.log_param(run, name, str(value)[:500])
    found = held.metadata(version).figures
    measured = found.model_dump(exclude_none=True) if found else {}
    for name, figure in {**_flat(measured), **_compared(held, version)}.items():
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
    tasks = (pair for found in kept_of(held, version) for pair in found.tasks.items())
    return {f"{task}.macro_f1": one.macro_f1.challenger for task, one in tasks}


def _experiment(client: Any) -> str:
    found = client.get_experiment_by_name(EXPERIMENT)
    return str(found.experiment_id if found else client.create_experiment(EXPERIMENT))


def _files(held: Registry, version: str) -> list[Path]:
    return [*sorted(path for path in held.path(version).iterdir() if path.is_file()), *held.comparisons_of(version)]


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return leaves by dotted names that MLflow takes; lists become JSON."""
    leaves: dict[str, Any] = {}
    for name, value in tree.items():
        clean = f"{prefix}{''.join(c if c.isalnum() or c in '_-./ ' else '_' for c in name)}"
        if isinstance(value, dict):
            leaves |= _flat(value, f"{clean}.")
        else:
            leaves[clean] = json.dumps(value) if isinstance(value, list | tuple) else value
    return leaves
