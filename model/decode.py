"""From logits to calibrated probabilities, a label, and the decision to abstain."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from model.labels import Abstention, Sentiment, Stance, View
from model.types import SentimentResult, StanceResult

Array = NDArray[np.float64]


class Scaling(BaseModel):
    """Vector scaling with one temperature (Guo et al. 2017): softmax(logits / temperature + bias)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    temperature: float = Field(default=1.0, gt=0)
    bias: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def probabilities(self, logits: Array) -> Array:
        """Return calibrated probabilities (n, 3) of logits (n, 3), rows summing to 1."""
        scaled = logits / self.temperature + np.asarray(self.bias)
        odds = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        result: Array = odds / odds.sum(axis=-1, keepdims=True)
        return result

    def softened(self, factor: float) -> "Scaling":
        """Return the scaling whose logarithms of odds are those of this one divided by `factor`."""
        first, second, third = (bias / factor for bias in self.bias)
        return Scaling(temperature=self.temperature * factor, bias=(first, second, third))


class ViewCalibration(BaseModel):
    """How the logits of one view are turned into probabilities, and when its stance is not vouched for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    stance: Scaling = Scaling()
    sentiment: Scaling = Scaling()
    threshold: float = Field(default=0.0, ge=0, le=1)


class Calibration(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    context: ViewCalibration = ViewCalibration()
    text: ViewCalibration = ViewCalibration()

    def of(self, view: View) -> ViewCalibration:
        """Return the calibration of one view, context or text."""
        return self.text if view is View.TEXT else self.context


def decode_stance(probabilities: Sequence[float], threshold: float) -> StanceResult:
    """Return the likeliest stance; it is abstained from where its probability is below `threshold`."""
    by_label = dict(zip(Stance, map(float, probabilities), strict=True))
    label = max(by_label, key=by_label.__getitem__)
    unsure = by_label[label] < threshold
    return StanceResult(label, by_label, unsure, Abstention.LOW_CONFIDENCE if unsure else None)


def decode_sentiment(probabilities: Sequence[float]) -> SentimentResult:
    """Return the likeliest sentiment."""
    by_label = dict(zip(Sentiment, map(float, probabilities), strict=True))
    return SentimentResult(max(by_label, key=by_label.__getitem__), by_label)


def total_variation(first: StanceResult, second: StanceResult) -> float:
    """Return half the L1 distance of two distributions: 0 where they agree, 1 where they share nothing."""
    return sum(abs(first.probabilities[label] - second.probabilities[label]) for label in Stance) / 2
