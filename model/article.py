"""The whole way for one article."""

import datetime as dt
import re

from model.classifier import Classifier, checked_view
from model.labels import View
from model.types import Prediction


def day_of(written: object) -> dt.date:
    """Return the day that a text YYYY-MM-DD names; raises ValueError for what is none, or could only be guessed at."""
    try:
        if isinstance(written, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            return dt.date.fromisoformat(written)
    except ValueError:  # of a month that has no such day
        pass
    raise ValueError(f"must be a day, YYYY-MM-DD, got {written!r:.40}")


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
