"""Commands of the service: serve, config, key."""

import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from model.cli import importing

if TYPE_CHECKING:
    from service.settings import Configuration, Settings

app = typer.Typer()
File = Annotated[Path | None, typer.Option("--config", help="A TOML file of settings.")]
UNWRAPPED = 100_000  # columns
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any setting, by its name.")]


@app.command()
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to bind.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to bind.")] = None,
    model: Annotated[Path | None, typer.Option(help="A model folder; the shipped model if left out.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda or cuda:N.")] = None,
    engine: Annotated[str | None, typer.Option(help="auto, torch, onnx or onnx-int8.")] = None,
    api_keys: Annotated[Path | None, typer.Option(help="A file of hashed keys.")] = None,
    allow_open: Annotated[bool | None, typer.Option("--allow-open", help="Serve everybody without keys.")] = None,
    file: File = None,
    others: Set = None,
) -> None:
    """Serve the HTTP interface; `quotestance config` lists all settings."""
    with importing():
        from service.settings import load_settings
    named = {"host": host, "port": port, "model": model, "device": device, "engine": engine, "api_keys": api_keys}
    _serve(load_settings({**named, "allow_open": allow_open, **_pairs(others)}, file))


def _serve(configuration: "Configuration") -> None:
    settings = configuration.settings
    _check(settings)
    with importing():
        import torch

        from model.classifier import Classifier
        from service.app import create_app
        from service.lifecycle.origin import model_folder
        from service.observability.logs import configure
        from service.server import bind, run
    configure(settings.log_level)
    for name in configuration.unknown:
        logging.getLogger(__name__).warning("%s is set in the environment and is not a setting", name)
    listening = bind(settings)  # before the model is loaded, which takes seconds
    if settings.threads:
        torch.set_num_threads(settings.threads)
    classifier = Classifier.load(model_folder(settings), settings.device, settings.sides, settings.engine)
    run(create_app(classifier, settings), settings, listening)


@app.command()
def config(
    file: File = None,
    others: Set = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Print every setting, its value, and where the value comes from; what `serve` refuses at once is refused."""
    with importing():
        from service.settings import load_settings
    configuration = load_settings(_pairs(others), file)
    _check(configuration.settings)
    if as_json:
        typer.echo(json.dumps(_described(configuration), indent=1, ensure_ascii=False))
    else:
        _show(configuration)
    for name in configuration.unknown:
        typer.echo(f"{name} is set in the environment and is not a setting", err=True)


def _check(settings: "Settings") -> None:
    """Refuse what can be refused before a model is loaded; raises QuotestanceError."""
    with importing():
        from service.lifecycle.origin import model_folder
        from service.security.exposure import check_exposure
        from service.security.keys import Keyring
    check_exposure(settings)
    Keyring.load(settings.api_keys)
    model_folder(settings)


def _show(configuration: "Configuration") -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("setting", "value", "source", "meaning"):
        table.add_column(title, overflow="fold")
    values = _values(configuration.settings)
    for name, field in type(configuration.settings).model_fields.items():
        table.add_row(name, escape(_plain(values[name])), escape(configuration.sources[name]), field.description)
    # What reads a pipe wants a setting a line; a terminal has its own width.
    Console(width=None if sys.stdout.isatty() else UNWRAPPED).print(table, crop=False)


def _values(settings: "Settings") -> dict[str, Any]:
    """Return the values of all settings as plain data, a database's password hidden."""
    with importing():
        from sqlalchemy import make_url

        from service.corrections.address import shown
    return settings.model_dump(mode="json") | {"corrections": shown(make_url(settings.corrections))}


def _described(configuration: "Configuration") -> dict[str, dict[str, Any]]:
    values = _values(configuration.settings)
    return {
        name: {"value": values[name], "source": configuration.sources[name], "meaning": field.description}
        for name, field in type(configuration.settings).model_fields.items()
    }


@app.command()
def key(
    name: Annotated[str, typer.Argument(help="Who it is for; appears in logs.")],
    *,
    admin: Annotated[bool, typer.Option("--admin", help="May also change the service.")] = False,
    rate: Annotated[int, typer.Option(help="Items a minute; 0 is without bound.", min=0)] = 0,
) -> None:
    """Make an API key: the key goes to standard error, once; its line for the key file to standard output."""
    with importing():
        from service.security.keys import new_key
    secret, line = new_key(name, admin=admin, rate=rate)
    typer.echo(f"key for {name}, shown only now: {secret}", err=True)
    typer.echo(line)


def _pairs(others: list[str] | None) -> dict[str, Any]:
    pairs = [pair.partition("=") for pair in others or []]
    for name, equals, _ in pairs:
        if not equals:
            raise typer.BadParameter(f"--set takes NAME=VALUE, got {name!r}")
    return {name.replace("-", "_"): value for name, _, value in pairs}


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value)
