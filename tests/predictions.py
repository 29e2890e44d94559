"""Predictions that tests make up."""

from collections.abc import Iterable
from typing import Any, TypeVar

from model.labels import Sentiment, Stance
from model.types import ModelId, Prediction, Quote, SentimentResult, Speaker, StanceResult

Label = TypeVar("Label", Stance, Sentiment)


def prediction(stance: Stance, /, sure: float = 1.0, tone: Sentiment = Sentiment.NEUTRAL, **fields: Any) -> Prediction:
    """Return a prediction that is as sure of both labels; other fields are given by name."""
    made: dict[str, Any] = {
        "id": None,
        "quote": Quote("x", 0, 1),
        "speaker": Speaker(),
        "stance": StanceResult(stance, _shares(Stance, stance, sure)),
        "sentiment": SentimentResult(tone, _shares(Sentiment, tone, sure)),
        "model": ModelId("m", "1"),
    }
    return Prediction(**made | fields)


def _shares(labels: Iterable[Label], chosen: Label, sure: float) -> dict[Label, float]:
    return {label: sure if label is chosen else (1 - sure) / 2 for label in labels}
