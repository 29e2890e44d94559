"""Roles whose noun is left out: "another", after "a resident"."""

from model.speakers.cues.reading import Reading
from model.speakers.cues.verbs import first_subject
from model.speakers.mentions.mention import Mention, Shape, is_plural
from model.speakers.tokens.lexicon import DET, PLURAL, ROLE, lexicon
from model.speakers.tokens.page import QUOTE, Page

_REACH = 10  # sentences that a short mention looks back over
_INTRODUCING = frozenset(["a", "an", "one", "another"])
_LISTENING = frozenset(["reporters", "journalists", "newsmen"])  # told reporters
_TELLING = frozenset(["tell", "tells", "told", "telling", "to"])
_ELLIPTIC = frozenset(["another", "one", "others", "some", "many"])


def left_out(reading: Reading, mention: Mention) -> Mention | None:
    """Return the role whose noun is left out: "a resident" before "another said"."""
    page = reading.page
    if mention.end - mention.first > 1 or page.lower[mention.first] not in _ELLIPTIC:
        return None
    if (several := _several_before(reading, mention)) is not None:
        return several
    low = page.bounds[max(0, page.sentence[mention.first] - _REACH)]
    told = (c.subject for c in reading.cues_before(mention.first, low) if c.strength == "strong")
    spoke = (m for m in told if (m.name < 0 and m.shape is Shape.ROLE) or page.lower[m.first] in _INTRODUCING)
    roles = (m for m in reversed(reading.subjects.within(low, mention.first)) if m.shape is Shape.ROLE and m.name < 0)
    roles = (m for m in roles if page.lower[m.head] not in _LISTENING or page.lower[m.first - 1] not in _TELLING)
    return next((m for m in spoke if m.end - m.first > 1), None) or next(roles, None)


def one_of(page: Page, noun: Mention) -> str:
    """Return a role's bare words as they are said of one: "Ukrainian official" of "Ukrainian officials"."""
    first = noun.first + bool(page.tags[noun.first] & DET)
    if not page.tags[noun.head] & PLURAL:
        return page.string(first, noun.end)
    head = page.lower[noun.head]
    one = lexicon().singular.get(head, head)
    return f"{page.string(first, noun.head)} {one}" if noun.head > first else one


def _several_before(reading: Reading, mention: Mention) -> Mention | None:
    """Return the people whom the sentence before is about: "Ukrainian officials" before "one called it"."""
    page = reading.page
    sentence = page.sentence[mention.first] - 1
    if sentence < 0 or page.lower[mention.first] not in ("one", "some", "many", "others"):
        return None
    low, high = page.extent(sentence)
    first = first_subject(page, reading.subjects, low, high)
    several = first is not None and page.tags[first.head] & ROLE and is_plural(page, first)  # EU officials, a body too
    return first if several and page.words[high - 1] != QUOTE else None
