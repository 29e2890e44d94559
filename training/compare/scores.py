"""What a model answers on the frozen evaluation set, read the product's own way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from model.classifier import Classifier, Prepared
from model.labels import Sentiment, Stance, View
from model.types import Prediction, Utterance
from training.examples import best_overlap
from training.units import Unit

Array = NDArray[np.float64]
Answers = NDArray[np.intp]
TASKS: dict[str, tuple[str, ...]] = {
    "stance": tuple(Stance),
    "stance_text": tuple(Stance),
    "sentiment": tuple(Sentiment),
}


@dataclass(frozen=True)
class Scores:
    """One model's predictions for units, in their order."""

    units: Sequence[Unit]
    predictions: Sequence[Prediction]

    def gold(self, task: str) -> Answers:
        """Return the answers (n,) of a task as positions in its labels."""
        return np.asarray([TASKS[task].index(getattr(unit.labels, task)) for unit in self.units])

    def probabilities(self, task: str) -> Array:
        """Return the calibrated probabilities (n, 3) of a task."""
        results = [getattr(prediction, task) for prediction in self.predictions]
        return np.asarray([[result.probabilities[label] for label in TASKS[task]] for result in results])

    def answers(self, task: str) -> Answers:
        found: Answers = self.probabilities(task).argmax(axis=1)
        return found

    @cached_property
    def groups(self) -> list[str]:
        return [unit.group for unit in self.units]


def score(classifier: Classifier, units: Sequence[Unit]) -> Scores:
    """Label units in both views, finding quote and speaker in the whole text as the product does."""
    prepared = dict(_prepared(classifier, units))
    predictions = list(classifier.predict([prepared[index] for index in range(len(units))]))
    return Scores(units, predictions)


def _prepared(classifier: Classifier, units: Sequence[Unit]) -> Iterator[tuple[int, Prepared]]:
    ordered = sorted(range(len(units)), key=lambda index: units[index].text)
    for text, members in groupby(ordered, key=lambda index: units[index].text):
        found = classifier.prepare_article(text, View.BOTH)
        readings = [one.reading for one in found]
        for index in members:
            best = best_overlap(units[index], readings)
            place = next((number for number, one in enumerate(readings) if one is best), None)
            yield index, _given(classifier, units[index]) if place is None else found[place]


def _given(classifier: Classifier, unit: Unit) -> Prepared:
    """Prepare a unit that the product does not find by itself, its words being given."""
    return classifier.prepare(Utterance(unit.quote, unit.speaker or None, unit.text), View.BOTH)
