"""The whole way for one article."""

from model.classifier import Classifier, checked_view
from model.labels import View
from model.types import Prediction


def read_article(text: str, classifier: Classifier, view: View | str = View.CONTEXT) -> list[Prediction]:
    """Return one prediction for each quoted sentence of the article, in its order, offsets into `text` as given."""
    return list(classifier.predict(classifier.prepare_article(text, checked_view(view))))
