"""How far an engine's answers are from the reference's, on invented statements, in context with every side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from model.artifacts.metadata import Metadata
from model.decode import Array, ViewCalibration
from model.engines.interface import Engine
from model.inputs import Encoded, Example, InputEncoder
from model.labels import Side, View
from model.network import Batch

PROBES = Path(__file__).with_name("probes.txt")
ROWS = 16  # computed at once
_SIDES_OF = {View.CONTEXT: tuple(Side), View.TEXT: (Side.UNKNOWN,)}  # a view -> the sides that it is read with


@dataclass(frozen=True, slots=True)
class Probe:
    """One statement as it is read in one view."""

    view: View
    row: Encoded


@dataclass(frozen=True, slots=True)
class Agreement:
    """`labels`: share of stances and sentiments that are the same.

    `loss`: accuracy that is lost, if the reference's calibrated probabilities are right: the mean of what it gives to
    its own label less what it gives to the engine's, 0..1. Unlike `labels`, it counts a change between near equals as
    the small matter that it is.
    """

    labels: float
    loss: float


def compare(engine: Engine, reference: Engine, metadata: Metadata) -> Agreement:
    """Compare the calibrated probabilities of two engines of one model."""
    inputs = InputEncoder(metadata.architecture.base, metadata.inputs)
    parts = [(metadata.calibration.of(view), inputs.batch(rows)) for view, rows in _parts(probes_of(inputs))]
    one, two = (np.concatenate([_probabilities(by, *part) for part in parts]) for by in (engine, reference))
    chosen = one.argmax(axis=1)
    given = np.take_along_axis(two, chosen[:, None], axis=1)[:, 0]
    return Agreement(labels=float((chosen == two.argmax(axis=1)).mean()), loss=float((two.max(axis=1) - given).mean()))


def _parts(probes: Sequence[Probe]) -> Iterator[tuple[View, list[Encoded]]]:
    """Yield batches of rows of like length, each of one view."""
    for view in _SIDES_OF:
        rows = sorted((probe.row for probe in probes if probe.view is view), key=len)
        for start in range(0, len(rows), ROWS):
            yield view, rows[start : start + ROWS]


def _probabilities(engine: Engine, calibration: ViewCalibration, batch: Batch) -> Array:
    logits = engine.logits(batch)
    return np.concatenate(
        [calibration.stance.probabilities(logits.stance), calibration.sentiment.probabilities(logits.sentiment)]
    )


def probes_of(inputs: InputEncoder) -> list[Probe]:
    """Return every statement with every side, and by its words alone."""
    return [
        Probe(view, inputs.encode(example, view))
        for quote, after in _statements()
        for view, sides in _SIDES_OF.items()
        for example in (Example(quote, "", after, side) for side in sides)
    ]


@cache
def _statements() -> tuple[tuple[str, str], ...]:
    """Return (quoted words, words after them) of each line of the file."""
    lines = PROBES.read_text("utf-8").splitlines()
    return tuple((quote, after) for quote, _, after in (line.partition("|") for line in lines if line))
