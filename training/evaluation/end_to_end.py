"""The product on whole articles, lined up with labelled quotes: what counts is what a reader would have been shown.

A labelled quote is found where a predicted one covers at least half of it and overlaps it best; one that is not found
counts as wrong in every figure. A quote that no text holds cannot be found in any: it is read as an item, its words
given. Its speaker is not given, since that is one of the answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from model.article import read_article
from model.artifacts.figures import Extraction, Kept, Report, Slice, Vouched
from model.classifier import Classifier
from model.labels import Abstention, View
from model.progress import Progress
from model.types import Prediction, StanceResult, Utterance
from training.data.examples import best_overlap
from training.data.tasks import STANCE, STANCE_TEXT, TASKS, Task
from training.data.units import Unit
from training.evaluation.metrics import Array, figures, labels_of
from training.evaluation.slicing import LEAST_IN_SLICE, SLICES
from training.speaker_gold import same_name


@dataclass(frozen=True)
class Answers:
    """Labelled units, and the prediction for each of them or None."""

    units: tuple[Unit, ...]
    predictions: tuple[Prediction | None, ...]


def answer(classifier: Classifier, units: Sequence[Unit], progress: Progress) -> Answers:
    """Return the product's predictions for units in both views; whole articles are read, units without one as items."""
    alone = [unit for unit in units if unit.alone]
    items = classifier.classify((Utterance(unit.quote, context=unit.text) for unit in alone), View.BOTH)
    found: dict[str, Prediction | None] = {unit.id: one for unit, one in zip(alone, items, strict=True)}
    by_text: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if not unit.alone:
            by_text[unit.text].append(unit)
    for text in progress.track(list(by_text), "reading articles"):
        predictions = read_article(text, classifier, View.BOTH)
        found |= {unit.id: best_overlap(unit.span, predictions) for unit in by_text[text]}
    return Answers(tuple(units), tuple(found[unit.id] for unit in units))


def table(task: Task, answers: Answers) -> tuple[list[int], Array]:
    """Return the gold answers and the probabilities (n, 3) of a task; a row of zeros where nothing was found."""
    gold = [task.gold(unit.labels) for unit in answers.units]
    rows = [task.probabilities(one) if one else (0.0, 0.0, 0.0) for one in answers.predictions]
    return gold, np.array(rows)


def report(answers: Answers) -> Report:
    """Return every figure of every task, and how many quotes, speakers and sides were found."""
    groups = [unit.group for unit in answers.units]
    tasks = {task.name: figures(*table(task, answers), groups, task.labels) for task in TASKS}
    return Report(extraction=extraction(answers), **tasks)


def extraction(answers: Answers) -> Extraction:
    """Return the shares of units whose quote was found, whose speaker was named, and whose side was right.

    The share of sides is over the units that have one. Where a unit has no speaker, it is right to name nobody, unless
    no unit has one: then nobody noted the speakers. A share of nothing is None.
    """
    pairs = list(zip(answers.units, answers.predictions, strict=True))
    named = pairs if any(unit.speaker for unit in answers.units) else []
    sided = [(unit, one) for unit, one in pairs if unit.labels.side is not None]
    return Extraction(
        found=_share(one is not None for _, one in pairs),
        speaker=_share(one is not None and same_name(unit.speaker, one.speaker.name) for unit, one in named),
        side=_share(one is not None and unit.labels.side == one.speaker.side for unit, one in sided),
    )


def _share(outcomes: Iterable[bool]) -> float | None:
    held = list(outcomes)
    return round(float(np.mean(held)), 3) if held else None


def vouched(answers: Answers) -> Vouched:
    """Return how many stances each view vouches for by the model's own threshold, and how many of these are right.

    `both` is what the context view vouches for where both views were asked for. A share of nothing is None.
    """
    pairs = list(zip(answers.units, answers.predictions, strict=True))

    def kept(task: Task, *, alone: bool) -> Kept:
        held = [(unit, getattr(one, task.name)) for unit, one in pairs if one]
        told = [(task.gold(unit.labels), stance) for unit, stance in held if _vouched(stance, alone=alone)]
        right = _share(task.labels.index(stance.label) == gold for gold, stance in told)
        return Kept(coverage=round(len(told) / len(pairs), 3), accuracy=right)

    return Vouched(context=kept(STANCE, alone=True), text=kept(STANCE_TEXT, alone=True), both=kept(STANCE, alone=False))


def _vouched(stance: StanceResult, *, alone: bool) -> bool:
    """Say whether a stance that was read in both views is vouched for, or would be in its view alone."""
    return not stance.abstained or (alone and stance.reason is Abstention.WORDS_DISAGREE)


def slices(answers: Answers, least: int = LEAST_IN_SLICE) -> tuple[Slice, ...]:
    """Return the accuracy of stance for every slice of at least `least` units, the worst first."""
    rows: list[Slice] = []
    gold, probabilities = table(STANCE, answers)
    right = np.asarray(gold) == labels_of(probabilities)
    for name, of in SLICES.items():
        values = np.array([str(of(unit)) for unit in answers.units])
        for value in sorted(set(values)):
            chosen = np.flatnonzero(values == value)
            if len(chosen) >= least:
                accuracy = round(float(right[chosen].mean()), 3)
                rows.append(Slice(slice=name, value=value, n=len(chosen), accuracy=accuracy))
    return tuple(sorted(rows, key=lambda row: row.accuracy))
