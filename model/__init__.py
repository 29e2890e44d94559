"""Quotestance's model: what a quote is, who says it, and how it is labelled.

from model import Classifier, Utterance, find_quotes, read_article
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.article import read_article
    from model.classifier import Classifier
    from model.quotes import find_quotes
    from model.types import Prediction, Quote, Speaker, Utterance

__all__ = ["Classifier", "Prediction", "Quote", "Speaker", "Utterance", "find_quotes", "read_article"]
_HOMES = {
    "Classifier": "model.classifier",
    "find_quotes": "model.quotes",
    "read_article": "model.article",
    **dict.fromkeys(("Prediction", "Quote", "Speaker", "Utterance"), "model.types"),
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is, since PyTorch takes seconds that the command line's start must not wait."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
