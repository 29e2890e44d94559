"""What a clause tells of the person whose name opens it: "is a nurse in Kharkiv", ", from Kharkiv,", "fled Kharkiv"."""

import re

from model.language.lists import word_set
from model.speakers.mentions.acting import is_trade
from model.speakers.tokens.lexicon import AUX, CUE, NATION, PREP, ROLE
from model.speakers.tokens.page import BREAK, QUOTE, Page

_NO_OFFICE = word_set("kin") | frozenset(
    """relative friend victim survivor hostage prisoner captive critic opponent supporter fan admirer riser vegetarian
    foreigner latter""".split()
)
_LONGEST = 12  # tokens of what is told
_PRESENT = (["is"], ["works", "as"])
_LIVING = (
    *(["from"], ["originally", "from"], ["who", "lives", "in"], ["who", "is", "from"], ["who", "comes", "from"]),
    ["a", "native", "of"],
)
_WENT = (["fled"], ["escaped"], ["escaped", "from"], ["was", "evacuated", "from"])
_FLEEING = (*_WENT, *(["who", *words] for words in _WENT))
_BEHIND = re.compile(r"[,.]")  # ends "from Kharkiv"
_SINCE = re.compile(r"(?:\w+ ){1,2}(?:19|20)\d\d\b")  # who came from Kharkiv in (March) 2022, for good
_STOPS = frozenset([*",.;:()–—", "who", "which", "when", "where", "and", "but", QUOTE, BREAK])


def told_of(page: Page, end: int, *, native: bool) -> str:
    """Return what is told of a name that ends at the token `end`, in the words of a description; nothing for most.

    Where somebody comes from counts for a `native` name alone: reporters and visitors come from anywhere.
    """
    after = _follows(page, end, _PRESENT)
    if after and page.lower_at(after) in ("a", "an", "the", "one"):
        return _office(page, after + 1)
    return _origin(page, end) if native else ""


def _origin(page: Page, end: int) -> str:
    """Return "from Kharkiv" or "refugee from Kharkiv" where that is told of a name."""
    start = behind_age(page, end + (page.word_at(end) == ","))
    if start > end and (place := _place(page, _follows(page, start, _LIVING))):
        return f"from {place}"
    came = _follows(page, start, (["who", "came", "from"],))
    for first, closing in ((_follows(page, end, (["from"],)), _BEHIND), (came, _SINCE)):
        place = _place(page, first)
        behind = first + len(place.split())
        if place and closing.match(" ".join(page.words[behind : behind + 3])):
            return f"from {place}"
    fled = _place(page, _follows(page, start, _FLEEING))
    return f"refugee from {fled}" if fled else ""


def _follows(page: Page, start: int, phrases: tuple[list[str], ...]) -> int:
    """Return the token after the longest phrase that stands at `start`; 0 where none does."""
    ends = (start + len(words) for words in phrases if page.lower[start : start + len(words)] == words)
    return max(ends, default=0)


def behind_age(page: Page, token: int) -> int:
    """Return the token behind an age and its comma, "36,", or `token` where no number stands there."""
    aged = page.word_at(token)[:1].isdigit() and page.word_at(token + 1) == ","
    return token + 2 * aged


def _office(page: Page, first: int) -> str:
    """Return "nurse in Kharkiv" from the token `first` on, where a noun for people comes before any preposition."""
    last, furthest = first, min(len(page), first + _LONGEST)
    while last < furthest and page.lower[last] not in _STOPS and not page.tags[last] & (AUX | CUE):
        last += 1
    noun = next((k for k in range(first, last) if page.tags[k] & (ROLE | PREP) or is_trade(page, k)), last)
    office = noun < last and not page.tags[noun] & PREP and page.lower[noun] not in _NO_OFFICE
    return page.string(first, last) if office else ""


def _place(page: Page, first: int) -> str:
    """Return the land or the proper name that stands at a token."""
    if not first or not page.has_capital(first):
        return ""
    last = first + 1
    while page.has_capital(last) and not page.tags[last] & PREP:
        last += 1
    if page.word_at(last).isalpha() and not page.tags[last]:  # fled Russian captivity
        return ""
    return page.string(first, last) if page.tags[first] & NATION or last - first <= 2 else ""  # noqa: PLR2004
