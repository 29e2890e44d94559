"""The command `quotestance drift`."""

import json
import reprlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from model.artifacts.metadata import SHIPPED, read_metadata
from model.checks import day_of
from model.cli import importing
from model.drift import Category, Finding, Profile, Verdict, categories_of, compare, profile, profile_of
from model.errors import InputError, RowError, first_fault
from model.files.named import STDIN, read_lines
from model.labels import Stance
from model.types import Prediction, StanceResult
from training.jsonl import parsed

app = typer.Typer()
CHANGED = 1
DATES = ("date", "at", "created_at")
COLOURS = {Verdict.STEADY: "green", Verdict.MOVED: "yellow", Verdict.CHANGED: "red", Verdict.TOO_FEW: "dim"}
INCOMPLETE = f"not a prediction: stance.probabilities must give each of {', '.join(Stance)} a number within 0..1"
NO_PROFILE = "the model carries no profile to measure against; measure against earlier predictions"
_PREDICTION: TypeAdapter[Prediction] = TypeAdapter(Prediction)


@app.command()
def drift(
    file: Annotated[str, typer.Argument(help="Predictions, JSONL as `classify` writes them; - for standard input.")],
    *,
    reference: Annotated[Path | None, typer.Option(help="Predictions to measure against, JSONL.")] = None,
    model: Annotated[
        Path, typer.Option(show_default="the shipped one", help="The model whose own reference is used otherwise.")
    ] = SHIPPED,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a day and measure.")] = False,
) -> None:
    """Say day by day what has moved, in plain words; status 1 says that something has changed.

    Rows with a date (`date`, `at` or `created_at`) are told apart by day; the others make one.
    """
    if file == STDIN and str(reference) == STDIN:
        raise InputError("standard input can be read only once; name a file for the predictions or for --reference")
    before, days = _reference(reference, model), _days(file)
    with importing():  # of SciPy, where there is enough to compare
        findings = {day: compare(before, after) for day, after in days.items()}
    for day, found in sorted(findings.items()):
        _show(day, found, as_json=as_json)
    if any(one.verdict is Verdict.CHANGED for found in findings.values() for one in found):
        raise typer.Exit(CHANGED)


def _reference(file: Path | None, model: Path) -> Profile:
    if file is not None:
        return profile(prediction for _, prediction in read_predictions(str(file)))
    carried = read_metadata(model).reference
    if not carried.n:
        raise InputError(f"{model}: {NO_PROFILE}, with --reference FILE")
    return carried


def _days(file: str) -> dict[str, Profile]:
    counted: dict[str, Counter[Category]] = defaultdict(Counter)
    for day, prediction in read_predictions(file):
        counted[day].update(categories_of([prediction]))
    if not counted:
        raise InputError(f"{file} holds no predictions")
    return {day: profile_of(counts) for day, counts in counted.items()}


def read_predictions(file: str) -> Iterator[tuple[str, Prediction]]:
    """Yield each prediction with its day, "all" where it has no date; raises RowError that names the line."""
    for number, line in read_lines(file):
        try:
            row = parsed(line)
            prediction = _PREDICTION.validate_python(row)
        except ValidationError as error:
            raise RowError(file, number, f"not a prediction: {first_fault(error)}; run classify first") from error
        except ValueError as error:
            raise RowError(file, number, str(error)) from error
        if not _is_complete(prediction.stance):
            given = reprlib.repr(row["stance"]["probabilities"])
            raise RowError(file, number, f"{INCOMPLETE}, got {given}; run classify first")
        yield _day(file, number, row), prediction


def _is_complete(stance: StanceResult) -> bool:
    shares = stance.probabilities
    return len(shares) == len(Stance) and all(0 <= share <= 1 for share in shares.values())


def _day(file: str, number: int, row: dict[str, Any]) -> str:
    given = next(((name, row[name]) for name in DATES if row.get(name)), None)
    if given is None:
        return "all"
    name, date = given
    try:
        return day_of(str(date)[:10]).isoformat()
    except ValueError as error:
        raise RowError(file, number, f"{name} must begin with a day, YYYY-MM-DD, got {reprlib.repr(date)}") from error


def _show(day: str, findings: list[Finding], *, as_json: bool) -> None:
    for one in findings:
        if as_json:
            plain = {"day": day, "measure": one.measure, "verdict": one.verdict, "psi": one.psi, "p": one.p}
            typer.echo(json.dumps(plain | {"words": one.words}, ensure_ascii=False))
        else:
            words = f"{day}  {one.words} (PSI {one.psi:.3f}, p = {one.p:.2g})"
            Console(soft_wrap=True).print(words, style=COLOURS[one.verdict], highlight=False, markup=False)
