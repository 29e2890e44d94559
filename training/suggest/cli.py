"""The command `quotestance suggest`."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from model.cli import importing
from model.cli.options import Device, Model
from model.errors import InputError
from model.files.named import apart, check_readable, read_items, writing
from model.progress import Progress
from model.types import Prediction, Utterance
from training.suggest.choice import SEED, Choice, Why

app = typer.Typer()


@app.command()
def suggest(
    file: Annotated[str, typer.Argument(help="Unlabelled quotes, JSONL as for `classify`; - for standard input.")],
    *,
    n: Annotated[int, typer.Option("--n", help="How many to choose.", min=len(Why))] = 50,
    output: Annotated[Path | None, typer.Option(help="Where to write; standard output if left out.")] = None,
    model: Model = None,
    device: Device = "auto",
    seed: Annotated[int, typer.Option(help="Of all that is left to chance.", min=0, max=2**32 - 1)] = SEED,
) -> None:
    """Choose the quotes to label next: random ones for an audit, uncertain ones, and ones unlike the others."""
    apart(output, file)
    check_readable(file)
    with importing():
        from model.classifier import Classifier
        from training.suggest.choose import choose
    with writing(output) as out:  # first, so that one that cannot be written is told before any work
        items = _distinct(read_items(file))
        if not items:
            raise InputError(f"{file} holds no items to choose from")
        classifier = Classifier.load(model, device)
        predictions = classifier.classify(Progress().track(items, "labelling"))
        choices = choose(predictions, n, seed)
        for one in choices:
            print(_line(items[one.index], predictions[one.index], one), file=out)
    counts = Counter(one.why for one in choices)
    typer.echo(", ".join(f"{count} {why}" for why, count in counts.items()), err=True)


def _distinct(items: Iterable[Utterance]) -> list[Utterance]:
    return list({(item.text, item.context): item for item in items if item.text.strip()}.values())


def _line(item: Utterance, prediction: Prediction, choice: Choice) -> str:
    """Return a row that goes on to Label Studio, Argilla or a spreadsheet, and back through `quotestance import`."""
    row = {
        "id": item.id,
        "text": item.text,
        "context": item.context,
        "speaker": item.speaker or prediction.speaker.name or None,
        "why": choice.why,
        "score": choice.score,
        "shown_stance": prediction.stance.label,
        "shown_sentiment": prediction.sentiment.label,
        "confidence": round(prediction.stance.probabilities[prediction.stance.label], 4),
    }
    return json.dumps(row, ensure_ascii=False)
