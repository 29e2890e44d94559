"""Commands that need a model and nothing else: article, classify, info."""

import datetime as dt
import hashlib
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from model.artifacts.figures import TaskFigures, TasksMeasured
from model.checks import day_of
from model.cli import importing
from model.cli.answers import answers
from model.cli.options import Device, Engine, Model, Sides, Threshold, ViewOption
from model.cli.part import Run
from model.errors import InputError
from model.files.hashing import sha256_of
from model.files.named import apart, check_files, check_readable, count_items, read_all, read_items, write_lines
from model.labels import View
from model.language.inflect import counted
from model.progress import Progress
from model.types import Utterance

if TYPE_CHECKING:
    from model.classifier import Classifier

app = typer.Typer()
BLOCK = 256  # items read, classified and written at a time, so that memory stays bounded


def _day(written: str) -> dt.date:
    try:
        return day_of(written)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@app.command()
def article(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of a table.")] = False,
    view: ViewOption = View.CONTEXT,
    model: Model = None,
    device: Device = "auto",
    engine: Engine = None,
    sides: Sides = None,
    date: Annotated[
        dt.date | None,
        typer.Option(parser=_day, metavar="YYYY-MM-DD", help="The article's day; today's sides if left out."),
    ] = None,
    threshold: Threshold = None,
) -> None:
    """Find and label every quoted sentence of a news article."""
    check_readable(file, sides)
    with importing():
        from model.article import read_article
        from model.classifier import Classifier
        from model.cli.table import show
        from model.serial import to_json
    text = read_all(file)
    classifier = Classifier.load(model, device, sides, engine)
    predictions = read_article(text, classifier, view, date, threshold=threshold)
    if as_json:
        write_lines(None, map(to_json, predictions))
    elif predictions:
        show(predictions)
    else:
        Console(stderr=True).print(
            "No quoted sentence was found. Only words in quotation marks are read, no titles or names among them."
        )


@app.command()
def classify(
    file: Annotated[
        str, typer.Argument(help="JSONL, one item a line: id, text, context, speaker; - for standard input.")
    ],
    *,
    output: Annotated[
        Path | None, typer.Option(help="Where to write; standard output if left out. OUTPUT.part is half done.")
    ] = None,
    view: ViewOption = View.CONTEXT,
    model: Model = None,
    device: Device = "auto",
    engine: Engine = None,
    sides: Sides = None,
    threshold: Threshold = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Drop a half-done run instead of going on with it.")
    ] = False,
) -> None:
    """Label quotes that are given one a line, in the same order; an interrupted run goes on when called again.

    A file is checked whole before any work. Of a pipe all that comes before a bad line is answered.
    """
    apart(output, file, sides)
    check_readable(file)
    check_files(sides)
    with importing():
        from model.classifier import Classifier
        from model.serial import to_json
    # The output comes first, so that one that cannot be written is told before any work.
    with answers(output, restart=restart) as kept:
        total = count_items(file)
        classifier = Classifier.load(model, device, sides, engine)
        items, progress = read_items(file), Progress()
        kept.begin(_run(classifier, view, threshold, sides), items)
        if kept.answered:
            progress.say(f"going on after {counted(kept.answered, 'answer')}")

        def labelled() -> Iterator[Utterance]:
            for block in _blocks(items):
                kept.add(block, map(to_json, classifier.classify(block, view, threshold=threshold)))
                yield from block

        shown = output is not None or not sys.stdout.isatty()  # elsewhere the answers show how far it is
        deque(progress.track(labelled(), "labelling", total, kept.answered) if shown else labelled(), maxlen=0)


def _run(classifier: "Classifier", view: View, threshold: float | None, sides: Path | None) -> Run:
    """Return what decides the answers, beside the items: one run is taken up where all of it is the same."""
    metadata = classifier.metadata
    digest = hashlib.sha256(metadata.model_dump_json().encode()).hexdigest()[:12]
    return {
        "program": version("quotestance"),
        "model": f"{metadata.name} {metadata.version} ({digest})",
        "engine": classifier.engine.name,
        "view": view,
        "threshold": "the model's" if threshold is None else str(threshold),
        "sides": sha256_of(sides)[:12] if sides else "the shipped ones",
    }


def _blocks(items: Iterable[Utterance]) -> Iterator[list[Utterance]]:
    """Yield lists of items, those before a line that is no item as well."""
    block: list[Utterance] = []
    try:
        for item in items:
            block.append(item)
            if len(block) == BLOCK:
                yield block
                block = []
    except InputError:
        if block:
            yield block
        raise
    if block:
        yield block


@app.command()
def info(
    *,
    model: Model = None,
    device: Device = "auto",
    engine: Engine = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="All that is known of the model, as one JSON object.")
    ] = False,
) -> None:
    """Say which model, device and engine would be used, and how good the model was measured to be."""
    with importing():
        from model.classifier import Classifier
    classifier = Classifier.load(model, device, engine=engine)
    if as_json:
        used = {"name": classifier.engine.name, "reason": classifier.engine.reason}
        typer.echo(json.dumps(classifier.metadata.model_dump(mode="json") | {"engine": used}, ensure_ascii=False))
    else:
        typer.echo(lines(_known(classifier)))


def lines(told: Iterable[tuple[str, str]]) -> str:
    """Return a line for each, titles above one another."""
    return "\n".join(f"{title:<12} {text}" for title, text in told)


def _known(classifier: "Classifier") -> Iterator[tuple[str, str]]:
    metadata, used = classifier.metadata, classifier.engine
    yield "model", f"{metadata.name} {metadata.version}, trained {metadata.created}"
    yield "base", metadata.architecture.kept
    yield "engine", f"{used.name}: {used.reason}"
    for corpus in metadata.corpora:
        yield "corpus", f"{corpus.name}, {counted(corpus.units, 'unit')}, sha256 {corpus.sha256[:12]}"
    if metadata.figures:
        yield from scores(metadata.figures)
    yield "figures", "all with --json" if metadata.figures else "none, since it was not measured"


def scores(measured: TasksMeasured) -> Iterator[tuple[str, str]]:
    """Yield each task and its main figures in words."""
    for task, found in measured.tasks():
        yield task, _score(found)


def _score(found: TaskFigures) -> str:
    low, high = found.interval
    surest = f"accuracy of the surest 70% {found.accuracy_at_70}"
    return f"macro-F1 {found.macro_f1}, 95% interval {low} to {high}, ECE {found.ece}, {surest}"
