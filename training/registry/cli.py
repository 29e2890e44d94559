"""The commands `quotestance models`, `promote` and `rollback`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from model.artifacts.metadata import SHIPPED, read_metadata
from model.artifacts.registry import CHAMPION, Registry, check_name
from model.cli import importing
from training.compare.gates import DEFAULT_GATES, read_gates
from training.options import DEFAULT_REGISTRY, GatesOption, RegistryOption
from training.registry.promotion import promote as promote_model
from training.tables import print_table

app = typer.Typer()
models = typer.Typer(invoke_without_command=True, help="List the models of a registry, or add one.")
app.add_typer(models, name="models")

# A --registry before the subcommand holds for it as well; the environment variable has been read there.
Registered = Annotated[
    Path | None, typer.Option("--registry", help="The folder that holds the models; else the one named before.")
]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the move.")]


@models.callback()
def list_models(context: typer.Context, registry: RegistryOption = DEFAULT_REGISTRY) -> None:
    """List the models of a registry with their aliases, and what each was made from."""
    context.obj = registry
    if context.invoked_subcommand:
        return
    held = Registry(registry)
    print_table(Console(), ("version", "alias", "created", "from", "units"), _rows(held), names=4)


def _rows(held: Registry) -> Iterator[Sequence[str]]:
    aliases = held.aliases()
    for version in held.versions():
        metadata, parent = held.metadata(version), held.lineage(version).get("parent") or ""
        names = ", ".join(alias.name for alias in aliases if alias.version == version)
        units = sum(corpus.units for corpus in metadata.corpora)
        yield version, names, metadata.created, str(parent), str(units)


@models.command("add")
def add(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(show_default=False, help="A model folder; the shipped model if left out.")
    ] = SHIPPED,
    *,
    version: Annotated[str, typer.Option(help="Its name in the registry; its own version if left out.")] = "",
    registry: Registered = None,
) -> None:
    """Add a model that was trained elsewhere, making the registry where there is none."""
    own = read_metadata(folder).version
    name = version or own
    check_name(name)  # before a registry is made for it
    to = Registry(registry or context.obj, create=True)
    to.check_new(name)
    with importing():
        import model.artifacts.bundle  # noqa: F401 (with which the registry loads what is added)
    typer.echo(to.add(folder, name, {"added": "by hand", "source": folder.name}))


@models.command("log")
def log(
    context: typer.Context,
    *,
    registry: Registered = None,
    alias: Annotated[str, typer.Option(help="Of which.")] = CHAMPION,
) -> None:
    """Show every move of an alias: when, what, by whom and why."""
    found = Registry(registry or context.obj).alias(alias)
    if found is None:
        typer.echo(f"nothing was ever promoted to {alias!r}", err=True)
        return
    for move in found.moves:
        forced = " by force" if move.forced else ""
        typer.echo(f"{move.at} {move.kind} {move.version}{forced} by {move.by}: {move.reason or 'no reason given'}")


@app.command()
def promote(
    version: Annotated[str, typer.Argument(help="A version, or an alias such as challenger.")],
    *,
    registry: RegistryOption = DEFAULT_REGISTRY,
    gates: GatesOption = DEFAULT_GATES,
    force: Annotated[bool, typer.Option("--force", help="Pass over the gates; needs --reason.")] = False,
    reason: Reason = "",
) -> None:
    """Make a model the champion, if it was compared with the present one and passes the gates."""
    alias = promote_model(Registry(registry), version, read_gates(gates), force=force, reason=reason)
    typer.echo(f"{alias.name} is {alias.version}")


@app.command()
def rollback(*, registry: RegistryOption = DEFAULT_REGISTRY, reason: Reason = "") -> None:
    """Go back to the champion before this one."""
    alias = Registry(registry).rollback(reason=reason)
    typer.echo(f"{alias.name} is {alias.version}")
