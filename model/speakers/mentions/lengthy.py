"""Mentions that go on over small words and numbers: Koval & Partners, the minister for economic affairs, Article 5."""

from dataclasses import replace

from model.language.lists import word_set
from model.speakers.mentions.known import long_names
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.tokens.lexicon import CUE, NATION, NOUN, THING, TITLE
from model.speakers.tokens.page import Page

_FIRMS = frozenset("Associates Bros Brothers Co Company Daughters Partners Sons".split())  # behind an "&"
_SUFFIXES = ("jr", "sr", "phd", "esq")  # behind a name and a comma
_NUMBERS = frozenset("one two three four five six seven eight nine ten i ii iii iv v vi vii viii ix x".split())
_FOR = ("of", "for")
_LISTING = (",", "and")
_MAX_TOKENS = 16  # of a firm's name or of an office with its fields


def known_end(page: Page, i: int) -> int:
    """Return the end of a known body's name of several words, (the) Voice of America, that starts at a token; or 0."""
    first = i + bool(page.lower[i] == "the")
    for words in long_names().get(page.word_at(first), ()):
        end = first + len(words)
        goes_on = page.lower_at(end) in ("and", "of", "for", "&")
        if tuple(page.words[first:end]) == words and not any(page.caps[end : end + 1 + goes_on]):
            return end
    return 0


def firm_end(page: Page, i: int) -> int:
    """Return the end of a firm's name that starts at a token, Koval & Partners; or 0."""
    k = i
    while page.has_capital(k) and not page.tags[k] & (NATION | TITLE) and k - i < _MAX_TOKENS:
        k += 1
    return k + 2 if k > i and page.word_at(k) == "&" and page.word_at(k + 1) in _FIRMS else 0


def with_more(page: Page, mention: Mention) -> Mention:
    """Return a mention with what only words behind it, which are none of its kind, make whole."""
    return _with_suffix(page, _with_number(page, _with_field(page, mention)))


def _with_suffix(page: Page, mention: Mention) -> Mention:
    """Return a person's name with what a comma adds to it, which is no name: John Koval, Jr., not a PhD student."""
    whole = mention.shape is Shape.NAME and mention.name_end - mention.name > 1
    suffixed = whole and page.word_at(mention.end) == ","
    k = mention.end + 1
    if not suffixed or page.lower_at(k) not in _SUFFIXES:
        return mention
    behind = page.tags_at(k + 1)
    return mention if behind & (NOUN | TITLE) and not behind & CUE else replace(mention, end=k + 1)


def _with_number(page: Page, mention: Mention) -> Mention:
    """Return a numbered paper with its number: Article 5, Decree No. 647."""
    k = mention.end + (page.word_at(mention.end) == "No.")
    if mention.shape is not Shape.PAPER or not page.caps[mention.end - 1] or k + 1 >= len(page):
        return mention
    return replace(mention, end=k + 1) if _is_number(page.lower[k]) else mention


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in _NUMBERS


def _with_field(page: Page, mention: Mention) -> Mention:
    """Return an office with what it is for: the minister for economic and energy affairs."""
    if mention.shape is not Shape.ROLE:
        return mention
    end, further = mention.end, _field_end(page, mention.end)
    while end < further <= mention.first + _MAX_TOKENS:
        end, further = further, _field_end(page, further)
    return replace(mention, end=end)


def _field_end(page: Page, end: int) -> int:
    """Return the end of the fields that "of" or "for" adds to an office which ends at a token, or that token."""
    fields = word_set("field")
    if page.lower_at(end) not in _FOR:
        return end
    k = first = end + 1 + (page.lower_at(end + 1) == "the")
    while page.word_at(k) in fields or (page.word_at(k) in _LISTING and k > first):
        k += 1
        end = k if page.words[k - 1] in fields and not _noun_at(page, k) else end
    return end


def _noun_at(page: Page, k: int) -> bool:
    """Whether a noun in small letters stands at a token, of which the field before only says the kind: labour union."""
    tags, word = page.tags_at(k), page.word_at(k)
    if not word.islower():
        return False
    unknown = not tags and word.endswith("s")  # crimes
    return word in word_set("field") or unknown or bool(tags & (NOUN | THING) and not tags & CUE)
