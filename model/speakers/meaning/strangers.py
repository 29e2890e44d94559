"""Somebody of whom the page gives no more than a name that is a place's: Corporal Paris; Lima, 34."""

from collections.abc import Sequence

from model.speakers.meaning.told import behind_age
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.mentions.offices import capital_of
from model.speakers.tokens.lexicon import DET, POSS, TITLE
from model.speakers.tokens.page import Page


def is_whom(page: Page, places: Sequence[Mention]) -> bool:
    """Whether a "who" or an age behind a name tells of somebody: Lima, who joined the army; Levada, 45."""
    asides = (place for place in places if page.word_at(place.end) == ",")
    return any(page.lower_at(place.end + 1) == "who" or _has_age(page, place) for place in asides)


def called_like_places(page: Page, mentions: Sequence[Mention]) -> set[str]:
    """Return the names of places that are somebody's here, by an age behind them or a title before a capital.

    A "who" says too little of lands and capitals: Kyiv, who asked for tanks.
    """
    alone = (m for m in mentions if m.shape is Shape.PLACE and m.end == m.first + 1)
    told = {page.words[m.first] for m in alone if _has_age(page, m)}
    return told.union(page.words[k] for k in range(1, len(page)) if _is_titled(page, k) and capital_of(page.words[k]))


def _has_age(page: Page, place: Mention) -> bool:
    return page.word_at(place.end) == "," and behind_age(page, place.end + 1) > place.end + 1


def _is_titled(page: Page, name: int) -> bool:
    """Whether a title stands right before a name of one word: Corporal Paris, not "told the President Moscow ..."."""
    title = name - 1
    if not (page.tags[title] & TITLE and page.caps[title]) or page.has_capital(name + 1):
        return False
    while title and page.caps[title - 1]:
        title -= 1
    return not page.tags_at(title - 1) & (DET | POSS)
