"""The three things that a model says of a quote: the labels of each, and where answer and probabilities stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.labels import Sentiment, Stance
from model.types import Prediction
from training.data.units import Labels

STANCES, SENTIMENTS = tuple(Stance), tuple(Sentiment)
CLASSES = 3  # of every task


@dataclass(frozen=True)
class Task:
    """One thing that is predicted; `name` is its field in labels and in predictions."""

    name: str
    title: str
    labels: tuple[str, ...]

    def gold(self, labels: Labels) -> int:
        """Return the annotator's answer by its number among the labels."""
        return self.labels.index(getattr(labels, self.name))

    def probabilities(self, prediction: Prediction) -> Sequence[float]:
        """Return the calibrated probabilities (3,) of a prediction in both views, in the order of the labels."""
        shares: dict[str, float] = getattr(prediction, self.name).probabilities
        return [shares[label] for label in self.labels]


STANCE = Task("stance", "stance, context view", STANCES)
STANCE_TEXT = Task("stance_text", "stance, text view", STANCES)
SENTIMENT = Task("sentiment", "sentiment", SENTIMENTS)
TASKS = (STANCE, STANCE_TEXT, SENTIMENT)
