"""The command `quotestance retrain`."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from model.cli import importing
from model.files.named import check_files
from model.progress import Progress
from training.compare.gates import DEFAULT_GATES, read_gates
from training.compare.table import show
from training.config import DEFAULT_CONFIG
from training.data.units import AUTHORED
from training.imports.cli import report
from training.options import (
    DEFAULT_REGISTRY,
    Corpus,
    EvaluationArticles,
    EvaluationSet,
    Files,
    GatesOption,
    Recipe,
    RegistryOption,
    Targets,
)
from training.registry.tracking import needs_mlflow, track
from training.retrain.types import BadRowsError, BusyError, Inputs, Options, Outcome, Status

if TYPE_CHECKING:
    from training.retrain.plan import Plan

app = typer.Typer()


@app.command("retrain")
def retrain_(
    *,
    on: EvaluationSet,
    corrections: Annotated[Files, typer.Option(help="Exported corrections or other labels; may be repeated.")] = [],
    corpus: Corpus = [*AUTHORED],
    real: Annotated[Files, typer.Option(help="Labels by reference into --real-articles.")] = [],
    real_articles: Annotated[Files, typer.Option(help="The articles that --real refers to.")] = [],
    articles: EvaluationArticles = [],
    targets: Targets = [],
    tones: Annotated[Files, typer.Option(help="Labels of the tone alone, by reference into --real-articles.")] = [],
    config: Recipe = DEFAULT_CONFIG,
    gates: GatesOption = DEFAULT_GATES,
    registry: RegistryOption = DEFAULT_REGISTRY,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or cuda:N, to measure on.")] = "auto",
    keep_good: Annotated[bool, typer.Option("--keep-good", help="Train though some rows are bad.")] = False,
    promote: Annotated[bool, typer.Option("--promote", help="Make it the champion if it passes the gates.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything and say what would be done.")] = False,
    mlflow: Annotated[str, typer.Option(help="An MLflow tracking URI to log the run to.")] = "",
) -> None:
    """Check corpus and corrections, train, measure, and put the new model into the registry beside the champion.

    Status: 0 done or nothing new, 2 wrong use, 3 bad rows, 4 not better, 75 another run is under way.
    """
    inputs = Inputs(
        config,
        corpus=tuple(corpus),
        corrections=tuple(corrections),
        evaluation=tuple(on),
        evaluation_articles=tuple(articles),
        real=tuple(real),
        articles=tuple(real_articles),
        targets=tuple(targets),
        tones=tuple(tones),
    )
    options = Options(registry, read_gates(gates), keep_good, promote, device)
    if mlflow:
        needs_mlflow()
    check_files(*inputs.files)
    with importing():
        from training.retrain.run import check, retrain
        from training.run import train
    try:
        if dry_run:
            raise typer.Exit(_say(check(inputs, options), options))
        outcome = retrain(inputs, options, Progress(), train)
    except BadRowsError as error:
        raise _ended(error, Status.BAD_ROWS) from error
    except BusyError as error:
        raise _ended(error, Status.BUSY) from error
    if mlflow:
        track(mlflow, registry, outcome.version)
    raise typer.Exit(_tell(outcome))


def _ended(error: Exception, status: Status) -> typer.Exit:
    typer.secho(f"quotestance: {error}", fg="red", err=True)
    return typer.Exit(status)


def _say(plan: "Plan", options: Options) -> Status:
    """Print what would be done."""
    report(plan.checked)
    for name, count in plan.counts.items():
        typer.echo(f"{count:6d} {name}")
    typer.echo(
        f"seeds {', '.join(map(str, plan.config.seeds))}; base {plan.config.base}; fingerprint {plan.fingerprint[:16]}"
    )
    if plan.warning:
        typer.echo(plan.warning)
    return Status.BAD_ROWS if plan.checked.bad and not options.keep_good else Status.DONE


def _tell(outcome: Outcome) -> Status:
    """Print what came of it."""
    if outcome.comparison and outcome.verdict:
        show(outcome.comparison, outcome.verdict, Console(stderr=True))
    elif outcome.verdict:
        for objection in outcome.verdict.objections:
            typer.echo(f"  {objection}", err=True)
    typer.echo(f"{outcome.version}{' is champion' if outcome.promoted else ''}")
    return outcome.status
