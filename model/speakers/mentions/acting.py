"""Whether a mention does or says something, by the word behind it; whether an unknown word is a trade, by its end."""

from model.language.lists import word_set
from model.speakers.mentions.mention import Mention
from model.speakers.tokens.lexicon import ADV, AUX, CUE, DET, NATION, NEG, NOUN, POSS, lexicon
from model.speakers.tokens.page import Page

TRADES = ("er", "or", "ist", "ian", "man", "smith", "wright", "star", "chef")
_VERBS_TOO = frozenset("heads chairs hosts judges coaches captains guards pilots reports claims".split())
_ARTICLES = frozenset(["a", "an", "the"])


def has_object(page: Page, token: int) -> bool:
    """Whether what might be a noun behind a name is a verb: Ivan Lys heads the council, sponsors a school."""
    following, word = page.tags_at(token + 1), page.lower_at(token + 1)
    if not page.has_capital(token - 1):
        return False
    if page.lower[token] not in _VERBS_TOO:
        opens = word in _ARTICLES or bool(following & POSS)  # not "this": Ivan Lys allies this week
        return _is_full_name(page, token) and page.words[token].endswith("s") and opens
    listed = not following and word.isalpha() and word.endswith("s")  # reports queues
    return not page.tags[token - 1] & NATION and (bool(following & (DET | POSS)) or listed)


def _is_full_name(page: Page, end: int) -> bool:
    """Whether a given name and one word more end before a token, a noun in small letters."""
    given = page.has_capital(end - 2) and page.lower_at(end - 2) in lexicon().name_gender
    return given and bool(page.tags[end] & NOUN) and not page.caps[end] and not page.tags[end - 1] & NOUN


def is_trade(page: Page, token: int) -> bool:
    """Whether an unknown word in small letters looks like what somebody does for a living: a luthier, the baker."""
    return not page.tags[token] and not page.caps[token] and page.lower[token].endswith(TRADES)


def acts(page: Page, place: Mention) -> bool:
    """Whether a verb follows the mention: "Ivan Petrenko (also) said", "made", "is"."""
    end = place.end
    while page.tags_at(end) & (ADV | NEG) or page.lower_at(end).endswith("ly"):
        end += 1
    return bool(page.tags_at(end) & AUX) or tells_act(page, end)


def tells_act(page: Page, token: int) -> bool:
    """Whether a word tells what somebody did or says, by its looks: "said", "looted", "made"."""
    word = page.lower_at(token)
    return bool(page.tags_at(token) & CUE) or word.endswith("ed") or word in word_set("acted")
