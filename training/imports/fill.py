"""What a model answers for labels that no annotator judged, so that training leaves them as they are."""

from collections.abc import Sequence

from model.classifier import Classifier
from model.labels import View
from model.types import Utterance
from training.data.tasks import TASKS
from training.imports.judgement import Row


def labels_by(classifier: Classifier, rows: Sequence[Row]) -> list[dict[str, str]]:
    """Return the classifier's stance, stance_text and sentiment for each row."""
    utterances = [Utterance(row.text, row.speaker, row.context) for row in rows]
    predictions = classifier.classify(utterances, View.BOTH)
    return [{task.name: str(getattr(one, task.name).label) for task in TASKS} for one in predictions]
