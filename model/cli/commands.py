"""Commands that need a model and nothing else: article, classify, info."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from model.article import read_article
from model.classifier import Classifier, checked_view
from model.cli.files import read_all, read_items, write_lines
from model.cli.table import show
from model.labels import View
from model.serial import to_json
from model.types import Prediction, Utterance

app = typer.Typer()
BLOCK = 256  # items read, classified and written at a time, so that memory stays bounded

Model = Annotated[Path | None, typer.Option(help="A model folder; the shipped model if left out.")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda or cuda:N.")]
Engine = Annotated[str, typer.Option(help="auto, torch, onnx or onnx-int8; auto takes the fastest that agrees.")]
Sides = Annotated[Path | None, typer.Option(help="Your own table of sides, over the shipped one.")]
ViewOption = Annotated[View, typer.Option(help="What the classifier may see of each quote.")]


@app.command()
def article(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of a table.")] = False,
    view: ViewOption = View.CONTEXT,
    model: Model = None,
    device: Device = "auto",
    engine: Engine = "auto",
    sides: Sides = None,
    date: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The article's day; today's sides if left out.")
    ] = None,
) -> None:
    """Find and label every quoted sentence of a news article."""
    text = read_all(file)
    classifier = Classifier.load(model, device, sides, engine)
    predictions = read_article(text, classifier, view, date.date() if date else None)
    if json:
        write_lines(None, map(to_json, predictions))
    elif predictions:
        show(predictions)
    else:
        Console(stderr=True).print("No quoted sentence was found.")


@app.command()
def classify(
    file: Annotated[
        str, typer.Argument(help="JSONL, one item a line: id, text, context, speaker; - for standard input.")
    ],
    *,
    output: Annotated[Path | None, typer.Option(help="Where to write; standard output if left out.")] = None,
    view: ViewOption = View.CONTEXT,
    model: Model = None,
    device: Device = "auto",
    engine: Engine = "auto",
    sides: Sides = None,
) -> None:
    """Label quotes that are given one a line, in the same order."""
    classifier = Classifier.load(model, device, sides, engine)
    write_lines(output, map(to_json, _classified(classifier, read_items(file), checked_view(view))))


def _classified(classifier: Classifier, items: Iterable[Utterance], view: View) -> Iterator[Prediction]:
    iterator = iter(items)
    while block := list(islice(iterator, BLOCK)):
        yield from classifier.classify(block, view)


@app.command()
def info(model: Model = None, device: Device = "auto", engine: Engine = "auto") -> None:
    """Say which model, device and engine would be used, and how good the model was measured to be."""
    classifier = Classifier.load(model, device, engine=engine)
    console = Console(soft_wrap=True)
    metadata, used = classifier.metadata, classifier.engine
    console.print(f"[bold]{metadata.name}[/] {metadata.version}, trained {metadata.created}")
    console.print(f"base     {metadata.architecture.kept}")
    console.print(f"engine   {used.name}: {used.reason}")
    for corpus in metadata.corpora:
        console.print(f"corpus   {corpus.name}, {corpus.units} units, sha256 {corpus.sha256[:12]}")
    for name, figure in metadata.figures.items():
        console.print(f"figure   {name}: {figure}")
