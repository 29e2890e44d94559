"""Who said the quotations of a text, for tests of speakers."""

from model.quotes import scan
from model.speakers import Attribution, attribute


def attributions(text: str) -> list[Attribution]:
    return attribute(text, scan(text))


def last(text: str) -> Attribution:
    return attributions(text)[-1]
