"""Weights that keep rare classes from being drowned: in the text view nine of ten quotes are neutral."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.labels import View
from training.data.examples import Labelled
from training.data.tasks import CLASSES

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Balance:
    """Loss weights of the classes, each (3,), with mean 1 over the examples that they were made from."""

    context: Weights
    text: Weights
    sentiment: Weights

    def stance(self, view: View) -> Weights:
        """Return the weights for the stance of one view."""
        return self.text if view is View.TEXT else self.context


def balance_of(rows: Sequence[Labelled], strength: float) -> Balance:
    """Return weights proportional to the classes' shares to the power of -`strength` (0: all 1; 1: fully balanced)."""
    labelled = [row for row in rows if not row.only_tone]
    return Balance(
        context=_weights([row.stance for row in labelled], strength),
        text=_weights([row.stance_text for row in labelled], strength),
        sentiment=_weights([row.sentiment for row in rows], strength),
    )


def _weights(answers: Sequence[int], strength: float) -> Weights:
    shares = np.bincount(answers, minlength=CLASSES) / max(1, len(answers))
    raw = np.where(shares > 0, np.maximum(shares, 1e-9) ** -strength, 0.0)
    mean = float((raw * shares).sum())
    return np.asarray(raw / mean if mean else np.ones(CLASSES), dtype=np.float64)
