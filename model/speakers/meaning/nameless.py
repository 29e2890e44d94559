"""Roles that bring in somebody without a name: "an official", "one of the officials"."""

from model.speakers.cues.reading import Reading
from model.speakers.mentions.known import is_place
from model.speakers.mentions.mention import Mention, Shape, is_one_of
from model.speakers.tokens.lexicon import lexicon
from model.speakers.tokens.page import Page

_INDEFINITE = frozenset(
    (
        *("a", "an", "another", "one", "some", "two", "three", "four", "any", "many"),
        *("several", "few", "other", "no", "every", "each"),
    )
)
_APPOSED = 8  # tokens of "of the regional council" before the comma of a name


def is_indefinite(page: Page, mention: Mention) -> bool:
    """Whether the mention brings somebody new: "a", "one"."""
    return page.lower[mention.first] in _INDEFINITE or is_one_of(page, mention)


def noun_of(page: Page, mention: Mention) -> str:
    """Return a role's noun, of one of several in the singular: one of the officials."""
    noun = page.lower[mention.head]
    return lexicon().singular.get(noun, noun) if is_one_of(page, mention) else noun


def is_nameless(reading: Reading, mention: Mention) -> bool:
    """Whether "an official" is somebody new, not an aside: "Name, an official", "Name, 45, an official"."""
    page, comma = reading.page, mention.first - 1
    if not is_indefinite(page, mention) or _is_named_behind(reading, mention):
        return False
    if comma < 1 or page.words[comma] != ",":
        return True
    aged = comma > 1 and page.words[comma - 1].isdigit() and page.words[comma - 2] == ","
    named = reading.subjects.ending(comma - 2 if aged else comma)
    if named is None or named.shape is not Shape.NAME:
        return True
    return is_place(page.string(named.first, named.end))  # shells hit Lyman, an official said


def _is_named_behind(reading: Reading, mention: Mention) -> bool:
    """Whether one of several is named: one of the officials of the region, Ivan Petrenko, said."""
    page = reading.page
    if not is_one_of(page, mention):
        return False
    behind = range(mention.end, min(mention.end + _APPOSED, page.extent(page.sentence[mention.head])[1]))
    comma = next((k for k in behind if page.words[k] == ","), None)
    named = reading.subjects.starting(comma + 1) if comma is not None else None
    return named is not None and named.shape is Shape.NAME
