"""The command `quotestance compare`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from model.artifacts.registry import Registry, is_registry
from model.cli import importing
from model.cli.options import Device
from model.errors import RegistryError, StorageError
from model.files.named import check_files
from model.progress import Progress
from training.behaviour.cases import read_tests, select
from training.compare.comparison import Comparison
from training.compare.gates import DEFAULT_GATES, judge, read_gates
from training.compare.kept import keep
from training.compare.table import show
from training.data.frozen import read_frozen
from training.options import DEFAULT_REGISTRY, EvaluationArticles, EvaluationSet, GatesOption, RegistryOption

app = typer.Typer()
REFUSED = 1


@app.command("compare")
def compare_(
    champion: Annotated[str, typer.Argument(help="A version or alias in the registry, or a model folder.")],
    challenger: Annotated[str, typer.Argument(help="The same, for what may take its place.")],
    *,
    on: EvaluationSet,
    articles: EvaluationArticles = [],
    gates: GatesOption = DEFAULT_GATES,
    registry: RegistryOption = DEFAULT_REGISTRY,
    device: Device = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="The whole comparison as JSON.")] = False,
) -> None:
    """Compare two models on the same quotes; status 1 says that the challenger does not pass the gates."""
    check_files(*on)
    rules, units = read_gates(gates), read_frozen(on, articles)
    tests = select(read_tests(), rules.behaviour_tests)
    folders = _folder(registry, champion), _folder(registry, challenger)
    with importing():
        from training.compare.measure import measure
    found = measure(folders, units, tests, Progress(), device)
    if is_registry(registry):
        store(Registry(registry), found, folders)
    verdict = judge(found, rules)
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        show(found, verdict, Console())
    if not verdict.passed:
        raise typer.Exit(REFUSED)


def store(registry: Registry, found: Comparison, folders: tuple[Path, Path]) -> None:
    """Keep a comparison of two models of the registry, so that promotion can rest on it.

    One with a folder elsewhere is not kept: it may bear the version of a model in the registry and be another one.
    """
    held, versions = registry.versions(), (found.champion, found.challenger)
    if all(
        version in held and folder.samefile(registry.path(version))
        for version, folder in zip(versions, folders, strict=True)
    ):
        keep(registry, found)


def _folder(registry: Path, name: str) -> Path:
    """Return where a model lies: what the registry knows comes before a folder of its name (`./NAME`)."""
    try:
        return Registry(registry).path(name)
    except (RegistryError, StorageError):
        # An alias may be damaged, or of a model that is gone.
        if Path(name).is_dir() and not (is_registry(registry) and Registry(registry).has_alias(name)):
            return Path(name)
        raise
