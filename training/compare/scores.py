"""What a model answers on the frozen evaluation set, read the product's own way."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.classifier import Classifier, Prepared
from model.errors import InputError
from model.labels import Sentiment, Stance, View
from model.types import Prediction, Utterance
from training.examples import best_overlap
from training.units import Unit, read_articles, read_authored, read_references

Array = NDArray[np.float64]
Answers = NDArray[np.intp]
TASKS: dict[str, tuple[str, ...]] = {
    "stance": tuple(Stance),
    "stance_text": tuple(Stance),
    "sentiment": tuple(Sentiment),
}


def read_frozen(files: Sequence[Path], articles: Sequence[Path] = ()) -> list[Unit]:
    """Return the units of evaluation files, with text of their own or by reference into `articles`.

    Raises InputError or RowError where a file is not what it must be, or holds nothing.
    """
    texts = {name: text for file in articles for name, text in read_articles(file).items()}
    units = [unit for file in files for unit in _read(file, texts)]
    if not units:
        raise InputError(f"no labelled quotes to compare on in {', '.join(map(str, files)) or 'no file'}")
    return units


def _read(file: Path, texts: dict[str, str]) -> list[Unit]:
    return read_references(file, texts) if _refers(file) else read_authored(file)


def _refers(file: Path) -> bool:
    """Tell references by their first line; what is wrong with a line is for the reader to say."""
    try:
        with file.open(encoding="utf-8") as lines:
            first = json.loads(next(lines, "{}"))
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError):
        return False
    return isinstance(first, dict) and "article" in first


def digest(units: Sequence[Unit]) -> str:
    """Return what two evaluations must share to be comparable: the SHA-256 of all quotes, places and labels."""
    rows = ((unit.id, unit.text, unit.start, unit.end, unit.labels.model_dump_json()) for unit in units)
    return hashlib.sha256(json.dumps(sorted(rows), ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


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
