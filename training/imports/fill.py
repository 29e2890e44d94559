"""What a model answers for labels that no annotator judged, so that training leaves them as they are."""

from collections.abc import Sequence

from model.classifier import Classifier
from model.labels import View
from model.types import Utterance
from training.imports.judgement import Row


class ModelFill:
    """Answers with the labels of one classifier."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def __call__(self, rows: Sequence[Row]) -> list[dict[str, str]]:
        """Return stance, stance_text and sentiment for each row."""
        utterances = [Utterance(row.text, row.speaker, row.context) for row in rows]
        predictions = self._classifier.classify(utterances, View.BOTH)
        return [
            {
                "stance": one.stance.label,
                "stance_text": (one.stance_text or one.stance).label,
                "sentiment": one.sentiment.label,
            }
            for one in predictions
        ]
