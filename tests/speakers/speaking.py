"""Who said the quotations of a text, for tests of speakers."""

from model.quotes import scan
from model.speakers import Attribution, attribute


def attributions(text: str) -> list[Attribution]:
    return attribute(text, scan(text))


def mention(text: str, attribution: Attribution) -> str:
    span = attribution.mention
    return text[span.start : span.end] if span else ""


def first(text: str) -> Attribution:
    return attributions(text)[0]


def last(text: str) -> Attribution:
    return attributions(text)[-1]
