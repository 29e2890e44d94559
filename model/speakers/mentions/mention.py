"""A mention: what a noun phrase of a page names, and what it is by its own words."""

from dataclasses import dataclass
from enum import StrEnum

from model.sides.transliteration import PARTICLES
from model.speakers.tokens.lexicon import (
    BODY,
    CUE,
    DET,
    HE,
    IT,
    MODIFIER,
    NATION,
    NOUN,
    PAPER,
    PLURAL,
    POSS,
    PREP,
    ROLE,
    SHE,
    THEY,
    TITLE,
    lexicon,
)
from model.speakers.tokens.page import QUOTE, Page

GENITIVE = ("'s", "’s")
_ACRONYM = range(2, 7)  # letters
_CASES = {"his": "m", "her": "f", "its": "n", "their": "p", "him": "m", "them": "p"}
_INSIDE = PARTICLES | {"&"}  # of a name
_COMPASS = frozenset(["northern", "southern", "eastern", "western"])


class Shape(StrEnum):
    """What a mention is by its own words."""

    NAME = "name"  # a person, or something else with a proper name
    ROLE = "role"  # the French president
    BODY = "body"  # the ministry
    PAPER = "paper"  # the statement
    PLACE = "place"  # Moscow
    PRONOUN = "pronoun"
    WHO = "who"
    GENERIC = "generic"  # the crowd: any noun before a verb of speech


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens [first, end) of a page; the person's name, where there is one, is [name, name_end)."""

    first: int
    end: int
    shape: Shape
    head: int  # the token of the head noun, or of the last name
    name: int = -1
    name_end: int = -1
    owner: "Mention | None" = None  # the possessor: Ukraine('s), Mr Putin('s)


def pronoun(i: int) -> Mention:
    """Return the mention that one token is: he, his."""
    return Mention(i, i + 1, Shape.PRONOUN, i)


def describe(page: Page, first: int, end: int) -> Mention:
    """Return the noun phrase of the tokens [first, end) as a mention."""
    owner_end = _owner_end(page, first, end)
    start = owner_end + 1 if owner_end > 0 else first
    owner = describe(page, first, owner_end) if owner_end > 0 else None
    name = _name_start(page, start, end)
    if name < end:
        shape = _proper_shape(page, first, start, name, end)
        return Mention(first, end, shape, end - 1, name, end, owner)
    head = next((k for k in range(end - 1, start - 1, -1) if page.tags[k] & NOUN), end - 1)
    return Mention(first, end, _common_shape(page, head), head, owner=owner)


def account(page: Page, i: int) -> Mention | None:
    """Return the name of an account, @lidne, that posts or is said to, and that nobody's name stands before."""
    posts = page.tags_at(i + 1) & CUE or page.word_at(i + 1) == ":"
    quoted = page.tags_at(i - 1) & CUE and page.word_at(i - 2) == QUOTE
    borne = (page.has_capital(i - 1) or page.word_at(i - 1) == "(") and page.words[i - 1] != "RT"
    return Mention(i, i + 1, Shape.NAME, i, i, i + 1) if (posts or quoted) and not borne else None


def _owner_end(page: Page, first: int, end: int) -> int:
    """Return the token of the phrase's last genitive, which ends its possessor; -1 for none."""
    for k in range(end - 1, first, -1):
        if page.words[k] in GENITIVE:
            return k
    return -1


def _name_start(page: Page, start: int, end: int) -> int:
    """Return the first token of the proper name that ends the phrase, or `end`."""
    genders = lexicon().name_gender
    for k in range(start, end - 1):
        given = page.caps[k] and page.lower[k] in genders and page.caps[k + 1]
        if given and not any(page.tags[j] & (ROLE | TITLE | BODY) for j in range(k + 1, end - 1)):  # Florence Mayor X
            return k
    k = end
    while k > start and (page.caps[k - 1] or page.lower[k - 1] in _INSIDE) and not _is_label(page, k - 1):
        k -= 1
    if k < end - 2 and _is_acronym(page.words[k]) and not _is_acronym(page.words[k + 1]):  # the UN Ivan Petrenko
        k += 1
    if k > start and page.word_at(k) == "Today":  # Russia Today, a channel
        k -= 1
    while k < end and not page.caps[k]:
        k += 1
    return k - (k == end - 1 and k - 1 == start and _is_compass(page, k - 1))


def _is_compass(page: Page, k: int) -> bool:
    """Whether a capital says that a point of the compass is part of a name: Northern Lights."""
    return page.caps[k] and page.lower[k] in _COMPASS and page.lower[k + 1] not in lexicon().name_gender


def _is_acronym(word: str) -> bool:
    return word.isupper() and word.isalpha() and len(word) in _ACRONYM


def _is_label(page: Page, k: int) -> bool:
    """Whether the token is a title, an office, a people or a kind of body, and so no part of a person's name."""
    return bool(page.tags[k] & (NOUN | TITLE | NATION | DET | POSS | MODIFIER))


def _proper_shape(page: Page, first: int, start: int, name: int, end: int) -> Shape:
    before = [page.tags[k] for k in range(start, name)]
    if any(t & (ROLE | TITLE) for t in before):
        return Shape.NAME
    if any(t & BODY for t in before) or (page.tags[first] & DET and name - first <= 1):
        return Shape.BODY
    word = page.words[end - 1]
    if end - name == 1 and word.isupper() and len(word.replace(".", "")) in _ACRONYM:
        return Shape.BODY
    return Shape.NAME


def _common_shape(page: Page, head: int) -> Shape:
    tags = page.tags[head]
    if page.lower[head - 1 : head + 1] == ["general", "staff"]:  # no people, but the head of an army
        return Shape.BODY
    if tags & NATION and not tags & NOUN:
        return Shape.PLACE
    if tags & ROLE or tags & TITLE:
        return Shape.ROLE
    if tags & BODY and not (tags & PAPER and not page.caps[head]):
        return Shape.BODY
    return Shape.PAPER if tags & PAPER else Shape.GENERIC


def is_plural(page: Page, mention: Mention) -> bool:
    """Whether the mention means several people."""
    return bool(page.tags[mention.head] & (PLURAL | THEY)) and not is_one_of(page, mention)


def is_one_of(page: Page, mention: Mention) -> bool:
    """Whether one of several is meant, who stand behind "one of"."""
    return mention.first > 1 and page.lower[mention.first - 2 : mention.first] == ["one", "of"]


def is_governed(page: Page, mention: Mention, low: int = 0) -> bool:
    """Whether a preposition stands right before the mention, at the token `low` or behind it."""
    return mention.first > low and bool(page.tags[mention.first - 1] & PREP)


def pronoun_gender(page: Page, mention: Mention) -> str:
    """Return `m`, `f`, `n` (it), `p` (they) or an empty string."""
    tags = page.tags[mention.head]
    word = page.lower[mention.head]
    if word in _CASES:
        return _CASES[word]
    return "m" if tags & HE else "f" if tags & SHE else "n" if tags & IT else "p" if tags & THEY else ""
