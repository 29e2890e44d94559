"""The whole way for one article."""

import datetime as dt

from model.checks import checked_view
from model.classifier import Classifier
from model.labels import View
from model.types import Prediction


def read_article(
    text: str,
    classifier: Classifier,
    view: View | str = View.CONTEXT,
    date: dt.date | None = None,
    threshold: float | None = None,
) -> list[Prediction]:
    """Return one prediction for each quoted sentence of the article, in its order, offsets into `text` as given.

    `date`: the day of the article, for speakers whose side changed over the years; without it today's side counts.
    `threshold`: the least probability (0..1) at which a stance is vouched for, instead of the model's own.
    Raises InputError for an unknown view or a threshold that is no probability.
    """
    return list(classifier.predict(classifier.prepare_article(text, checked_view(view), date), threshold))
