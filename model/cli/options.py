"""Options that commands of several rooms share; what is wrong with one is told before anything long begins."""

from pathlib import Path
from typing import Annotated

import typer

from model.artifacts.metadata import read_metadata
from model.checks import checked_threshold
from model.errors import InputError
from model.labels import View


def model_folder(folder: Path | None) -> Path | None:
    """Return the model folder that an option names; raises BundleError where it is none."""
    if folder is not None:
        read_metadata(folder)
    return folder


Model = Annotated[
    Path | None, typer.Option(callback=model_folder, help="A model folder; the shipped model if left out.")
]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda or cuda:N.")]
Engine = Annotated[
    str | None,
    typer.Option(
        help="auto, torch, onnx or onnx-int8; auto takes the fastest that costs hardly any accuracy. "
        "What QUOTESTANCE_ENGINE names, or else auto, if left out."
    ),
]
Sides = Annotated[Path | None, typer.Option(help="Your own table of sides, over the shipped one.")]
ViewOption = Annotated[View, typer.Option(help="What the classifier may see of each quote.")]


def _probability(value: float | None) -> float | None:
    try:
        return checked_threshold(value)
    except InputError as error:
        raise typer.BadParameter(str(error)) from error


Threshold = Annotated[
    float | None,
    typer.Option(
        callback=_probability,
        help="The least probability (0..1) at which a stance is vouched for; the model's own if left out.",
    ),
]
