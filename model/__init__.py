"""Quotestance's model: what a quote is, who says it, and how it is labelled.

from model import Classifier, Utterance, find_quotes, read_article
"""

from model.article import read_article
from model.classifier import Classifier
from model.quotes import find_quotes
from model.types import Prediction, Quote, Speaker, Utterance

__all__ = ["Classifier", "Prediction", "Quote", "Speaker", "Utterance", "find_quotes", "read_article"]
