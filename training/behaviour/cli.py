"""The command `quotestance behave`."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from model.artifacts.figures import FailedCheck
from model.cli import importing
from model.cli.options import Device, Model
from model.errors import SettingsError
from training.behaviour.cases import CASES, read_tests
from training.behaviour.limits import LIMITS, Limits, breaches, read_limits
from training.behaviour.report import EXAMPLES, Report, Result, figures
from training.behaviour.run import run_suite
from training.tables import print_table

app = typer.Typer()
BROKEN = 1
COLUMNS = ("test", "kind", "checks", "flips", "fails", "target", "limit")


@app.command()
def behave(
    *,
    model: Model = None,
    device: Device = "auto",
    cases: Annotated[Path, typer.Option(show_default="the shipped ones", help="A folder of tests, YAML.")] = CASES,
    limits: Annotated[
        Path, typer.Option(show_default="the shipped ones", help="The failure rates allowed, YAML.")
    ] = LIMITS,
    examples: Annotated[int, typer.Option(min=0, help="Failures shown of each test.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="The whole report as JSON.")] = False,
) -> None:
    """Run the behaviour suite on a model; status 1 says that a test fails more often than its limit allows."""
    allowed, tests = read_limits(limits), read_tests(cases)
    known = [test.name for test in tests]
    if limits != LIMITS and (unknown := [name for name in allowed if name not in known]):
        raise SettingsError(f"{limits}: {unknown[0]!r} is no test of {cases}; it must be of {', '.join(known)}")
    with importing():
        from model.classifier import Classifier
    report = run_suite(Classifier.load(model, device), tests)
    broken = breaches(report, allowed)
    if as_json:
        plain = figures(report, examples or EXAMPLES).model_dump()
        typer.echo(json.dumps(plain | {"breaches": list(map(str, broken))}, ensure_ascii=False))
    else:
        _show(report, allowed, examples)
    if broken:
        raise typer.Exit(BROKEN)


def _show(report: Report, limits: Limits, examples: int) -> None:
    console = Console(soft_wrap=True)
    print_table(console, COLUMNS, _rows(report.results, limits), names=2)
    console.print(f"{report.model} passes {report.rate:.1%} of {report.n} checks.", highlight=False)
    for row in figures(report, examples).tests:
        for example in row.examples:
            console.print(_words(example), highlight=False, markup=False)
    for breach in breaches(report, limits):
        console.print(str(breach), style="red", highlight=False)


def _rows(results: Sequence[Result], limits: Limits) -> Iterator[Sequence[str]]:
    for result in results:
        limit = limits.get(result.test)
        bounds = (limit.target, limit.release) if limit else (None, None)
        rates = (result.flip_rate, result.failure_rate, *bounds)
        shown = ("-" if rate is None else f"{rate:.1%}" for rate in rates)
        yield result.test, result.kind, str(len(result.outcomes)), *shown


def _words(example: FailedCheck) -> str:
    first = f"\n{example.id}, expected {example.expected}\n  {example.label}: {example.text}"
    return first if example.changed is None else f"{first}\n  {example.changed_label}: {example.changed}"
