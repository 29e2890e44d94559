"""How far an engine's answers are from the reference's, on invented statements read with every side and view."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from model.bundle import Metadata
from model.decode import Array
from model.engines.interface import Engine
from model.inputs import Encoded, Example, InputEncoder
from model.labels import Side, View

PROBES = Path(__file__).with_name("probes.txt")
ROWS = 16  # computed at once


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
    rows = sorted(probe_rows(inputs), key=len)
    pairs = [
        (_probabilities(engine, inputs, part, metadata), _probabilities(reference, inputs, part, metadata))
        for part in (rows[start : start + ROWS] for start in range(0, len(rows), ROWS))
    ]
    one, two = (np.concatenate(side) for side in zip(*pairs, strict=True))
    chosen = one.argmax(axis=1)
    given = np.take_along_axis(two, chosen[:, None], axis=1)[:, 0]
    return Agreement(labels=float((chosen == two.argmax(axis=1)).mean()), loss=float((two.max(axis=1) - given).mean()))


def _probabilities(engine: Engine, inputs: InputEncoder, rows: list[Encoded], metadata: Metadata) -> Array:
    logits = engine.logits(inputs.batch(rows))
    calibration = metadata.calibration.context
    return np.concatenate(
        [calibration.stance.probabilities(logits.stance), calibration.sentiment.probabilities(logits.sentiment)]
    )


def probe_rows(inputs: InputEncoder) -> list[Encoded]:
    """Return every statement with every side, and by its words alone."""
    return [
        inputs.encode(example, view)
        for quote, after in _statements()
        for view, sides in ((View.CONTEXT, tuple(Side)), (View.TEXT, (Side.UNKNOWN,)))
        for example in (Example(quote, "", after, side) for side in sides)
    ]


@cache
def _statements() -> tuple[tuple[str, str], ...]:
    """Return (quoted words, words after them) of each line of the file."""
    lines = PROBES.read_text("utf-8").splitlines()
    return tuple((quote, after) for quote, _, after in (line.partition("|") for line in lines if line))
