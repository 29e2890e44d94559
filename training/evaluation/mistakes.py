"""The wrong answers of an evaluation, one by one, to be read."""

from collections.abc import Iterator

from model.types import Prediction
from training.data.tasks import TASKS, Task
from training.data.units import Unit
from training.evaluation.end_to_end import Answers, table
from training.evaluation.metrics import MISSING, labels_of


def wrong_answers(answers: Answers) -> Iterator[dict[str, object]]:
    """Yield a row for each wrong answer, task by task, the surest first; last are quotes that were not found.

    `answer` and what was found are None for a quote that was not found. Probabilities are calibrated ones.
    """
    for task in TASKS:
        gold, probabilities = table(task, answers)
        found = labels_of(probabilities)
        wrong = [row for row, label in enumerate(gold) if found[row] != label]
        for row in sorted(wrong, key=lambda row: -probabilities[row].max()):
            shares = dict(zip(task.labels, (round(float(share), 3) for share in probabilities[row]), strict=True))
            answer = None if found[row] == MISSING else task.labels[found[row]]
            yield _row(task, answers.units[row], answers.predictions[row]) | {"answer": answer, "probabilities": shares}


def _row(task: Task, unit: Unit, found: Prediction | None) -> dict[str, object]:
    return {
        "task": task.name,
        "id": unit.id,
        "article": unit.group,
        "start": unit.start,
        "end": unit.end,
        "quote": unit.quote,
        "label": task.labels[task.gold(unit.labels)],
        "sure": unit.labels.sure,
        "speaker": unit.speaker,
        "side": unit.labels.side,
        "found_speaker": found and found.speaker.name,
        "found_side": found and found.speaker.side,
    }
