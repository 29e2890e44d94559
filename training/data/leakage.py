"""Keeping apart what a model is measured on from what it learns from."""

import re
from collections.abc import Sequence

from model.wording import uniform
from training.data.units import Unit

LEAST_WORDS = 4  # a shorter quote may stand in two texts by chance
_ENDS = re.compile(r"^\W+|\W+$")


class EvaluationSet:
    """The quotes and texts that models are measured on; capitals and spellings of names make no difference."""

    def __init__(self, evaluation: Sequence[Unit]) -> None:
        self.texts = {plain(unit.text) for unit in evaluation}
        self.quotes = {quote for unit in evaluation if _long(quote := _words(unit.quote))}

    def holds(self, unit: Unit) -> bool:
        """Whether a unit is one of the evaluation's quotes, holds one, is part of one, or comes from its texts.

        Of real news only the unit's own quote counts: measured words elsewhere in its article come without a label.
        """
        text, quote = plain(unit.text), _words(unit.quote)
        if text in self.texts or (_long(text) and any(text in whole for whole in self.texts)):
            return True
        shown = quote if unit.real else text
        return any(one in shown for one in self.quotes) or (_long(quote) and any(quote in one for one in self.quotes))


def plain(text: str) -> str:
    """Return a text as it is compared: as the network sees it, in small letters, single and double marks alike.

    The table of spellings knows names by their capital letter, so every word gets one first: KIEV becomes Kyiv.
    """
    return uniform(text.title()).casefold().replace('"', "'")


def _words(quote: str) -> str:
    """Return a quote as it is compared: without punctuation at its ends, which depends on where it was cut."""
    return _ENDS.sub("", plain(quote))


def _long(text: str) -> bool:
    return len(text.split()) >= LEAST_WORDS
