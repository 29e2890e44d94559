"""Somebody of whom the page gives no more than a name that is a place's: Corporal Paris; Lima, who joined the army."""

from collections.abc import Sequence

from model.speakers.meaning.told import behind_age
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.mentions.offices import capital_of
from model.speakers.tokens.lexicon import TITLE
from model.speakers.tokens.page import Page


def is_whom(page: Page, places: Sequence[Mention]) -> bool:
    """Whether a "who" or an age behind a name tells of somebody: Lima, who joined the army; Levada, 45."""
    asides = (place.end + 1 for place in places if page.word_at(place.end) == ",")
    return any(page.lower_at(k) == "who" or behind_age(page, k) > k for k in asides)


def called_like_places(page: Page, mentions: Sequence[Mention]) -> set[str]:
    """Return the names of places that are somebody's here, by what is told behind them or a title before a capital."""
    alone = (m for m in mentions if m.shape is Shape.PLACE and m.end == m.first + 1)
    told = {page.words[m.first] for m in alone if is_whom(page, [m])}
    titled = (k for k in range(1, len(page)) if page.tags[k - 1] & TITLE and page.caps[k - 1])
    return told.union(page.words[k] for k in titled if capital_of(page.words[k]))
